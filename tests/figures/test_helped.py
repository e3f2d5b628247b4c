"""Has it helped: every figure is that of a plain recomputation, and chance alone is rarely called better."""

from __future__ import annotations

import random
from collections import Counter
from datetime import UTC, date, datetime, timedelta
from typing import Any

import numpy as np
import pytest
import time_machine

from accounts.models import Company, User
from accounts.own_company import day_of, today
from counting import job
from counting.benefits import last_deal_of_age
from counting.filters import Filters
from counting.models import Subject
from counting.statistics import Mean
from feedback.models import LeadStanding, Outcome, OutcomeKind, Rating
from figures import helped
from figures.helped import BENEFITS, RESULTS, Comparison, Group, Helped, Name, find_helped
from figures.introduction import Introduction, split_cohorts
from figures.rows import Figures
from handoff.models import Answer, HandoffAnswer
from leads.models import Lead
from surveys.models import Survey
from tests.counting.recount_benefits import benefits_of
from tests.factories import make_campaign, make_cta, make_handoff, make_lead
from tests.surveys.saying import make_answer, make_survey
from values.days import months_later

pytestmark = pytest.mark.django_db
DAY = date(2026, 7, 1)
INTRODUCED = date(2025, 10, 1)


@pytest.fixture(autouse=True)
def _company_of_then(company: Company) -> None:
    company.introduced_on = INTRODUCED
    company.save()


def _at(day: date, hour: int = 10) -> datetime:
    return datetime(day.year, day.month, day.day, hour, tzinfo=UTC)


def tell_lives(rng: random.Random, sven: User, *, leads: int) -> None:
    """A random history of two years: some handed over, answered, rated, decided and asked again."""
    ctas = [make_cta(make_campaign()) for _ in range(3)]
    for _ in range(leads):
        day = date(2024, 7, 1) + timedelta(days=rng.randrange(720))
        lead = make_lead(cta=rng.choice(ctas), received_at=_at(day))
        if rng.random() < 0.7:
            hand_over(rng, lead, sven)
        if rng.random() < 0.6:
            decide(rng, lead, sven)
        if rng.random() < 0.4:
            ask(rng, lead)


def hand_over(rng: random.Random, lead: Lead, sven: User) -> None:
    at = lead.received_at + timedelta(days=rng.choice([0, 0, 1, 5, 89, 95]))
    handoff = make_handoff(lead)
    type(handoff).objects.filter(pk=handoff.pk).update(created_at=at)
    Lead.objects.filter(pk=lead.pk).update(handed_over_at=at)
    if rng.random() < 0.7:
        kind = rng.choice([Answer.ACCEPT, Answer.QUESTION, Answer.REPLY])
        when = at + timedelta(hours=rng.choice([1, 47, 48, 49, 200]))
        HandoffAnswer.objects.create(handoff=handoff, user=sven, kind=kind, text="Wann?", created_at=when)


def ask(rng: random.Random, lead: Lead) -> None:
    """A customer is asked and answers once, twice or not at all."""
    Outcome.objects.create(lead=lead, kind=OutcomeKind.LOST, decided_at=lead.received_at)
    survey = make_survey(lead, on=lead.received_on + timedelta(days=rng.randrange(1, 60)))
    for _ in range(rng.choice([0, 1, 1, 2])):
        make_answer(survey, mark=rng.randint(1, 5))


def decide(rng: random.Random, lead: Lead, sven: User) -> None:
    rated_at = lead.received_at + timedelta(days=rng.choice([1, 20, 90, 91, 150]))
    standing = LeadStanding(lead=lead)
    if rng.random() < 0.8:
        note = rng.choice(["", "Sucht Wartung."])
        standing.rating = Rating.objects.create(lead=lead, quality="B", note=note, rated_at=rated_at)
        standing.rated_at, standing.quality = rated_at, rng.choice("ABCD")
        standing.potential = rng.choice(["yes", "not_yet", "no", ""])
        standing.fit = rng.choice(["realistic", "too_high", "too_low", "other", ""])
    standing.outcome = rng.choice(["won", "won", "lost", ""])
    if standing.outcome and rng.random() < 0.9:
        standing.decided_at = lead.received_at + timedelta(days=rng.choice([-1, 3, 40, 90, 91, 200]))
    if standing.outcome == "won":
        standing.value_cents = rng.choice([None, 99, 12_345, 250_000, 9_999_999])
    standing.save()
    if standing.outcome == "won" and rng.random() < 0.7:
        day = lead.received_on + timedelta(days=rng.randrange(30, 600))
        is_customer = rng.random() < 0.7
        lead.customer_statuses.create(user=sven, is_customer=is_customer, day=day, said_on=day)


