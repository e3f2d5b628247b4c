"""One PostgreSQL for all tests that stop and stall it, and one authority for the servers of a module."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.certificates import Authority
from tests.smarketing.sites import Ground, Site, served


@pytest.fixture(scope="session")
def ground() -> Iterator[Ground]:
    """A server of our own, with the leads that Sven works on."""
    made = Ground()
    yield made
    made.close()


@pytest.fixture(scope="session")
def site(ground: Ground) -> Iterator[Site]:
    """A web process with eight threads on it."""
    with served(ground) as running:
        yield running


@pytest.fixture(scope="module")
def folder() -> Iterator[Path]:
    """With a path short enough for sockets."""
    made = Path(tempfile.mkdtemp(prefix="t-"))
    yield made
    shutil.rmtree(made)


@pytest.fixture(scope="module")
def authority(folder: Path) -> Authority:
    return Authority(folder)
