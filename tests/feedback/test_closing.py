"""A lead whose person nobody reached is closed without a rating."""

from __future__ import annotations

import pytest

from accounts.models import User
from accounts.own_company import own_company
from feedback.errors import NotTriedEnough
from feedback.services import log_attempt
from feedback.services.closing import close_unreachable
from feedback.services.undoing import find_undo, undo
from leads.models import Lead, LeadStage
from tests.factories import client_for, make_lead

pytestmark = pytest.mark.django_db


def tried(sven: User, *, times: int) -> Lead:
    lead = make_lead(stage=LeadStage.ACCEPTED, assigned_to=sven)
    for _call in range(times):
        log_attempt(actor=sven, lead=lead, channel="phone", was_reached=False)
    return Lead.objects.get(pk=lead.pk)


def test_after_three_attempts_a_lead_is_closed_and_no_rating_invented(sven: User) -> None:
    lead = tried(sven, times=3)
    outcome = close_unreachable(actor=sven, lead=lead)
    lead.refresh_from_db()
    assert (lead.stage, lead.is_rated, lead.ratings.count()) == (LeadStage.LOST, False, 0)
    assert outcome.reason is not None
    assert (outcome.reason.key, outcome.reason.owner) == ("unreachable", "nobody")
    assert close_unreachable(actor=sven, lead=lead) == outcome  # pressed twice


def test_closing_is_taken_back(sven: User) -> None:
    lead = tried(sven, times=3)
    close_unreachable(actor=sven, lead=lead)
    done = find_undo(sven, Lead.objects.get())
    assert done is not None
    assert undo(actor=sven, kind=done.kind, fact_id=done.id).stage == LeadStage.ACCEPTED


def test_before_that_it_is_refused_with_the_number_the_company_asks_for(sven: User) -> None:
    company = own_company()
    company.attempts_before_closing = 5
    company.save()
    with pytest.raises(NotTriedEnough, match="nach 5 Kontaktversuchen"):
        close_unreachable(actor=sven, lead=tried(sven, times=4))


def test_who_was_reached_is_rated_instead(sven: User) -> None:
    lead = tried(sven, times=3)
    log_attempt(actor=sven, lead=lead, channel="phone", was_reached=True)
    with pytest.raises(NotTriedEnough, match="nie erreicht"):
        close_unreachable(actor=sven, lead=Lead.objects.get())


@pytest.mark.parametrize("times", [2, 3])
def test_brief_offers_it_once_there_were_enough_attempts(sven: User, times: int) -> None:
    lead = tried(sven, times=times)
    page = client_for(sven).get(f"/leads/{lead.pk}/").content.decode()
    assert ("close-unreachable" in page) is (times == 3)