def plainly(name: Name, filters: Filters) -> tuple[int, int]:
    """What the figure is made of, lead by lead."""
    if name == "satisfaction":
        return _of_customers(filters)
    leads = _leads_of(filters)
    said = [getattr(lead, "standing", None) or LeadStanding(lead=lead) for lead in leads]
    traits = Counter(
        thing for lead, word in zip(leads, said, strict=True) for thing in benefits_of(lead, word)
    )
    if name in {"communication", "knowledge"}:
        subject = Subject.ANSWERED if name == "communication" else Subject.UNDERSTOOD
        return traits[subject, 1], traits[subject, 0] + traits[subject, 1]
    return _of_words(name, said) or _of_ends(name, said, traits)


def _of_customers(filters: Filters) -> tuple[int, int]:
    """The newest answer of each survey of those days."""
    marks = [
        survey.answers.latest("pk").mark
        for survey in Survey.objects.filter(answers__isnull=False).distinct().select_related("lead")
        if filters.campaign_id in {None, survey.lead.campaign_id}
        and (filters.start is None or survey.asked_on >= filters.start)
        and (filters.end is None or survey.asked_on <= filters.end)
    ]
    return sum(mark >= 4 for mark in marks), len(marks)


def _of_words(name: Name, said: list[LeadStanding]) -> tuple[int, int] | None:
    rated = [word for word in said if word.rated_at]
    match name:
        case "waste":
            told = [word for word in rated if word.potential]
            return sum(word.potential == "no" for word in told), len(told)
        case "quality":
            return sum(word.quality in "AB" for word in rated), len(rated)
        case "misunderstandings":
            told = [word for word in said if word.fit]
            return sum(word.fit == "too_high" for word in told), len(told)
    return None


def _of_ends(name: Name, said: list[LeadStanding], traits: Counter[Any]) -> tuple[int, int]:
    def is_in_time(word: LeadStanding) -> bool:
        return word.decided_at is not None and (day_of(word.decided_at) - word.lead.received_on).days <= 90

    won = [word for word in said if word.outcome == "won" and is_in_time(word)]
    telling = [word for word in said if word.outcome != "won" or word.decided_at]
    match name:
        case "win_rate":
            lost = [word for word in said if word.outcome == "lost" and is_in_time(word)]
            return len(won), len(won) + len(lost)
        case "deals":
            return len(won), len(telling)
        case "revenue":
            return sum(word.value_cents or 0 for word in won), len(telling)
    months = 6 if name == "kept_half_year" else 12
    kept, left = (
        (Subject.KEPT_HALF_YEAR, Subject.LEFT_HALF_YEAR)
        if months == 6
        else (Subject.KEPT_YEAR, Subject.LEFT_YEAR)
    )

    def count(wanted: Subject) -> int:
        return sum(
            times
            for (subject, number), times in traits.items()
            if subject == wanted and months_later(date(1970, 1, 1) + timedelta(days=number), months) <= DAY
        )

    return count(kept), count(kept) + count(left)


def _parts(one: Comparison, *, is_now: bool) -> tuple[int, int]:
    measured = one.now if is_now else one.before
    return (measured.total if isinstance(measured, Mean) else measured.count), measured.of


def _leads_of(filters: Filters) -> list[Lead]:
    rows = Lead.objects.filter(**filters.lookups()).select_related("standing")
    return [
        lead
        for lead in rows
        if (filters.start is None or lead.received_on >= filters.start)
        and (filters.end is None or lead.received_on <= filters.end)
    ]


