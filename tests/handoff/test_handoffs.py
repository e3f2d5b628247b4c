from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from accounts.models import Notification, User
from handoff import services as handoffs
from handoff.errors import HandoffSettled, LeadTaken, NothingToAnswer
from handoff.models import Answer, Handoff, HandoffAnswer, ReasonUse
from leads.errors import NotForSales
from leads.models import Lead, LeadKind, LeadStage
from tests.factories import make_campaign, make_lead, make_reason
from values.refusals import IllegalMove, StaleVersion

pytestmark = pytest.mark.django_db


def test_hand_over_gives_the_lead_to_the_rep(mara: User, sven: User) -> None:
    lead = make_lead()
    handoff = handoffs.hand_over(actor=mara, lead=lead, to_user=sven, grade="A", note="ruft\r\ngern an")
    lead.refresh_from_db()
    assert (lead.stage, lead.assigned_to, lead.grade, lead.row_version) == ("handed_over", sven, "A", 2)
    assert (handoff.from_user, handoff.to_user, handoff.note) == (mara, sven, "ruft\ngern an")
    assert lead.handed_over_at is not None


def test_hand_over_to_the_pool_leaves_it_to_nobody(mara: User, sven: User) -> None:
    lead = make_lead()
    handoffs.hand_over(actor=mara, lead=lead, to_user=None, grade="C")
    assert Lead.objects.in_pool().get() == lead
    assert Notification.objects.count() == 0


@pytest.mark.parametrize(("language", "title"), [("en", "New lead for you: Erika"), ("de", "Erika")])
def test_hand_over_tells_the_rep_in_their_language(mara: User, sven: User, language: str, title: str) -> None:
    sven.language = language
    sven.save()
    lead = make_lead()
    handoffs.hand_over(actor=mara, lead=lead, to_user=sven, grade="A", note="Bitte heute")
    told = Notification.objects.get()
    assert told.user == sven and title in told.title and "Bitte heute" in told.body
    assert str(lead.pk) in told.path


@pytest.mark.parametrize("grade", ["", "E", "a", "\x00", "A" * 10_000])
def test_hand_over_needs_a_grade(mara: User, sven: User, grade: str) -> None:
    with pytest.raises(ValidationError) as error:
        handoffs.hand_over(actor=mara, lead=make_lead(), to_user=sven, grade=grade)
    assert list(error.value.message_dict) == ["grade"]
    assert Handoff.objects.count() == 0


def test_hand_over_goes_to_active_people_of_sales_only(mara: User, gero: User, otto: User) -> None:
    for stranger in (mara, gero, otto):
        with pytest.raises(ValidationError, match=stranger.full_name):
            handoffs.hand_over(actor=mara, lead=make_lead(), to_user=stranger, grade="B")


@pytest.mark.parametrize("stage", [stage for stage in LeadStage if stage not in {"registered", "returned"}])
def test_hand_over_starts_with_marketing(mara: User, sven: User, stage: LeadStage) -> None:
    with pytest.raises(IllegalMove):
        handoffs.hand_over(actor=mara, lead=make_lead(stage=stage), to_user=sven, grade="B")


def test_hand_over_again_after_a_return(mara: User, sven: User) -> None:
    lead = make_lead(stage=LeadStage.RETURNED)
    handoffs.hand_over(actor=mara, lead=lead, to_user=sven, grade="C")
    lead.refresh_from_db()
    assert (lead.stage, lead.grade, lead.handoffs.count()) == ("handed_over", "C", 2)


@pytest.mark.parametrize("kind", [LeadKind.SPAM, LeadKind.NO_LEAD])
def test_what_is_no_lead_is_not_handed_over(mara: User, sven: User, kind: str) -> None:
    with pytest.raises(NotForSales):
        handoffs.hand_over(actor=mara, lead=make_lead(kind=kind), to_user=sven, grade="D")


