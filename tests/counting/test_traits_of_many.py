"""What counting costs follows the number of leads, whatever PostgreSQL believes of the tables."""

from __future__ import annotations

from datetime import date

import pytest

from accounts.models import User
from counting.traits import ALL_TRAITS
from feedback.models import LeadStanding
from firms.models import CustomerFact, CustomerPeriod, Organisation
from handoff.models import Handoff, HandoffAnswer
from leads.models import LeadStage
from tests.copies import copies_of
from tests.factories import make_lead, make_person
from tests.plans import believe_empty, rows_gone_through

pytestmark = pytest.mark.django_db

LEADS = 1_000
MOST_OF_A_LEAD = 150
SINCE = date(2024, 1, 1)


@pytest.fixture(autouse=True)
def leads(sven: User) -> None:
    """A thousand deals, answered in a day, of one of a thousand customers; PostgreSQL believes in few."""
    firm = Organisation.objects.create(name="Nordlicht GmbH", folded="nordlicht")
    firms = copies_of(firm, LEADS, folded=[f"nordlicht {number}" for number in range(LEADS)])
    fact = CustomerFact.objects.create(organisation=firm, kind=CustomerFact.Kind.SINCE, day=SINCE)
    copies_of(fact, LEADS, organisation=firms)
    CustomerPeriod.objects.get_or_create(organisation=firm, start=SINCE)
    lead = make_lead(stage=LeadStage.WON, assigned_to=sven, person=make_person(organisation=firm))
    leads = copies_of(lead, LEADS)
    copies_of(LeadStanding.objects.get(lead=lead), LEADS, lead=leads)
    handoff = Handoff.objects.get(lead=lead)
    handoffs = copies_of(handoff, LEADS, lead=leads)
    copies_of(HandoffAnswer.objects.get(handoff=handoff), LEADS, handoff=handoffs)
    believe_empty()


def test_each_lead_is_searched_for_itself() -> None:
    assert LEADS < rows_gone_through(ALL_TRAITS) < LEADS * MOST_OF_A_LEAD


def test_each_lead_was_compared_with_all_where_nothing_kept_the_planner_from_it() -> None:
    assert rows_gone_through(ALL_TRAITS.replace("OFFSET 0", "")) > LEADS * LEADS