@pytest.mark.parametrize("seed", [1, 2])
def test_figures_are_those_of_a_plain_recomputation(sven: User, seed: int) -> None:
    rng = random.Random(seed)
    with time_machine.travel(_at(DAY), tick=False):
        tell_lives(rng, sven, leads=120)
        job.compute()
        campaign = Lead.objects.all()[0].campaign_id
        for filters in (Filters(), Filters(campaign_id=campaign), Filters(start=date(2025, 2, 3))):
            found = find_helped(filters, today())
            assert list(found.comparisons) == [*BENEFITS, *RESULTS]
            for name, one in found.comparisons.items():
                assert _parts(one, is_now=True) == plainly(name, one.now_filters), name
                assert _parts(one, is_now=False) == plainly(name, one.before_filters), name


def test_without_an_introduction_nothing_is_compared(company: Company) -> None:
    company.introduced_on = None
    company.save()
    job.compute()
    found = find_helped(Filters(), DAY)
    assert (found.introduction, dict(found.comparisons)) == (None, {})


@pytest.mark.parametrize(
    ("day", "months", "last"),
    [
        (date(2026, 2, 28), 6, date(2025, 8, 31)),
        (date(2026, 2, 27), 6, date(2025, 8, 27)),
        (date(2026, 8, 30), 6, date(2026, 2, 28)),
        (date(2024, 2, 29), 12, date(2023, 2, 28)),
    ],
)
def test_last_deal_of_an_age_is_that_of_the_calendar(day: date, months: int, last: date) -> None:
    assert last_deal_of_age(months, day) == (last - date(1970, 1, 1)).days


def test_unknown_customers_are_a_band_beside_those_known(sven: User) -> None:
    deals = [_deal(date(2025, 10, 2)) for _ in range(5)]
    for lead, is_customer in zip(deals, [True, True, False], strict=False):
        day = date(2026, 6, 1) if is_customer else date(2026, 1, 1)
        lead.customer_statuses.create(user=sven, is_customer=is_customer, day=day, said_on=day)
    job.compute()
    group = helped._Reader(DAY)(Filters())
    customers = helped.count_customers(group, 6)
    assert (customers.rate.count, customers.rate.of, customers.unknown) == (2, 3, 2)
    assert (customers.least, customers.most) == (0.4, 0.8)


def _deal(day: date) -> Lead:
    lead = make_lead(received_at=_at(day))
    LeadStanding.objects.create(lead=lead, outcome=OutcomeKind.WON, decided_at=_at(day, 12))
    Outcome.objects.create(lead=lead, kind=OutcomeKind.WON, decided_at=_at(day, 12))
    return lead


# Companies drawn at random, without leads: only their kept numbers.


def draw_group(random: np.random.Generator, leads: int, *, lift: float = 0.0) -> Group:
    """What is kept of so many leads; with a lift every share is by so much another one."""

    def some(of: int, share: float) -> int:
        return int(random.binomial(of, min(1.0, max(0.0, share))))

    rated, handed = some(leads, 0.6), some(leads, 0.8)
    won = some(leads, 0.12 + lift / 3)
    worth = Counter(int(value) for value in random.lognormal(12, 0.7, won))
    answered, understood, no = some(handed, 0.7 + lift), some(handed, 0.4 + lift), some(rated, 0.4 - lift)
    kept = some(won, 0.7 + lift)
    traits: dict[int, dict[int, int]] = {
        Subject.ANSWERED: {1: answered, 0: handed - answered},
        Subject.UNDERSTOOD: {1: understood, 0: handed - understood},
        Subject.POTENTIAL: {3: no, 1: rated - no},
        Subject.WORTH: dict(worth),
        Subject.WON_AFTER: {10: won},
        Subject.LOST_AFTER: {10: some(leads, 0.3)},
        Subject.DEAL_ON: {0: won},
        Subject.KEPT_HALF_YEAR: {0: kept},
        Subject.LEFT_HALF_YEAR: {0: won - kept},
    }
    too_high = some(rated, 0.3 - lift)
    figures = Figures(
        leads=leads,
        mature_leads=leads,
        mature_won=won,
        rated_recorded=rated,
        good_recorded=some(rated, 0.5 + lift),
        too_high=too_high,
        realistic=rated - too_high,
        revenue_in_time_cents=sum(worth.elements()),
    )
    group = Group(filters=Filters(), day=DAY, age=90)
    group.figures, group.traits = figures, traits
    return group


