"""Whoever has just done something takes it back: for ten minutes, while nothing came after it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from accounts.models import Notification, User
from desk.timeline import build_timeline
from feedback.models import ContactAttempt, LeadStanding, Outcome, Rating
from feedback.services import Deal, log_attempt, rate, rebuild_standings, record_lost, record_won
from feedback.services.undoing import Kind, find_given_away, find_undo, undo
from handoff import services as handoffs
from handoff.errors import HandoffSettled, NothingToTakeBack
from handoff.models import Handoff, HandoffAnswer, ReasonUse
from handoff.services.taking_back import find_whereabouts
from leads.models import Lead, LeadStage
from tests.api import api_for
from tests.factories import client_for, make_lead, make_reason

pytestmark = pytest.mark.django_db


def facts_of(lead: Lead) -> tuple[object, ...]:
    """Everything about a lead that a step may change, but for the count of changes."""
    row = Lead.objects.get(pk=lead.pk)
    standing = LeadStanding.objects.filter(lead=lead).values().first()
    return (
        *(row.stage, row.assigned_to_id, row.accepted_at, row.handed_over_at, row.grade, row.is_rated),
        standing,
    )


def undo_last(user: User, lead: Lead) -> None:
    done = find_undo(user, Lead.objects.get(pk=lead.pk))
    assert done is not None
    undo(actor=user, kind=done.kind, fact_id=done.id)


def handed_over(mara: User, rep: User | None) -> Lead:
    lead = make_lead()
    handoffs.hand_over(actor=mara, lead=lead, to_user=rep, grade="B")
    return lead


def accepted(mara: User, sven: User) -> Lead:
    lead = handed_over(mara, sven)
    handoffs.accept_handoff(actor=sven, lead=lead)
    return lead


def rate_it(user: User, lead: Lead) -> Rating:
    newest = lead.ratings.first()
    return rate(
        actor=user,
        lead=lead,
        expected_rating_id=newest.pk if newest else None,
        potential="no",
        quality="D",
        fit="other",
    )


def test_acceptance_is_taken_back(mara: User, sven: User) -> None:
    lead = handed_over(mara, sven)
    before = facts_of(lead)
    handoffs.accept_handoff(actor=sven, lead=lead)
    undo_last(sven, lead)
    assert facts_of(lead) == before
    assert handoffs.accept_handoff(actor=sven, lead=lead).stage == LeadStage.ACCEPTED


def test_claim_is_taken_back_into_the_pool(mara: User, sven: User) -> None:
    lead = handed_over(mara, None)
    handoffs.claim_from_pool(actor=sven, lead=lead)
    undo_last(sven, lead)
    assert Lead.objects.get().is_in_pool


def test_return_is_taken_back_and_marketing_hears_of_it(mara: User, sven: User) -> None:
    lead = accepted(mara, sven)
    before = facts_of(lead)
    handoffs.return_handoff(actor=sven, lead=lead, reason=make_reason())
    undo_last(sven, lead)
    assert facts_of(lead) == before
    kinds = Notification.objects.filter(user=mara).order_by("pk").values_list("kind", flat=True)
    assert list(kinds) == ["lead_returned", "lead_return_taken_back"]


@pytest.mark.parametrize("goes_to_pool", [False, True])
def test_pass_on_is_taken_back_with_the_acceptance_it_brought(
    mara: User, sven: User, sina: User, goes_to_pool: bool
) -> None:
    lead = accepted(mara, sven)
    before = facts_of(lead)
    handoffs.pass_on(actor=sven, lead=lead, to_user=None if goes_to_pool else sina)
    undo_last(sven, lead)
    assert facts_of(lead) == before
    told = Notification.objects.filter(user=sina, kind="lead_taken_back")
    assert told.exists() is not goes_to_pool


def test_attempt_is_taken_back_and_the_lead_is_to_contact_again(mara: User, sven: User) -> None:
    lead = accepted(mara, sven)
    before = facts_of(lead)
    log_attempt(actor=sven, lead=lead, channel="phone", was_reached=True)
    undo_last(sven, lead)
    assert facts_of(lead) == before
    assert not lead.attempts.exists()
    assert list(lead.undos.values_list("user", flat=True)) == [sven.pk]
    assert ContactAttempt.with_undone.get().undone_by == lead.undos.get()


def test_rating_is_taken_back_with_the_contact_it_implied(mara: User, sven: User) -> None:
    lead = accepted(mara, sven)
    before = facts_of(lead)
    rate_it(sven, lead)
    undo_last(sven, lead)
    assert facts_of(lead) == before
    assert (Rating.with_undone.count(), ContactAttempt.with_undone.count()) == (1, 1)


def test_correction_is_taken_back_to_the_rating_before(mara: User, sven: User) -> None:
    lead = accepted(mara, sven)
    rate_it(sven, lead)
    before = facts_of(lead)
    rate_it(sven, lead)
    undo_last(sven, lead)
    assert facts_of(lead) == before


def test_outcome_is_taken_back_with_all_deals_of_one_breath(mara: User, sven: User) -> None:
    lead = accepted(mara, sven)
    rate_it(sven, lead)
    before = facts_of(lead)
    deals = [Deal(value_cents=cents, decided_at=timezone.now()) for cents in (100, 200)]
    record_won(actor=sven, lead=lead, deals=deals, expected_outcome_id=None)
    undo_last(sven, lead)
    assert facts_of(lead) == before
    assert (Outcome.objects.count(), Outcome.with_undone.count()) == (0, 2)


def test_several_steps_are_taken_back_one_after_the_other(mara: User, sven: User) -> None:
    lead = accepted(mara, sven)
    record_lost(actor=sven, lead=lead, reason=make_reason(ReasonUse.LOST), expected_outcome_id=None)
    undo_last(sven, lead)
    undo_last(sven, lead)
    assert Lead.objects.get().stage == LeadStage.HANDED_OVER
    assert find_undo(sven, Lead.objects.get()) is None


def test_hand_over_is_taken_back_while_nobody_has_accepted_and_the_rep_hears_of_it(
    mara: User, sven: User
) -> None:
    lead = make_lead()
    before = facts_of(lead)
    handoffs.hand_over(actor=mara, lead=lead, to_user=sven, grade="B")
    Handoff.objects.update(created_at=timezone.now() - timedelta(days=3))
    handoffs.take_back_handoff(actor=mara, lead=lead)
    handoffs.take_back_handoff(actor=mara, lead=lead)  # pressed twice
    assert facts_of(lead) == before
    assert Notification.objects.filter(user=sven, kind="lead_taken_back").count() == 1


def test_hand_over_of_a_returned_lead_is_taken_back_to_the_return(mara: User, sven: User) -> None:
    lead = handed_over(mara, sven)
    handoffs.return_handoff(actor=sven, lead=lead, reason=make_reason())
    before = facts_of(lead)
    handoffs.hand_over(actor=mara, lead=lead, to_user=sven, grade="A")
    handoffs.take_back_handoff(actor=mara, lead=lead)
    assert facts_of(lead) == before


def test_hand_over_that_was_accepted_or_passed_on_is_not_taken_back(
    mara: User, sven: User, sina: User
) -> None:
    with pytest.raises(HandoffSettled):
        handoffs.take_back_handoff(actor=mara, lead=accepted(mara, sven))
    passed = handed_over(mara, sven)
    handoffs.pass_on(actor=sven, lead=passed, to_user=sina)
    with pytest.raises(HandoffSettled, match="schon weitergegeben"):
        handoffs.take_back_handoff(actor=mara, lead=passed)


def test_what_came_before_something_else_stays(mara: User, sven: User) -> None:
    lead = accepted(mara, sven)
    answer = HandoffAnswer.objects.get()
    log_attempt(actor=sven, lead=lead, channel="phone", was_reached=False)
    with pytest.raises(NothingToTakeBack, match="Seitdem ist etwas geschehen"):
        undo(actor=sven, kind="accept", fact_id=answer.pk)


def test_after_ten_minutes_it_stays(mara: User, sven: User) -> None:
    accepted(mara, sven)
    Handoff.objects.update(created_at=timezone.now() - timedelta(minutes=11))
    HandoffAnswer.objects.update(created_at=timezone.now() - timedelta(minutes=10, seconds=1))
    answer = HandoffAnswer.objects.get()
    with pytest.raises(NothingToTakeBack, match=r"bis \d\d:\d\d Uhr"):
        undo(actor=sven, kind="accept", fact_id=answer.pk)
    assert find_undo(sven, Lead.objects.get()) is None


def test_what_somebody_else_did_stays(mara: User, sven: User, lena: User) -> None:
    lead = accepted(mara, sven)
    answer = HandoffAnswer.objects.get()
    assert find_undo(lena, lead) is None
    with pytest.raises(NothingToTakeBack, match="nichts von Ihnen"):
        undo(actor=lena, kind="accept", fact_id=answer.pk)


def test_pressed_twice_takes_back_once(mara: User, sven: User) -> None:
    lead = accepted(mara, sven)
    rate_it(sven, lead)
    rating = Rating.objects.get()
    for _press in range(2):
        undo(actor=sven, kind="rating", fact_id=rating.pk)
    assert Lead.objects.get().stage == LeadStage.ACCEPTED
    assert lead.undos.count() == 1


def test_who_may_rate_no_more_takes_no_rating_back(mara: User, sven: User) -> None:
    lead = accepted(mara, sven)
    rating = rate_it(sven, lead)
    sven.role = "manager"
    with pytest.raises(PermissionDenied):
        undo(actor=sven, kind="rating", fact_id=rating.pk)


def test_what_was_taken_back_counts_nowhere_and_is_kept(mara: User, sven: User) -> None:
    lead = accepted(mara, sven)
    rate_it(sven, lead)
    undo_last(sven, lead)
    assert rebuild_standings() == 0
    assert not LeadStanding.objects.filter(rating__isnull=False).exists()
    events = [event for event in build_timeline(lead=Lead.objects.get(), viewer=sven) if event.taken_back]
    assert ["Sven" in event.taken_back for event in events] == [True, True]


def test_lead_lies_where_its_handoffs_say_whatever_was_done(
    mara: User, sven: User, sina: User, lena: User
) -> None:
    lead = handed_over(mara, None)
    steps: list[Callable[[], object]] = [
        lambda: handoffs.claim_from_pool(actor=sven, lead=lead),
        lambda: handoffs.pass_on(actor=sven, lead=lead, to_user=sina),
        lambda: handoffs.pass_on(actor=lena, lead=lead, to_user=None),
        lambda: handoffs.claim_from_pool(actor=sina, lead=lead),
        lambda: handoffs.return_handoff(actor=sina, lead=lead, reason=make_reason()),
        lambda: handoffs.hand_over(actor=mara, lead=lead, to_user=sven, grade="C"),
        lambda: handoffs.accept_handoff(actor=lena, lead=lead),
    ]
    for step in steps:
        step()
        row, found = Lead.objects.get(), find_whereabouts(lead)
        assert (row.stage, row.assigned_to, row.grade) == (found.stage, found.rep, found.grade)
        assert (row.handed_over_at, row.accepted_at) == (found.handed_over_at, found.accepted_at)


def test_inbox_offers_back_what_was_just_given_away(mara: User, sven: User) -> None:
    lead = handed_over(mara, sven)
    assert find_given_away(sven) is None
    handoffs.return_handoff(actor=sven, lead=lead, reason=make_reason())
    HandoffAnswer.objects.update(id=1_234_567)
    client = client_for(sven)
    page = client.get("/inbox/").content.decode()
    assert 'name="kind" value="return"' in page
    answer = HandoffAnswer.objects.get()
    assert f'name="fact" value="{answer.pk}"' in page  # without the signs between digits that people read
    done = client.post("/undo/", {"kind": "return", "fact": answer.pk})
    assert done["Location"] == f"/leads/{lead.pk}/"


def test_button_that_names_nothing_is_answered_with_a_sentence(sven: User) -> None:
    page = client_for(sven).post("/undo/", {"kind": "x", "fact": "y"}, follow=True)
    assert "zurückgenommen werden" in page.content.decode()


@pytest.mark.parametrize(("kind", "stage"), [("attempt", "rated"), ("rating", "accepted")])
def test_api_takes_back(mara: User, sven: User, kind: Kind, stage: str) -> None:
    lead = accepted(mara, sven)
    done: ContactAttempt | Rating = rate_it(sven, lead)
    if kind == "attempt":
        done = log_attempt(actor=sven, lead=lead, channel="phone", was_reached=True)
    answer = api_for(sven).post(f"/api/v1/undo/{kind}/", {"id": done.pk}, format="json")
    assert (answer.status_code, answer.json()) == (200, {"lead": lead.pk, "stage": stage})
