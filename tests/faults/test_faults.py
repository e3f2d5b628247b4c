"""Nothing is lost, doubled, invented or left half, whatever fails: every fault twenty times under load.

SEED repeats a run, FAULT_TIMES shortens it.
"""

from __future__ import annotations

import shutil
import tempfile
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from tests.clocks.__main__ import PRELOAD, library
from tests.faults.strikes import CLOCKS, HANGS, NIGHTS, STRIKES, set_clock
from tests.faults.trial import Trial, repetitions

pytestmark = pytest.mark.soak  # in no group: each has servers of its own, and two run side by side


@pytest.mark.parametrize("fault", STRIKES)
def test_nothing_is_lost_doubled_or_half(fault: str, trial: Trial) -> None:
    verdict = trial(fault, STRIKES[fault], times=repetitions())
    assert verdict.findings.named() == {}


@pytest.mark.parametrize("fault", HANGS)
def test_nothing_is_lost_doubled_or_half_when_a_program_stands_still(fault: str, trial: Trial) -> None:
    """Noticed after a few seconds here; with the usual ones tests/run/test_hangs.py waits."""
    verdict = trial(fault, HANGS[fault], times=repetitions(), environment={"HANG_SECONDS": "6"})
    assert verdict.findings.named() == {}


@pytest.fixture
def clock() -> Iterator[dict[str, str]]:
    """What makes every process of a stack read its clock from a file that the strikes write."""
    preloaded = library()
    if preloaded is None:
        pytest.skip("libfaketime is missing: the clock cannot be moved")
    folder = Path(tempfile.mkdtemp(prefix="c-"))
    file = folder / "clock"
    file.write_text("+0\n", encoding="ascii")
    yield {
        "LD_PRELOAD": str(preloaded),
        "FAKETIME_TIMESTAMP_FILE": str(file),
        "FAKETIME_CACHE_DURATION": "1",
        "FAKETIME_DONT_FAKE_MONOTONIC": "1",
        "PYTHONPATH": str(PRELOAD),
        "TZ": "Europe/Berlin",
    }
    shutil.rmtree(folder)


@pytest.mark.parametrize("fault", CLOCKS)
def test_nothing_is_lost_doubled_or_half_when_the_clock_moves(
    fault: str, clock: dict[str, str], trial: Trial
) -> None:
    # What is months old by a jump of the clock is rightly forgotten: the stack begins that very evening.
    if fault in NIGHTS:
        evening = NIGHTS[fault] - timedelta(hours=2)
        set_clock(Path(clock["FAKETIME_TIMESTAMP_FILE"]), evening.timestamp() - time.time())
    verdict = trial(fault, CLOCKS[fault], times=repetitions(), environment=clock)
    assert verdict.findings.named() == {}
