"""One PostgreSQL for all tests that stop and stall it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

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
