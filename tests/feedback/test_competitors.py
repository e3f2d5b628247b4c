"""Whom deals are lost to: typed freely, found in the kept list, or waiting until somebody says who it is."""

from __future__ import annotations

import pytest

from accounts.models import Role, User
from campaigns.kept_lists import LISTS
from campaigns.services.lists import add_entry, merge_entries, set_offered, take_text
from feedback.models import Competitor
from tests.factories import client_for, make_company, make_user
from tests.feedback.saying import accepted_lead, lose

pytestmark = pytest.mark.django_db

KEPT = LISTS["competitors"]


@pytest.fixture
def gero() -> User:
    make_company()
    return make_user(Role.MANAGER)


@pytest.fixture
def sven(gero: User) -> User:
    return make_user(Role.SALES_REP)


def waiting() -> list[tuple[str, int]]:
    assert KEPT.queue is not None
    return list(KEPT.queue.find_waiting(10))


def test_known_competitor_is_found_whatever_the_case_and_does_not_wait(gero: User, sven: User) -> None:
    acme = add_entry(actor=gero, kept=KEPT, name="Acme GmbH")
    outcome = lose(sven, accepted_lead(sven), competitor="ACME gmbh")
    assert (outcome.named_competitor, outcome.lost_to, outcome.competitor, waiting()) == (
        acme,
        "Acme GmbH",
        "ACME gmbh",
        [],
    )


def test_unknown_competitor_waits_and_becomes_one_of_the_list(gero: User, sven: User) -> None:
    outcome = lose(sven, accepted_lead(sven), competitor="Akme")
    assert (outcome.lost_to, waiting()) == ("Akme", [("Akme", 1)])
    acme = add_entry(actor=gero, kept=KEPT, name="Acme GmbH")
    assert take_text(actor=gero, kept=KEPT, text="akme", into=acme) == 1
    outcome.refresh_from_db()
    assert (outcome.lost_to, outcome.competitor, waiting()) == ("Acme GmbH", "Akme", [])


def test_competitor_that_is_put_aside_stays_as_it_was_typed(gero: User, sven: User) -> None:
    outcome = lose(sven, accepted_lead(sven), competitor="keiner")
    take_text(actor=gero, kept=KEPT, text="keiner", into=None)
    outcome.refresh_from_db()
    assert (outcome.named_competitor, outcome.lost_to, waiting()) == (None, "keiner", [])


def test_merged_competitor_takes_its_lost_deals_along(gero: User, sven: User) -> None:
    old, new = (add_entry(actor=gero, kept=KEPT, name=name) for name in ("Akme", "Acme GmbH"))
    outcome = lose(sven, accepted_lead(sven), competitor="Akme")
    assert merge_entries(actor=gero, kept=KEPT, entry=old, into=new) == 1
    outcome.refresh_from_db()
    assert (outcome.lost_to, Competitor.objects.named("akme")) == ("Acme GmbH", new)


def test_form_of_a_lost_deal_offers_whom_the_company_knows(gero: User, sven: User) -> None:
    add_entry(actor=gero, kept=KEPT, name="Acme GmbH")
    old = add_entry(actor=gero, kept=KEPT, name="Beispiel AG")
    set_offered(actor=gero, kept=KEPT, entry=old, is_offered=False)
    page = client_for(sven).get(f"/leads/{accepted_lead(sven).pk}/outcome/?kind=lost").content.decode()
    assert '<datalist id="competitors"><option value="Acme GmbH"></option></datalist>' in page


def test_lead_shows_the_competitor_as_the_list_calls_it(gero: User, sven: User) -> None:
    lead = accepted_lead(sven)
    add_entry(actor=gero, kept=KEPT, name="Acme GmbH")
    lose(sven, lead, competitor="acme gmbh")
    assert "Acme GmbH" in client_for(sven).get(f"/leads/{lead.pk}/").content.decode()
