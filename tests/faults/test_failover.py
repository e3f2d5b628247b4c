"""Redis watched by sentinels, under load: the first server dies, the copy takes over, and nothing is lost."""

from __future__ import annotations

import random
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.faults.stack import Stack
from tests.faults.trial import Trial, repetitions
from tests.redis_servers import Watched

pytestmark = pytest.mark.soak


@pytest.fixture
def watched() -> Iterator[Watched]:
    """Two servers and three sentinels, with passwords."""
    folder = Path(tempfile.mkdtemp(prefix="s-"))
    made = Watched(folder)
    yield made
    made.close()
    shutil.rmtree(folder)


def test_nothing_is_lost_doubled_or_half_when_sentinels_change_over(watched: Watched, trial: Trial) -> None:
    def fail_over(_stack: Stack, _dice: random.Random) -> None:
        watched.fail_over()

    verdict = trial(
        "redis changed over",
        fail_over,
        times=repetitions(5),
        environment={"REDIS_URL": watched.address},
    )
    assert verdict.findings.named() == {}
    assert verdict.captures > 0
