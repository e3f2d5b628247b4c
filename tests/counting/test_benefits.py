"""What is kept to tell whether it has helped: customers, worth, answers, words and potential."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine

from accounts.models import User
from counting import job
from counting.day_numbers import number_of_day
from counting.filters import Filters
from counting.models import Subject
from counting.queries import read_traits
from feedback.models import CustomerStatus, LeadStanding, Rating
from firms.models import CustomerPeriod, Organisation
from firms.services.customers import say_customer as say_customer_of_firm
from handoff.models import Answer, HandoffAnswer
from leads.models import Lead, LeadStage
from tests.factories import make_handoff, make_lead, make_person
from tests.firms.firms import make_firm

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("company")]
NOON = datetime(2025, 3, 2, 12, tzinfo=UTC)
DEAL = number_of_day(date(2025, 3, 2))


def found(subject: Subject) -> dict[int, int]:
    job.compute()
    return read_traits(Filters()).get(subject, {})


def customers() -> list[dict[int, int]]:
    """Kept and left after six months, kept and left after twelve."""
    job.compute()
    traits = read_traits(Filters())
    return [traits.get(subject, {}) for subject in range(Subject.KEPT_HALF_YEAR, Subject.LEFT_YEAR + 1)]


def deal(*, at: datetime | None = NOON, firm: Organisation | None = None, **said: object) -> Lead:
    lead = make_lead(received_at=NOON, person=make_person(organisation=firm), stage=LeadStage.WON)
    LeadStanding.objects.filter(lead=lead).update(outcome="won", decided_at=at, **said)
    return lead


def say(lead: Lead, day: date, *, is_customer: bool, said_on: date | None = None) -> CustomerStatus:
    return CustomerStatus.objects.create(lead=lead, is_customer=is_customer, day=day, said_on=said_on or day)


def test_deal_is_kept_by_its_day_and_one_without_a_day_is_not() -> None:
    deal()
    deal(at=None)
    assert found(Subject.DEAL_ON) == {DEAL: 1}
    assert customers() == [{}, {}, {}, {}]


@pytest.mark.parametrize(
    ("day", "is_customer", "expected"),
    [
        (date(2025, 9, 1), True, [0, 0, 0, 0]),
        (date(2025, 9, 2), True, [1, 0, 0, 0]),
        (date(2026, 3, 1), True, [1, 0, 0, 0]),
        (date(2026, 3, 2), True, [1, 0, 1, 0]),
        (date(2025, 9, 2), False, [0, 1, 0, 1]),
        (date(2025, 9, 3), False, [1, 0, 0, 1]),
        (date(2026, 3, 2), False, [1, 0, 0, 1]),
        (date(2026, 3, 3), False, [1, 0, 1, 0]),
    ],
)
def test_word_on_a_customer_counts_to_the_day(day: date, is_customer: bool, expected: list[int]) -> None:
    say(deal(), day, is_customer=is_customer)
    assert [sum(counts.values()) for counts in customers()] == expected


def test_newest_word_counts_and_a_file_is_as_new_as_its_day() -> None:
    lead = deal()
    say(lead, date(2025, 5, 1), is_customer=False, said_on=date(2025, 10, 1))
    say(lead, date(2025, 9, 30), is_customer=True)
    assert customers() == [{}, {DEAL: 1}, {}, {DEAL: 1}]
    say(lead, date(2025, 10, 2), is_customer=True)
    assert customers() == [{DEAL: 1}, {}, {}, {}]


@pytest.mark.parametrize(
    ("until", "expected"),
    [(None, [0, 0, 0, 0]), (date(2025, 9, 3), [1, 0, 0, 1]), (date(2025, 9, 2), [0, 1, 0, 1])],
)
def test_period_of_the_firm_counts_where_nothing_was_said(until: date | None, expected: list[int]) -> None:
    firm = make_firm()
    deal(firm=firm)
    CustomerPeriod.objects.create(organisation=firm, start=date(2025, 1, 1), until=until)
    assert [sum(counts.values()) for counts in customers()] == expected


def test_open_period_counts_until_it_was_said_last(mara: User) -> None:
    firm = make_firm()
    deal(firm=firm)
    with time_machine.travel(datetime(2025, 9, 2, 9, tzinfo=UTC), tick=False):
        say_customer_of_firm(actor=mara, firm=firm, kind="since", day=date(2025, 3, 2))
    assert customers() == [{DEAL: 1}, {}, {}, {}]


def test_word_on_the_lead_goes_before_the_firm() -> None:
    firm = make_firm()
    lead = deal(firm=firm)
    CustomerPeriod.objects.create(organisation=firm, start=date(2025, 1, 1), until=date(2027, 1, 1))
    assert customers() == [{DEAL: 1}, {}, {DEAL: 1}, {}]
    say(lead, date(2025, 6, 1), is_customer=False)
    assert customers() == [{}, {DEAL: 1}, {}, {DEAL: 1}]


def test_person_who_goes_to_a_customer_takes_the_deal_along() -> None:
    firm = make_firm()
    lead = deal()
    CustomerPeriod.objects.create(organisation=firm, start=date(2025, 1, 1), until=date(2027, 1, 1))
    assert customers() == [{}, {}, {}, {}]
    lead.person.organisation = firm
    lead.person.save()
    assert customers() == [{DEAL: 1}, {}, {DEAL: 1}, {}]


@pytest.mark.parametrize(
    ("cents", "worth"), [(0, 0), (7, 7), (99, 99), (123, 120), (123_456, 120_000), (999_999, 990_000)]
)
def test_worth_of_a_deal_is_kept_to_two_digits(cents: int, worth: int) -> None:
    deal(value_cents=cents)
    assert found(Subject.WORTH) == {worth: 1}


def test_deal_that_came_late_or_has_no_value_has_no_worth() -> None:
    deal(at=NOON + timedelta(days=91), value_cents=5_000)
    deal(value_cents=None)
    assert found(Subject.WORTH) == {}


def handed_over(*, days: int = 0) -> Lead:
    """A lead that came in at noon and was handed over so many days later."""
    at = NOON + timedelta(days=days)
    lead = make_lead(received_at=NOON, handed_over_at=at)
    handoff = make_handoff(lead)
    type(handoff).objects.filter(pk=handoff.pk).update(created_at=at)
    return lead


@pytest.mark.parametrize(
    ("kind", "hours", "expected"),
    [(Answer.ACCEPT, 48, 1), (Answer.QUESTION, 1, 1), (Answer.REPLY, 1, 0), (Answer.ACCEPT, 49, 0)],
)
def test_handoff_is_answered_by_sales_within_two_days(
    sven: User, kind: Answer, hours: int, expected: int
) -> None:
    (handoff,) = handed_over().handoffs.all()
    assert found(Subject.ANSWERED) == {0: 1}
    at = NOON + timedelta(hours=hours)
    HandoffAnswer.objects.create(handoff=handoff, user=sven, kind=kind, text="Wann?", created_at=at)
    assert found(Subject.ANSWERED) == {expected: 1}


def test_handoff_that_came_late_is_not_judged() -> None:
    handed_over(days=88)
    assert found(Subject.ANSWERED) == {0: 1}
    handed_over(days=89)
    assert found(Subject.ANSWERED) == {0: 1}
    handed_over(days=91)
    assert found(Subject.UNDERSTOOD) == {0: 2}


@pytest.mark.parametrize(
    ("note", "days", "expected"), [("Sucht ein Audit.", 90, 1), ("Sucht ein Audit.", 91, 0), ("", 1, 0)]
)
def test_marketing_understands_a_rating_in_time_that_says_why(note: str, days: int, expected: int) -> None:
    lead = handed_over()
    at = NOON + timedelta(days=days)
    rating = Rating.objects.create(lead=lead, quality="C", note=note, rated_at=at)
    LeadStanding.objects.create(lead=lead, rating=rating, quality="C", rated_at=at)
    assert found(Subject.UNDERSTOOD) == {expected: 1}


def test_potential_is_kept_by_what_the_newest_rating_says() -> None:
    for potential in ("yes", "no", "no", ""):
        lead = make_lead(received_at=NOON)
        LeadStanding.objects.create(lead=lead, quality="C", potential=potential, rated_at=NOON)
    assert found(Subject.POTENTIAL) == {1: 1, 3: 2}
