"""What is kept of leads beside the counts: both teams' words, ends by age, waits, and with whom they lie."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from accounts.models import Role, User
from counting import job
from counting.filters import Filters
from counting.first_ratings import count_in_time, first_rating_number
from counting.models import Subject
from counting.pairs import pair_number, pair_of
from counting.queries import read_traits
from counting.waits import EDGES, Wait, wait_from, wait_number, wait_of
from feedback.models import ContactAttempt, LeadStanding, Rating
from feedback.services.attempt_prices import remove_price
from feedback.services.undoing import undo
from leads.models import Grade, Lead, LeadStage
from tests.factories import make_attempt_price, make_handoff, make_lead, make_user
from tests.feedback.saying import accepted_lead, reach, say

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("company")]


@pytest.fixture
def noon() -> datetime:
    """Noon in UTC of a day long gone, which is the same day in the company's calendar."""
    return datetime(2026, 3, 2, 12, tzinfo=UTC)


def found(subject: Subject) -> dict[int, int]:
    job.compute()
    return read_traits(Filters()).get(subject, {})


def test_every_pair_of_letters_has_a_number_of_its_own() -> None:
    numbers = {pair_number(grade, quality): (grade, quality) for grade in "ABCD" for quality in "ABCD"}
    assert len(numbers) == 16
    assert {number: pair_of(number) for number in numbers} == numbers


def test_both_words_on_a_lead_are_a_pair(sven: User) -> None:
    say(sven, accepted_lead(sven, grade=Grade.A), quality=Grade.C)
    assert found(Subject.PAIR) == {pair_number("A", "C"): 1}


def test_second_word_of_sales_leaves_the_pair_as_it_was(sven: User) -> None:
    lead = accepted_lead(sven, grade=Grade.A)
    first = say(sven, lead, quality=Grade.C)
    say(sven, lead, quality=Grade.A, expected_rating_id=first.pk)
    assert found(Subject.PAIR) == {pair_number("A", "C"): 1}


def test_word_that_was_taken_back_stays_the_first_one(sven: User) -> None:
    lead = accepted_lead(sven, grade=Grade.A)
    first = say(sven, lead, quality=Grade.D)
    undo(actor=sven, kind="rating", fact_id=first.pk)
    assert found(Subject.PAIR) == {}
    say(sven, Lead.objects.get(pk=lead.pk), quality=Grade.A)
    assert found(Subject.PAIR) == {pair_number("A", "D"): 1}


def test_grade_given_after_the_rating_is_in_no_pair(sven: User) -> None:
    lead = accepted_lead(sven, grade=Grade.A)
    say(sven, lead, quality=Grade.D)
    make_handoff(lead, to_user=sven, grade=Grade.D)
    assert found(Subject.PAIR) == {pair_number("A", "D"): 1}


def test_lead_never_handed_over_here_has_no_pair() -> None:
    lead = make_lead(grade=Grade.A)
    rating = Rating.objects.create(lead=lead, quality=Grade.A, rated_at=timezone.now())
    LeadStanding.objects.create(lead=lead, rating=rating, quality=Grade.A, rated_at=rating.rated_at)
    assert found(Subject.PAIR) == {}


def test_ends_are_kept_by_days_from_intake(noon: datetime) -> None:
    for days, outcome in ((0, "won"), (30, "won"), (30, "lost"), (-1, "won")):
        lead = make_lead(received_at=noon)
        LeadStanding.objects.create(lead=lead, outcome=outcome, decided_at=noon + timedelta(days=days))
    assert found(Subject.WON_AFTER) == {0: 1, 30: 1, -1: 1}
    assert found(Subject.LOST_AFTER) == {30: 1}
    assert found(Subject.OPEN) == {}


def test_end_without_a_date_is_in_no_age_and_not_open(noon: datetime) -> None:
    LeadStanding.objects.create(lead=make_lead(received_at=noon), outcome="won")
    make_lead(received_at=noon)
    assert found(Subject.WON_AFTER) == {}
    assert found(Subject.OPEN) == {0: 1}


@pytest.mark.parametrize(
    ("took", "wait"),
    [
        (None, Wait.UNKNOWN),
        (timedelta(seconds=-5), Wait.WITHIN_HOUR),
        *((edge, Wait(place)) for place, edge in enumerate(EDGES, start=1)),
        *((edge + timedelta(microseconds=1), Wait(place)) for place, edge in enumerate(EDGES, start=2)),
    ],
)
def test_wait_belongs_to_the_band_it_does_not_exceed(
    noon: datetime, took: timedelta | None, wait: Wait
) -> None:
    assert wait_of(took) == wait
    lead = make_lead(received_at=noon)
    if took is not None:
        LeadStanding.objects.create(lead=lead, attempt_count=1, contacted_at=noon + took)
    assert found(Subject.WAIT) == {wait_number(wait, is_won=False): 1}


def test_wait_tells_a_deal_in_time_from_a_later_one(noon: datetime) -> None:
    for days in (1, 91):
        lead = make_lead(received_at=noon)
        decided = noon + timedelta(days=days)
        LeadStanding.objects.create(lead=lead, outcome="won", contacted_at=noon, decided_at=decided)
    assert found(Subject.WAIT) == {
        wait_number(Wait.WITHIN_HOUR, is_won=True): 1,
        wait_number(Wait.WITHIN_HOUR, is_won=False): 1,
    }
    assert wait_from(wait_number(Wait.LATER, is_won=True)) == (Wait.LATER, True)