def compare_drawn(before: Group, since: Group) -> dict[Name, Comparison]:
    cohorts = split_cohorts(Filters(), Introduction(day=INTRODUCED, is_set=True), DAY)
    groups: dict[Filters | None, Group] = {
        cohorts.before: before,
        cohorts.since: since,
        cohorts.early: before,
        cohorts.late: since,
    }
    drafts = {name: helped._compare(name, cohorts, groups.__getitem__) for name in (*BENEFITS, *RESULTS)}
    return helped._judge(drafts)


def share_with_a_verdict(sizes: tuple[int, int], *, runs: int, lift: float = 0.0) -> float:
    random, called = np.random.default_rng(sizes[0]), 0
    for _ in range(runs):
        drawn = compare_drawn(draw_group(random, sizes[0]), draw_group(random, sizes[1], lift=lift))
        called += any(one.verdict in {"better", "worse"} for one in drawn.values())
    return called / runs


@pytest.mark.parametrize("sizes", [(300, 200), (60, 90), (900, 150)])
def test_companies_that_are_alike_rarely_read_better_or_worse(sizes: tuple[int, int]) -> None:
    # 5 %, and what chance adds to that in 99.9 % of such runs.
    assert share_with_a_verdict(sizes, runs=400) <= 0.05 + 3.1 * (0.05 * 0.95 / 400) ** 0.5


def test_each_figure_by_itself_would_call_chance_a_benefit(monkeypatch: pytest.MonkeyPatch) -> None:
    """The twin: without the control of all together, many companies that are alike read better or worse."""
    monkeypatch.setattr(
        helped, "discoveries", lambda known: [one is not None and one <= 0.05 for one in known]
    )
    assert share_with_a_verdict((300, 200), runs=200) > 0.2


def test_what_is_better_everywhere_is_found_and_points_the_right_way() -> None:
    random = np.random.default_rng(5)
    drawn = compare_drawn(draw_group(random, 600), draw_group(random, 600, lift=0.15))
    sure = {name: one.verdict for name, one in drawn.items() if one.verdict not in {"unsure", "unknown"}}
    assert set(sure.values()) == {"better"}
    assert {"communication", "knowledge", "waste", "quality", "misunderstandings"} <= set(sure)


def test_what_was_not_measured_before_is_compared_in_halves() -> None:
    random = np.random.default_rng(7)
    before, since = draw_group(random, 9), draw_group(random, 400)
    drawn = compare_drawn(before, since)
    assert {one.basis for one in drawn.values()} == {"halves"}


def test_customers_are_asked_until_today_and_of_no_channel_by_itself() -> None:
    for mark in (5, 4, 1):
        make_answer(make_survey(_deal(date(2026, 5, 1)), on=date(2026, 6, 30)), mark=mark)
    with time_machine.travel(_at(DAY), tick=False):
        job.compute()
        everything = find_helped(Filters(), today()).comparisons["satisfaction"]
        of_channel = find_helped(Filters(has_no_channel=True), today()).comparisons["satisfaction"]
    assert (everything.basis, everything.now.of, everything.now_filters.end) == ("halves", 3, DAY)
    assert of_channel.now.of == 0


def test_answer_of_a_customer_makes_the_figures_anew() -> None:
    survey = make_survey(_deal(date(2026, 5, 1)), on=date(2026, 6, 30))
    with time_machine.travel(_at(DAY), tick=False):
        job.compute()
        assert find_helped(Filters(), today()).comparisons["satisfaction"].now.of == 0
        make_answer(survey)
        job.compute()
        assert find_helped(Filters(), today()).comparisons["satisfaction"].now.of == 1


def test_helped_counts_the_seven_benefits_only() -> None:
    random = np.random.default_rng(5)
    drawn = compare_drawn(draw_group(random, 600), draw_group(random, 600, lift=0.15))
    found = Helped(introduction=None, cohorts=None, comparisons=drawn, customers={})
    assert found.count("better") == sum(drawn[name].verdict == "better" for name in BENEFITS)
    assert found.count("unknown") == 1  # nobody asks customers yet
