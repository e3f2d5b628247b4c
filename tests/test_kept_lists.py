"""What a test with real transactions leaves to the next: the kept lists, and nothing to be counted."""

from __future__ import annotations

import pytest

from campaigns.models import Need
from counting import job
from handoff.models import Reason


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("turn", [1, 2])
def test_kept_lists_are_there_after_a_test_with_real_transactions(turn: int) -> None:
    assert Reason.objects.count() > 20
    assert Need.objects.count() > 5
    assert job.pending_since() is None
