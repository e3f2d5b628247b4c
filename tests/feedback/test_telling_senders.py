"""Whoever handed a lead over hears how it ended, once, in their language."""

from __future__ import annotations

import pytest

from accounts.models import Notification, User
from feedback.models import Outcome
from feedback.services.undoing import undo
from handoff import services as handoffs
from handoff.models import ReasonUse
from leads.models import Lead
from tests.factories import make_campaign, make_lead, make_reason, make_user
from tests.feedback.saying import accepted_lead, deal, lose, reopen_by, win

KINDS = ("lead_outcome", "lead_outcome_taken_back")


@pytest.fixture
def nina(company: object) -> User:
    return make_user(full_name="Nina News", language="en")


@pytest.fixture
def lead(nina: User, sven: User) -> Lead:
    """A lead that Nina handed to Sven, who has accepted it."""
    lead = make_lead(campaign=make_campaign(name="Herbst"))
    handoffs.hand_over(actor=nina, lead=lead, to_user=sven, grade="B")
    handoffs.accept_handoff(actor=sven, lead=lead)
    return lead


def told(user: User) -> list[Notification]:
    return list(Notification.objects.filter(user=user, kind__in=KINDS).order_by("pk"))


def test_sender_hears_of_a_won_lead_with_its_value(nina: User, sven: User, lead: Lead) -> None:
    win(sven, lead, deals=[deal(value_cents=100_000), deal(value_cents=50_000)])
    [news] = told(nina)
    assert (news.kind, news.path) == ("lead_outcome", f"/leads/{lead.pk}/")
    assert news.title == f"Won: {lead.contact.title}"
    assert news.body == "Sven Vertrieb recorded it. Campaign: Herbst.\nValue: €1,500.00"


def test_sender_hears_why_it_was_lost_and_reads_no_number(nina: User, sven: User, lead: Lead) -> None:
    reason = make_reason(ReasonUse.LOST)
    lose(sven, lead, reason=reason, competitor="Muster AG", reason_text="Ruf an: 0171 2345678")
    [news] = told(nina)
    assert news.title == f"Lost: {lead.contact.title}"
    assert news.body.splitlines()[2:] == [
        *("Competitor: Muster AG", "", "Ruf an: •••"),
        "(••• stands for a phone number or an address. You read it in the portal.)",
    ]


def test_sender_hears_that_it_is_open_again(nina: User, sven: User, lead: Lead) -> None:
    lose(sven, lead)
    reopen_by(sven, lead)
    assert [news.title.split(":")[0] for news in told(nina)] == ["Lost", "Open again"]


def test_sender_hears_that_an_outcome_was_taken_back(nina: User, sven: User, lead: Lead) -> None:
    outcome = win(sven, lead)
    undo(actor=sven, kind="outcome", fact_id=outcome.pk)
    assert told(nina)[1].title == f"Outcome taken back: {lead.contact.title}"
    assert told(nina)[1].body == "Sven Vertrieb took this outcome back: Won. Campaign: Herbst."


def test_the_one_who_handed_over_last_hears_and_nobody_else(nina: User, mara: User, sven: User) -> None:
    lead = make_lead(campaign=make_campaign(owner=mara))
    handoffs.hand_over(actor=mara, lead=lead, to_user=sven, grade="B")
    handoffs.take_back_handoff(actor=mara, lead=lead)
    handoffs.hand_over(actor=nina, lead=lead, to_user=sven, grade="B")
    handoffs.accept_handoff(actor=sven, lead=lead)
    win(sven, lead)
    assert (len(told(nina)), told(mara)) == (1, [])


def test_passing_on_within_sales_changes_nobody_who_hears(
    nina: User, sven: User, sina: User, lead: Lead
) -> None:
    handoffs.pass_on(actor=sven, lead=lead, to_user=sina)
    win(sina, lead)
    assert [news.body.splitlines()[0] for news in told(nina)] == [
        f"Sina Vertrieb recorded it. Campaign: {lead.campaign}."
    ]
    assert told(sven) == []


def test_owner_of_the_campaign_hears_where_the_sender_left(
    nina: User, mara: User, sven: User, lead: Lead
) -> None:
    User.objects.filter(pk=nina.pk).update(is_active=False)
    lead.campaign.owner = mara
    lead.campaign.save()
    win(sven, lead)
    assert len(told(mara)) == 1


def test_the_same_again_tells_nothing_twice(nina: User, sven: User, lead: Lead) -> None:
    first = lose(sven, lead, reason=make_reason(ReasonUse.LOST))
    lose(sven, lead, reason=first.reason)
    assert (Outcome.objects.count(), len(told(nina))) == (1, 1)


def test_german_sender_reads_german(sven: User, mara: User) -> None:
    lead = accepted_lead(sven)
    lead.handoffs.update(from_user=mara)
    win(sven, lead, value_cents=250_000)
    assert told(mara)[0].title == f"Gewonnen: {lead.contact.title}"
    said = f"Sven Vertrieb hat das festgehalten. Kampagne: {lead.campaign}."
    assert told(mara)[0].body.splitlines() == [said, "Wert: 2.500,00\xa0€"]


def test_lead_that_nobody_handed_over_tells_nobody(sven: User) -> None:
    lead = accepted_lead(sven)
    lead.handoffs.all().delete()
    win(sven, lead)
    assert not Notification.objects.filter(kind__in=KINDS).exists()