def test_hand_over_of_an_outdated_version_is_refused(mara: User, sven: User) -> None:
    with pytest.raises(StaleVersion):
        handoffs.hand_over(actor=mara, lead=make_lead(), to_user=sven, grade="B", expected_version=9)


def test_hand_over_note_names_what_it_refuses(mara: User, sven: User) -> None:
    with pytest.raises(ValidationError) as error:
        handoffs.hand_over(actor=mara, lead=make_lead(), to_user=sven, grade="B", note="a\x00")
    assert "U+0000" in error.value.message_dict["note"][0]


def test_sales_cannot_hand_over(sven: User, lena: User, gero: User) -> None:
    for person in (sven, lena, gero):
        with pytest.raises(PermissionDenied):
            handoffs.hand_over(actor=person, lead=make_lead(), to_user=sven, grade="B")
    assert Handoff.objects.count() == 0


def test_accept_takes_the_lead(sven: User) -> None:
    lead = handoffs.accept_handoff(actor=sven, lead=make_lead(stage=LeadStage.HANDED_OVER, assigned_to=sven))
    saved = Lead.objects.get()
    assert (saved.stage, saved.assigned_to) == ("accepted", sven)
    assert saved.accepted_at == lead.accepted_at is not None
    assert HandoffAnswer.objects.get().kind == Answer.ACCEPT


def test_accept_twice_is_a_double_click(sven: User) -> None:
    lead = make_lead(stage=LeadStage.HANDED_OVER, assigned_to=sven)
    first = handoffs.accept_handoff(actor=sven, lead=lead)
    again = handoffs.accept_handoff(actor=sven, lead=lead)
    assert again.row_version == first.row_version
    assert HandoffAnswer.objects.count() == 1


def test_accept_of_a_pool_lead_claims_it(sven: User) -> None:
    lead = handoffs.accept_handoff(actor=sven, lead=make_lead(stage=LeadStage.HANDED_OVER))
    assert (lead.stage, lead.assigned_to) == ("accepted", sven)


def test_accept_of_anothers_lead_is_refused(sven: User, sina: User) -> None:
    lead = make_lead(stage=LeadStage.HANDED_OVER, assigned_to=sven)
    with pytest.raises(PermissionDenied):
        handoffs.accept_handoff(actor=sina, lead=lead)
    lead.refresh_from_db()
    assert lead.stage == LeadStage.HANDED_OVER


def test_sales_lead_accepts_for_the_rep(sven: User, lena: User) -> None:
    lead = make_lead(stage=LeadStage.HANDED_OVER, assigned_to=sven)
    assert handoffs.accept_handoff(actor=lena, lead=lead).assigned_to == sven
    assert HandoffAnswer.objects.get().user == lena


def test_accept_after_the_return_is_refused(lena: User) -> None:
    with pytest.raises(HandoffSettled):
        handoffs.accept_handoff(actor=lena, lead=make_lead(stage=LeadStage.RETURNED))


def test_claim_takes_a_lead_out_of_the_pool(sven: User) -> None:
    lead = make_lead(stage=LeadStage.HANDED_OVER)
    handoffs.claim_from_pool(actor=sven, lead=lead)
    lead.refresh_from_db()
    assert (lead.stage, lead.assigned_to, Lead.objects.in_pool().count()) == ("accepted", sven, 0)


def test_claim_of_a_taken_lead_names_who_has_it(sven: User, sina: User) -> None:
    lead = make_lead(stage=LeadStage.HANDED_OVER)
    handoffs.claim_from_pool(actor=sven, lead=lead)
    with pytest.raises(LeadTaken, match="Sven Vertrieb"):
        handoffs.claim_from_pool(actor=sina, lead=lead)


def test_claim_is_for_sales(mara: User, gero: User) -> None:
    lead = make_lead(stage=LeadStage.HANDED_OVER)
    for person in (mara, gero):
        with pytest.raises(PermissionDenied):
            handoffs.claim_from_pool(actor=person, lead=lead)


