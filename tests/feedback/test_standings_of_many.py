"""What standings cost follows the number of leads, whatever PostgreSQL believes of the tables."""

from __future__ import annotations

import pytest

from accounts.models import User
from feedback.services import standings
from leads.models import Lead
from tests.copies import copies_of
from tests.feedback.saying import accepted_lead, reach, say, win
from tests.plans import believe_empty, rows_gone_through

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("company")]

LEADS = 1_000
# Facts searched, sorted and put together, for each lead.
MOST_OF_A_LEAD = 40
AS_FIRST_WRITTEN = """
    WITH words AS (
        SELECT id, lead_id FROM feedback_outcome
        WHERE undone_by_id IS NULL AND lead_id IN (SELECT unnest(%(ids)s::bigint[]))
    )
    SELECT lead_id FROM words AS deal
    WHERE NOT EXISTS (SELECT FROM words AS later WHERE later.lead_id = deal.lead_id AND later.id > deal.id)
"""


@pytest.fixture
def lead_ids(sven: User) -> list[int]:
    """A thousand leads with an attempt, a rating and a deal each; PostgreSQL believes in few."""
    lead = accepted_lead(sven)
    facts = [reach(sven, lead), say(sven, lead), win(sven, lead)]
    leads: list[Lead] = copies_of(lead, LEADS)
    for fact in facts:
        copies_of(fact, LEADS, lead=leads)
    believe_empty()
    return sorted(one.pk for one in leads)


@pytest.mark.parametrize("picked", [standings.THESE, standings.ALL])
def test_each_lead_is_searched_for_itself(lead_ids: list[int], picked: str) -> None:
    rows = rows_gone_through(standings.UPSERT.format(picked=picked), {"ids": lead_ids})
    assert LEADS < rows < LEADS * MOST_OF_A_LEAD


def test_each_lead_was_compared_with_all(lead_ids: list[int]) -> None:
    assert rows_gone_through(AS_FIRST_WRITTEN, {"ids": lead_ids}) > LEADS * LEADS / 2