def test_leads_are_counted_by_the_rep_they_lie_with(sven: User) -> None:
    make_lead(stage=LeadStage.WON, assigned_to=sven)
    make_lead(stage=LeadStage.RATED, assigned_to=sven, quality=Grade.D)
    make_lead(stage=LeadStage.ACCEPTED, assigned_to=sven)
    make_lead()
    of_sven = {subject: found(subject).get(sven.pk) for subject in Subject if subject.name.startswith("REP")}
    assert of_sven == {
        Subject.REP: 3,
        Subject.REP_TELLING: 3,
        Subject.REP_WON: 1,
        Subject.REP_RATED: 2,
        Subject.REP_GOOD: 1,
    }


def test_lead_that_goes_to_another_rep_is_counted_there(sven: User) -> None:
    lead = make_lead(stage=LeadStage.ACCEPTED, assigned_to=sven)
    assert found(Subject.REP) == {sven.pk: 1}
    other = make_user(Role.SALES_REP)
    Lead.objects.filter(pk=lead.pk).update(assigned_to=other)
    assert found(Subject.REP) == {other.pk: 1}


@pytest.mark.parametrize(("days", "kept"), [(-2, 0), (0, 0), (28, 28), (29, 29)])
def test_first_rating_is_kept_by_days_from_intake(sven: User, noon: datetime, days: int, kept: int) -> None:
    lead = make_lead(received_at=noon)
    rating = Rating.objects.create(lead=lead, quality=Grade.B, rated_at=noon + timedelta(days=days))
    LeadStanding.objects.create(lead=lead, rating=rating, quality=Grade.B, rated_at=rating.rated_at)
    assert found(Subject.FIRST_RATED) == {first_rating_number(kept, is_good=True, is_too_high=False): 1}


def test_second_rating_says_what_and_not_how_soon(sven: User, noon: datetime) -> None:
    lead = accepted_lead(sven, received_at=noon)
    first = say(sven, lead, quality=Grade.A)
    say(sven, lead, quality=Grade.D, fit="too_high", expected_rating_id=first.pk)
    soon = (timezone.localdate(first.rated_at) - noon.date()).days
    assert found(Subject.FIRST_RATED) == {first_rating_number(soon, is_good=False, is_too_high=True): 1}


def test_ratings_that_came_too_late_are_in_no_comparison() -> None:
    said = count_in_time(
        {
            first_rating_number(28, is_good=True, is_too_high=True): 2,
            first_rating_number(0, is_good=False, is_too_high=True): 3,
            first_rating_number(29, is_good=True, is_too_high=False): 5,
        }
    )
    assert (said.good.count, said.too_high.count, said.good.of, said.too_high.of) == (2, 5, 5, 5)


def try_to_reach(lead: Lead, *, days: int) -> None:
    """An attempt of a file: so many days after intake, of no standing's making."""
    assert lead.assigned_to
    moment = lead.received_at + timedelta(days=days)
    ContactAttempt.objects.create(
        lead=lead, user=lead.assigned_to, channel="phone", was_reached=False, happened_at=moment
    )


def test_attempts_are_kept_by_whether_their_lead_was_good(sven: User) -> None:
    for quality, attempts in ((Grade.A, 1), (Grade.C, 2)):
        lead = accepted_lead(sven)
        for _ in range(attempts):
            reach(sven, lead)
        say(sven, lead, quality=quality)
    reach(sven, accepted_lead(sven))
    assert (found(Subject.ATTEMPT_GOOD), found(Subject.ATTEMPT_NOT_GOOD)) == ({0: 1}, {0: 2})
    assert found(Subject.ATTEMPT_UNJUDGED) == {0: 1}


def test_attempts_on_a_deal_are_those_on_a_good_lead_whatever_its_rating(gero: User) -> None:
    make_lead(stage=LeadStage.WON, quality=Grade.D)
    assert (found(Subject.ATTEMPT_GOOD), found(Subject.ATTEMPT_NOT_GOOD)) == ({0: 1}, {})


def test_attempt_is_kept_by_the_price_of_its_day(sven: User, gero: User, noon: datetime) -> None:
    lead = make_lead(stage=LeadStage.ACCEPTED, assigned_to=sven, received_at=noon)
    day = noon.date()
    first = make_attempt_price(gero, since=day + timedelta(days=1))
    second = make_attempt_price(gero, since=day + timedelta(days=10))
    for days in (0, 1, 9, 10):
        try_to_reach(lead, days=days)
    assert found(Subject.ATTEMPT_UNJUDGED) == {0: 1, first.pk: 2, second.pk: 1}


def test_price_entered_or_taken_away_later_counts_for_attempts_that_are_kept(
    sven: User, gero: User, noon: datetime
) -> None:
    lead = make_lead(stage=LeadStage.ACCEPTED, assigned_to=sven, received_at=noon)
    try_to_reach(lead, days=5)
    first = make_attempt_price(gero, since=noon.date())
    assert found(Subject.ATTEMPT_UNJUDGED) == {first.pk: 1}
    again = make_attempt_price(gero, since=noon.date(), minutes=5)
    assert found(Subject.ATTEMPT_UNJUDGED) == {again.pk: 1}
    remove_price(actor=gero, price=again)
    assert found(Subject.ATTEMPT_UNJUDGED) == {first.pk: 1}


def test_attempt_that_reached_nobody_or_is_taken_back_is_counted_at_once(sven: User) -> None:
    lead = accepted_lead(sven)
    assert found(Subject.ATTEMPT_UNJUDGED) == {}
    attempt = reach(sven, lead, was_reached=False)
    assert found(Subject.ATTEMPT_UNJUDGED) == {0: 1}
    undo(actor=sven, kind="attempt", fact_id=attempt.pk)
    assert found(Subject.ATTEMPT_UNJUDGED) == {}