def test_return_brings_the_lead_back_with_its_reason(sven: User) -> None:
    reason, lead = make_reason(), make_lead(stage=LeadStage.HANDED_OVER, assigned_to=sven)
    handoffs.return_handoff(actor=sven, lead=lead, reason=reason, text="Nummer falsch")
    lead.refresh_from_db()
    answer = HandoffAnswer.objects.get()
    assert (lead.stage, lead.assigned_to) == ("returned", None)
    assert (answer.kind, answer.reason, answer.text) == (Answer.RETURN, reason, "Nummer falsch")


def test_return_tells_the_owner_of_the_campaign_where_nobody_of_marketing_handed_over(
    sven: User, ada: User
) -> None:
    lead = make_lead(
        stage=LeadStage.HANDED_OVER, assigned_to=sven, campaign=make_campaign(owner=ada), cta=None
    )
    lead.handoffs.update(from_user=sven)
    handoffs.return_handoff(actor=sven, lead=lead, reason=make_reason(), text="Nummer falsch")
    told = Notification.objects.get()
    assert (told.user, told.path) == (ada, f"/leads/{lead.pk}/")
    assert "Nummer falsch" in told.body and "Sven Vertrieb" in told.body


def test_return_without_an_owner_tells_who_handed_over(mara: User, sven: User) -> None:
    lead = make_lead()
    handoffs.hand_over(actor=mara, lead=lead, to_user=None, grade="B")
    handoffs.return_handoff(actor=sven, lead=lead, reason=make_reason())
    assert Notification.objects.get().user == mara


def test_return_takes_reasons_for_returns_only(sven: User) -> None:
    lead = make_lead(stage=LeadStage.HANDED_OVER, assigned_to=sven)
    with pytest.raises(ValidationError) as error:
        handoffs.return_handoff(actor=sven, lead=lead, reason=make_reason(ReasonUse.LOST))
    assert list(error.value.message_dict) == ["reason"]


def test_question_and_reply_go_back_and_forth(mara: User, sven: User) -> None:
    lead = make_lead(stage=LeadStage.ACCEPTED, assigned_to=sven, campaign=make_campaign(owner=mara), cta=None)
    question = handoffs.ask_question(actor=sven, lead=lead, text="Welche Größe?")
    assert handoffs.find_open_question(lead) == question
    handoffs.reply(actor=mara, lead=lead, text="Größe M")
    assert handoffs.find_open_question(lead) is None
    assert [told.user for told in Notification.objects.order_by("id")] == [mara, sven]


def test_question_needs_words(sven: User) -> None:
    lead = make_lead(stage=LeadStage.HANDED_OVER, assigned_to=sven)
    with pytest.raises(ValidationError) as error:
        handoffs.ask_question(actor=sven, lead=lead, text=" \n ")
    assert list(error.value.message_dict) == ["text"]


def test_question_is_refused_when_marketing_has_the_lead(lena: User) -> None:
    with pytest.raises(NothingToAnswer):
        handoffs.ask_question(actor=lena, lead=make_lead(), text="Welche Größe?")


def test_question_about_anothers_lead_is_refused(sven: User, sina: User) -> None:
    lead = make_lead(stage=LeadStage.ACCEPTED, assigned_to=sven)
    with pytest.raises(PermissionDenied):
        handoffs.ask_question(actor=sina, lead=lead, text="Welche Größe?")


def test_reply_without_a_question_is_refused(mara: User) -> None:
    with pytest.raises(NothingToAnswer):
        handoffs.reply(actor=mara, lead=make_lead(stage=LeadStage.ACCEPTED), text="Größe M")


def test_otto_may_nothing(otto: User, sven: User) -> None:
    with pytest.raises(PermissionDenied):
        handoffs.hand_over(actor=otto, lead=make_lead(), to_user=sven, grade="B")
