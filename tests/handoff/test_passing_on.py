"""A lead goes to a colleague or back to the pool, and back to marketing after it was accepted, too."""

from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from accounts.models import Notification, User
from counting.rules import ACCEPTED
from handoff import services as handoffs
from handoff.errors import HandoffSettled, NothingToAnswer
from handoff.models import Answer
from leads.models import Grade, LeadStage
from tests.api import api_for
from tests.factories import client_for, make_lead, make_reason, make_user

pytestmark = pytest.mark.django_db


def test_lead_passed_on_keeps_its_stage_and_grade_and_the_colleague_is_told(sven: User, sina: User) -> None:
    lead = make_lead(stage=LeadStage.CONTACTED, assigned_to=sven, grade=Grade.D)
    handoff = handoffs.pass_on(actor=sven, lead=lead, to_user=sina, note="Spricht Französisch")
    lead.refresh_from_db()
    assert (lead.stage, lead.assigned_to, handoff.grade) == ("contacted", sina, "D")
    assert handoff.answers.get().kind == Answer.ACCEPT
    told = Notification.objects.get()
    assert told.user == sina
    assert "Spricht Französisch" in told.body


def test_lead_passed_on_before_it_was_accepted_is_the_colleagues_to_answer(sven: User, sina: User) -> None:
    lead = make_lead(stage=LeadStage.HANDED_OVER, assigned_to=sven)
    handoffs.pass_on(actor=sven, lead=lead, to_user=sina)
    assert handoffs.accept_handoff(actor=sina, lead=lead).assigned_to == sina


def test_sales_lead_passes_on_what_lies_with_a_rep_or_in_the_pool(lena: User, sven: User, sina: User) -> None:
    for lead in (
        make_lead(stage=LeadStage.RATED, assigned_to=sven),
        make_lead(stage=LeadStage.HANDED_OVER, assigned_to=None),
    ):
        handoffs.pass_on(actor=lena, lead=lead, to_user=sina)
        lead.refresh_from_db()
        assert lead.assigned_to == sina


def test_rep_passes_on_neither_a_colleagues_lead_nor_one_of_the_pool(
    sven: User, sina: User, mara: User
) -> None:
    theirs = make_lead(stage=LeadStage.ACCEPTED, assigned_to=sven)
    pooled = make_lead(stage=LeadStage.HANDED_OVER, assigned_to=None)
    for person, lead in ((sina, theirs), (mara, theirs), (sina, pooled)):
        with pytest.raises(PermissionDenied):
            handoffs.pass_on(actor=person, lead=lead, to_user=sina)


def test_lead_is_not_passed_on_to_whom_it_lies_with_or_to_marketing(sven: User, mara: User) -> None:
    lead = make_lead(stage=LeadStage.ACCEPTED, assigned_to=sven)
    for person in (sven, mara):
        with pytest.raises(ValidationError):
            handoffs.pass_on(actor=sven, lead=lead, to_user=person)


@pytest.mark.parametrize("stage", [LeadStage.HANDED_OVER, LeadStage.ACCEPTED, LeadStage.CONTACTED])
def test_released_lead_is_in_the_pool_and_nobody_has_accepted_it(
    sven: User, sina: User, stage: LeadStage
) -> None:
    lead = make_lead(stage=stage, assigned_to=sven)
    handoffs.pass_on(actor=sven, lead=lead, to_user=None)
    lead.refresh_from_db()
    assert (lead.is_in_pool, lead.accepted_at) == (True, None)
    assert handoffs.claim_from_pool(actor=sina, lead=lead).assigned_to == sina


def test_lead_that_was_rated_or_lies_in_the_pool_is_not_released(sven: User, lena: User) -> None:
    rated = make_lead(stage=LeadStage.RATED, assigned_to=sven)
    with pytest.raises(HandoffSettled, match="an jemand anderen im Vertrieb"):
        handoffs.pass_on(actor=sven, lead=rated, to_user=None)
    with pytest.raises(HandoffSettled, match="schon im Pool"):
        handoffs.pass_on(actor=lena, lead=make_lead(stage=LeadStage.HANDED_OVER), to_user=None)


