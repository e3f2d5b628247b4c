"""What a test with real transactions leaves to the next: the kept lists, and nothing to be counted."""

from __future__ import annotations

import pytest

from campaigns.models import Need
from counting import job
from handoff.models import Reason
from smarketing.models import SchemaStep
from tests.factories import make_user
from tests.test_routes import count_rows


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("turn", [1, 2])
def test_kept_lists_are_there_after_a_test_with_real_transactions(turn: int) -> None:
    assert Reason.objects.count() > 20
    assert Need.objects.count() > 5
    assert job.pending_since() is None


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("turn", [1, 2])
def test_nothing_else_is_there_after_a_test_with_real_transactions(turn: int) -> None:
    """The steps of the schema are there until the first such test of a process."""
    filled = {table for table, count in count_rows().items() if count} - {SchemaStep._meta.db_table}
    make_user()

    assert filled == {Reason._meta.db_table, Need._meta.db_table}
