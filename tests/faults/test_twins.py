"""Each guard switched off on purpose, under the fault it stands against: the oracle must find what is wrong.

A test of a fault that passes without the guard would say nothing.
"""

from __future__ import annotations

import pytest

from tests.faults.saboteur import sabotaged
from tests.faults.strikes import STRIKES
from tests.faults.trial import Trial, repetitions

pytestmark = pytest.mark.soak  # in no group: each has servers of its own, and two run side by side

TWINS = {
    "no_durability": ("postgres killed", {"lost"}),
    "no_transactions": ("connections cut", {"halves"}),
    "no_receipts": ("commits unheard", {"doubled"}),
    "no_sweeper": ("redis flushed", {"halves", "unmailed"}),
    "no_mark_of_done": ("everything delivered twice, in reverse", {"mailed_twice"}),
    "no_message_ids": ("mail unheard", {"mailed_apart"}),
}


@pytest.mark.parametrize("guard", TWINS)
def test_without_its_guard_a_fault_does_harm(guard: str, trial: Trial) -> None:
    fault, harm = TWINS[guard]
    verdict = trial(
        f"{fault} ({guard})",
        STRIKES[fault],
        times=repetitions(10),
        settle_seconds=20,
        environment=sabotaged(guard),
    )
    assert harm <= verdict.findings.named().keys()