def test_lead_that_is_decided_stays_where_it_is(lena: User, sven: User, sina: User) -> None:
    lead = make_lead(stage=LeadStage.WON, assigned_to=sven)
    with pytest.raises(NothingToAnswer):
        handoffs.pass_on(actor=lena, lead=lead, to_user=sina)


@pytest.mark.parametrize("stage", [LeadStage.ACCEPTED, LeadStage.CONTACTED])
def test_accepted_lead_goes_back_to_marketing_and_counts_as_accepted_no_more(
    sven: User, stage: LeadStage
) -> None:
    lead = make_lead(stage=stage, assigned_to=sven)
    handoffs.return_handoff(actor=sven, lead=lead, reason=make_reason(), text="Sucht einen Job")
    lead.refresh_from_db()
    assert (lead.stage, lead.assigned_to, lead.accepted_at) == (LeadStage.RETURNED, None, None)
    assert ACCEPTED.holds(lead) is (stage == LeadStage.CONTACTED)  # who was called was accepted


def test_returned_lead_is_handed_over_and_accepted_again(sven: User, sina: User, mara: User) -> None:
    lead = make_lead(stage=LeadStage.ACCEPTED, assigned_to=sven)
    handoffs.return_handoff(actor=sven, lead=lead, reason=make_reason())
    handoffs.hand_over(actor=mara, lead=lead, to_user=sina, grade="B")
    assert handoffs.accept_handoff(actor=sina, lead=lead).stage == LeadStage.ACCEPTED


def test_rated_lead_does_not_go_back_to_marketing(sven: User) -> None:
    lead = make_lead(stage=LeadStage.RATED, assigned_to=sven)
    with pytest.raises(HandoffSettled, match="hat ihn beurteilt"):
        handoffs.return_handoff(actor=sven, lead=lead, reason=make_reason())


def test_api_passes_on_and_releases(sven: User, sina: User) -> None:
    lead = make_lead(stage=LeadStage.ACCEPTED, assigned_to=sven)
    path = f"/api/v1/leads/{lead.pk}/handoffs/pass-on/"
    passed = api_for(sven).post(path, {"to_user": sina.pk, "note": "Bitte übernehmen"}, format="json")
    assert (passed.status_code, passed.json()["to_user"]) == (201, sina.pk)
    released = api_for(sina).post(path, {"to_user": None}, format="json")
    assert (released.status_code, released.json()["to_user"]) == (201, None)


def test_question_reaches_who_handed_over_and_then_the_owner(sven: User, mara: User) -> None:
    lead = make_lead(stage=LeadStage.REGISTERED)
    lead.campaign.owner = marek = make_user()
    lead.campaign.save()
    handoffs.hand_over(actor=mara, lead=lead, to_user=sven, grade="B")
    handoffs.ask_question(actor=sven, lead=lead, text="Welche Größe?")
    mara.is_active = False
    mara.save()
    handoffs.ask_question(actor=sven, lead=lead, text="Und wann?")
    asked = Notification.objects.filter(kind="lead_question").order_by("pk")
    assert [row.user for row in asked] == [mara, marek]


def test_sales_lead_accepts_for_the_rep_who_is_told(lena: User, sven: User) -> None:
    lead = make_lead(stage=LeadStage.HANDED_OVER, assigned_to=sven)
    assert "Für Sven Vertrieb annehmen" in client_for(lena).get(f"/leads/{lead.pk}/").content.decode()
    handoffs.accept_handoff(actor=lena, lead=lead)
    told = Notification.objects.get()
    assert (told.user, told.kind) == (sven, "lead_accepted_for")
    assert "Lena" in told.body


def test_who_accepts_for_themselves_is_told_nothing(sven: User) -> None:
    lead = make_lead(stage=LeadStage.HANDED_OVER, assigned_to=sven)
    handoffs.accept_handoff(actor=sven, lead=lead)
    assert not Notification.objects.exists()
