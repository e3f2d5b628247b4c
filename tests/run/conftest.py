"""What the tests of a run share."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from run import embedded
from tests.run.running import Run


@pytest.fixture
def run() -> Iterator[Run]:
    """A run that leaves nothing behind."""
    var_dir = Path(tempfile.mkdtemp(prefix="r-"))
    made = Run(var_dir)
    yield made
    for process in made.processes():
        process.kill()
    embedded.stop_all(var_dir)
    shutil.rmtree(var_dir, ignore_errors=True)
