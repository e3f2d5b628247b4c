"""When to come back to a lead: set, replaced, done, ended by what happens to the lead."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
import time_machine
from django.core.exceptions import PermissionDenied, ValidationError

from accounts.models import Role, User
from feedback.days_offered import offer_days
from feedback.errors import FollowUpEnded, NobodyWorksOnIt, NotYours
from feedback.history import ImportedOutcome, record_imported_outcomes
from feedback.models import FollowUp, FollowUpEnd
from feedback.services import finish_follow_up, set_follow_up
from feedback.services.undoing import undo
from handoff.services import accept_handoff, hand_over, pass_on
from leads.models import Grade, Lead, LeadStage
from tests.factories import make_follow_up, make_lead, make_user
from tests.feedback.saying import accepted_lead, lose, reach, reopen_by, say, win

# A Thursday, ten o'clock in Berlin.
THURSDAY = datetime(2026, 11, 26, 9, 0, tzinfo=UTC)
MONDAY = date(2026, 11, 30)


@pytest.fixture(autouse=True)
def _stopped() -> Iterator[None]:
    with time_machine.travel(THURSDAY, tick=False):
        yield


@pytest.fixture
def lead(sven: User) -> Lead:
    return accepted_lead(sven, handed_over_at=THURSDAY)


def open_of(lead: Lead) -> FollowUp | None:
    return FollowUp.objects.open().filter(lead=lead).first()


def test_days_offered_name_their_weekday_and_stay_at_a_weekend(english: None) -> None:
    assert [(offer.title, offer.written) for offer in offer_days(THURSDAY.date())] == [
        ("Tomorrow", "Fri 27 Nov"),
        ("In 3 days", "Sun 29 Nov"),
        ("Next week", "Mon 30 Nov"),
        ("In a month", "Sat 26 Dec"),
    ]


@pytest.mark.parametrize(
    ("today", "next_week", "in_a_month"),
    [
        (date(2026, 11, 30), date(2026, 12, 7), date(2026, 12, 30)),
        (date(2026, 11, 29), date(2026, 11, 30), date(2026, 12, 29)),
        (date(2026, 12, 31), date(2027, 1, 4), date(2027, 1, 31)),
        (date(2027, 1, 31), date(2027, 2, 1), date(2027, 2, 28)),
    ],
)
def test_next_week_is_monday_and_a_month_ends_where_the_next_one_does(
    today: date, next_week: date, in_a_month: date
) -> None:
    assert [offer.day for offer in offer_days(today)][2:] == [next_week, in_a_month]


def test_follow_up_keeps_who_set_it_for_when(sven: User, lead: Lead) -> None:
    made = set_follow_up(actor=sven, lead=lead, day=MONDAY, note=" Angebot  ")
    assert (made.user, made.day, made.due_at, made.note) == (sven, MONDAY, None, "Angebot")
    assert open_of(lead) == made


def test_time_is_one_of_the_persons_clock(sven: User, lead: Lead) -> None:
    sven.time_zone = "America/New_York"
    made = set_follow_up(actor=sven, lead=lead, day=MONDAY, time=time(14, 30))
    assert made.due_at == datetime(2026, 11, 30, 19, 30, tzinfo=UTC)


def test_newer_one_replaces_the_open_one_which_stays_as_it_was(sven: User, lena: User, lead: Lead) -> None:
    first = set_follow_up(actor=sven, lead=lead, day=MONDAY, note="Anrufen")
    second = set_follow_up(actor=lena, lead=lead, day=date(2026, 12, 7))
    first.refresh_from_db()
    assert (first.day, first.note, first.user) == (MONDAY, "Anrufen", sven)
    assert (first.ended_how, first.ended_by, first.ended_at) == (FollowUpEnd.REPLACED, lena, THURSDAY)
    assert open_of(lead) == second


def test_day_that_has_passed_is_refused_and_named(sven: User, lead: Lead, english: None) -> None:
    with pytest.raises(ValidationError) as refused:
        set_follow_up(actor=sven, lead=lead, day=date(2026, 11, 25))
    assert refused.value.message_dict == {"day": ["25 Nov 2026 has passed. Choose today or a later day."]}


def test_today_is_the_day_of_the_person(sven: User, lead: Lead) -> None:
    sven.time_zone = "Pacific/Kiritimati"  # there it is midnight of the 26th soon, by 14 hours
    with (
        time_machine.travel(datetime(2026, 11, 26, 11, 0, tzinfo=UTC), tick=False),
        pytest.raises(ValidationError),
    ):
        set_follow_up(actor=sven, lead=lead, day=date(2026, 11, 26))


def test_time_that_has_passed_is_refused_and_named(sven: User, lead: Lead, english: None) -> None:
    with pytest.raises(ValidationError) as refused:
        set_follow_up(actor=sven, lead=lead, day=THURSDAY.date(), time=time(9, 59))
    assert list(refused.value.message_dict) == ["time"]
    assert "has passed" in refused.value.messages[0]


def test_no_day_is_refused(sven: User, lead: Lead) -> None:
    with pytest.raises(ValidationError) as refused:
        set_follow_up(actor=sven, lead=lead, day=None)
    assert list(refused.value.message_dict) == ["day"]


def test_lead_of_somebody_else_is_refused(lead: Lead) -> None:
    with pytest.raises(NotYours):
        set_follow_up(actor=make_user(Role.SALES_REP), lead=lead, day=MONDAY)


def test_marketing_sets_none(mara: User, lead: Lead) -> None:
    with pytest.raises(PermissionDenied):
        set_follow_up(actor=mara, lead=lead, day=MONDAY)


@pytest.mark.parametrize("stage", [LeadStage.HANDED_OVER, LeadStage.WON, LeadStage.LOST])
def test_lead_that_nobody_works_on_is_refused(sven: User, stage: LeadStage) -> None:
    with pytest.raises(NobodyWorksOnIt):
        set_follow_up(actor=sven, lead=make_lead(stage=stage, assigned_to=sven), day=MONDAY)


def test_done_ends_it_and_keeps_who_said_so(sven: User, lena: User, lead: Lead) -> None:
    made = make_follow_up(lead, sven)
    done = finish_follow_up(actor=lena, lead=lead, follow_up_id=made.pk)
    assert (done, done.ended_how, done.ended_by) == (made, FollowUpEnd.DONE, lena)
    assert open_of(lead) is None


def test_done_without_naming_one_ends_the_open_one(sven: User, lead: Lead) -> None:
    made = make_follow_up(lead, sven)
    assert finish_follow_up(actor=sven, lead=lead) == made
    with pytest.raises(FollowUpEnded):
        finish_follow_up(actor=sven, lead=lead)


def test_done_is_refused_for_one_that_was_replaced_since(sven: User, lead: Lead) -> None:
    first = make_follow_up(lead, sven)
    second = set_follow_up(actor=sven, lead=lead, day=MONDAY)
    with pytest.raises(FollowUpEnded):
        finish_follow_up(actor=sven, lead=lead, follow_up_id=first.pk)
    assert open_of(lead) == second


def test_done_is_refused_for_one_of_another_lead(sven: User, lead: Lead) -> None:
    other = make_follow_up(accepted_lead(sven), sven)
    with pytest.raises(FollowUpEnded):
        finish_follow_up(actor=sven, lead=lead, follow_up_id=other.pk)


@pytest.mark.parametrize("end", [win, lose])
def test_outcome_ends_it(sven: User, lead: Lead, end: object) -> None:
    made = make_follow_up(lead, sven)
    end(sven, lead)  # type: ignore[operator]
    made.refresh_from_db()
    assert (made.ended_how, made.ended_by) == (FollowUpEnd.OUTCOME, sven)


def test_outcome_taken_back_gives_it_back(sven: User, lead: Lead) -> None:
    made = make_follow_up(lead, sven)
    with time_machine.travel(THURSDAY + timedelta(minutes=1), tick=False):
        undo(actor=sven, kind="outcome", fact_id=lose(sven, lead).pk)
    assert open_of(lead) == made


def test_correction_taken_back_gives_nothing_back(sven: User, lead: Lead) -> None:
    make_follow_up(lead, sven)
    won = win(sven, lead)
    with time_machine.travel(THURSDAY + timedelta(minutes=1), tick=False):
        lost = lose(sven, lead, expected_outcome_id=won.pk)
        undo(actor=sven, kind="outcome", fact_id=lost.pk)
    assert open_of(lead) is None


def test_deal_opened_again_has_none(sven: User, lead: Lead) -> None:
    make_follow_up(lead, sven)
    lose(sven, lead)
    reopen_by(sven, lead)
    assert open_of(lead) is None


def test_imported_outcome_ends_it(sven: User, lead: Lead) -> None:
    made = make_follow_up(lead, sven)
    record_imported_outcomes([ImportedOutcome(lead_id=lead.pk, kind="lost", decided_at=THURSDAY)])
    made.refresh_from_db()
    assert (made.ended_how, made.ended_by) == (FollowUpEnd.OUTCOME, None)


def test_attempt_and_rating_leave_it_open(sven: User, lead: Lead) -> None:
    made = make_follow_up(lead, sven)
    reach(sven, lead, was_reached=False)
    say(sven, lead)
    assert open_of(lead) == made


def test_it_moves_with_the_lead(sven: User, lena: User, lead: Lead) -> None:
    made = make_follow_up(lead, sven)
    kim = make_user(Role.SALES_REP)
    pass_on(actor=lena, lead=lead, to_user=kim)
    assert [list(FollowUp.objects.lying_with(who).open()) for who in (sven, kim)] == [[], [made]]


def test_return_to_marketing_ends_it_for_good(sven: User, mara: User, lead: Lead) -> None:
    made = make_follow_up(lead, sven)
    Lead.objects.filter(pk=lead.pk).update(stage=LeadStage.RETURNED, assigned_to=None)
    assert open_of(lead) is None
    with time_machine.travel(datetime(2026, 11, 27, 9, 0, tzinfo=UTC), tick=False):
        lead.refresh_from_db()
        hand_over(actor=mara, lead=lead, to_user=sven, grade=Grade.B)
        assert open_of(lead) is None
        accept_handoff(actor=sven, lead=lead)
        newer = set_follow_up(actor=sven, lead=lead, day=MONDAY)
    made.refresh_from_db()
    assert (made.ended_how, made.ended_by, open_of(lead)) == (FollowUpEnd.LEFT, None, newer)


def test_due_are_those_of_the_day_and_before_by_the_readers_clock(sven: User) -> None:
    night = datetime(2026, 11, 26, 23, 30, tzinfo=UTC)  # half past midnight of the 27th in Berlin
    said: dict[str, dict[str, Any]] = {
        "overdue": {"days": -1},
        "today": {"days": 0},
        "tomorrow": {"days": 1},
        "night": {"due_at": night},
    }
    made = {name: make_follow_up(accepted_lead(sven), sven, **fields) for name, fields in said.items()}
    day_end = datetime.fromisoformat("2026-11-27T00:00:00+01:00")
    assert set(FollowUp.objects.due(day_end)) == {made["overdue"], made["today"]}
