"""Every figure everywhere is a plain recount of the rows: tables, API, command and page, under any filter.

The oracle knows two things only: what one lead counts for, by the second statement of each rule, and how old
it is.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from datetime import date, timedelta
from io import StringIO
from random import Random
from typing import Any, get_args

import pytest
from django.core.management import call_command
from django.utils import timezone

from accounts.models import User
from accounts.own_company import today
from campaigns.models import CallToAction
from counting import job
from counting.filters import Filters
from counting.kinds import Aged
from counting.measures import AGED, COUNTS, SUMS
from counting.queries import Dimension
from feedback.models import LeadStanding
from figures import Figures, conversion, overview
from leads.models import Grade, Lead, LeadKind, LeadStage
from tests.api import api_for
from tests.factories import client_for, give_consent, make_campaign, make_channel, make_cta, make_lead

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("company")]
DIMENSIONS: Sequence[Dimension] = get_args(Dimension)
MATURITY = 90
HISTORIES = range(6)


def make_history(random: Random) -> list[CallToAction]:
    """Leads of all ages, stages and kinds; decisions before, in and after their time, some without a date."""
    channels = [make_channel("Suche"), make_channel("Messe"), None]
    campaigns = [make_campaign(channel=channel) for channel in channels]
    ctas = [make_cta(campaign) for campaign in campaigns for _ in range(2)]
    for _ in range(random.randrange(15, 40)):
        received = timezone.now() - timedelta(days=random.choice([0, 3, 89, 90, 91, 120, 300, 500]))
        lead = make_lead(
            cta=random.choice(ctas),
            stage=random.choice(list(LeadStage)),
            received_at=received,
            quality=random.choice(list(Grade)),
            kind=random.choice([LeadKind.REAL] * 5 + [LeadKind.SPAM]),
            channel=random.choice(channels),
            value_cents=random.randrange(0, 900_000),
        )
        after = random.choice([-2, 0, 30, 89, 90, 91, 200, None])
        decided = None if after is None else min(received + timedelta(days=after), timezone.now())
        LeadStanding.objects.filter(lead=lead).exclude(outcome="").update(
            decided_at=decided, fit=random.choice(["too_high", "realistic", ""])
        )
        if random.random() < 0.3:
            LeadStanding.objects.filter(lead=lead).update(value_cents=None)
        for channel in random.choice([[], [], ["phone"], ["email"], ["email", "phone"]]):
            give_consent(lead, channel)
        if random.random() < 0.2:
            Lead.objects.filter(pk=lead.pk).update(cta=None, definition=None, door="file")
    job.compute()
    return ctas


def choose_filters(random: Random, ctas: list[CallToAction]) -> Filters:
    start = random.choice([None, today() - timedelta(days=random.randrange(600))])
    end = random.choice([None, today() - timedelta(days=random.randrange(200))])
    if start and end and end < start:
        start, end = end, start
    narrow: dict[str, Any] = random.choice(
        [
            {},
            {"campaign_id": random.choice(ctas).campaign_id},
            {"cta_id": random.choice(ctas).pk},
            {"channel_id": make_channel("Suche").pk},
            {"has_no_channel": True},
            {"has_no_cta": True},
        ]
    )
    return Filters(start=start, end=end, **narrow)


def is_meant(lead: Lead, filters: Filters) -> bool:
    return (
        lead.kind == LeadKind.REAL
        and (filters.start is None or lead.received_on >= filters.start)
        and (filters.end is None or lead.received_on <= filters.end)
        and filters.campaign_id in {None, lead.campaign_id}
        and filters.cta_id in {None, lead.cta_id}
        and filters.channel_id in {None, lead.channel_id}
        and not (filters.has_no_channel and lead.channel_id)
        and not (filters.has_no_cta and lead.cta_id)
    )


KEYS: dict[Dimension, Callable[[Lead], Any]] = {
    "campaign": lambda lead: lead.campaign_id,
    "cta": lambda lead: lead.cta_id,
    "channel": lambda lead: lead.channel_id,
    "month": lambda lead: lead.received_on.replace(day=1),
}


def count_again(leads: Sequence[Lead], *, day: date) -> dict[str, int]:
    """Every count, sum and figure of one age of these leads."""
    rules = {count.name: count.rule for count in COUNTS}
    counted = {name: sum(rule.holds(lead) for lead in leads) for name, rule in rules.items()}
    for money in SUMS:
        counted[money.name] = sum(money.take(lead) or 0 for lead in leads if money.rule.holds(lead))
    for aged in AGED:
        counted[aged.name] = sum(rules[aged.of].holds(lead) and is_of_age(aged, lead, day) for lead in leads)
    return counted


def is_of_age(aged: Aged, lead: Lead, day: date) -> bool:
    return ((day - lead.received_on).days < MATURITY) is aged.is_young


def numbers_of(figures: Figures) -> dict[str, int]:
    names = [figure.name for figure in (*COUNTS, *SUMS, *AGED)]
    return {name: figures[name] for name in names}


def meant(filters: Filters) -> list[Lead]:
    return [lead for lead in Lead.objects.select_related("standing") if is_meant(lead, filters)]


def by_group(leads: Sequence[Lead], by: Dimension) -> dict[Any, dict[str, int]]:
    groups: defaultdict[Any, list[Lead]] = defaultdict(list)
    for lead in leads:
        groups[KEYS[by](lead)].append(lead)
    return {key: count_again(group, day=today()) for key, group in groups.items()}


def histories(seed: int) -> Iterator[Filters]:
    """A history, and filters to look at it with."""
    random = Random(seed)
    ctas = make_history(random)
    yield Filters()
    for _ in range(6):
        yield choose_filters(random, ctas)


@pytest.mark.parametrize("seed", HISTORIES)
def test_tables_are_a_recount_of_the_rows(seed: int) -> None:
    for filters in histories(seed):
        leads = meant(filters)
        for by in DIMENSIONS:
            table = conversion(by=by, filters=filters)
            assert numbers_of(table.total.figures) == count_again(leads, day=today()), filters
            rows = {row.month or row.id: numbers_of(row.figures) for row in table.rows if row.figures.leads}
            assert rows == by_group(leads, by), (by, filters)


@pytest.mark.parametrize("seed", HISTORIES)
def test_counts_printed_together_compute(seed: int) -> None:
    for filters in histories(seed):
        total = overview(filters=filters).total
        assert total.won == total.mature_won + total.won_later + total.young_won + total.won_undated
        assert total.leads >= total.mature_leads + total.young
        assert total.mature_leads == total.mature.of and total.mature_won == total.mature.count
        assert all(number >= 0 for number in total.implied.values())


@pytest.mark.parametrize("seed", HISTORIES[:2])
def test_api_and_command_say_the_same_to_every_role(
    seed: int, mara: User, sven: User, lena: User, gero: User, ada: User
) -> None:
    filters = [each for each in histories(seed) if not each.is_narrowed]
    for period in filters:
        days = {"from": period.start, "to": period.end}
        query = {name: day.isoformat() for name, day in days.items() if day}
        arguments = [part for name, day in query.items() for part in (f"--{name}", day)]
        for by in DIMENSIONS:
            out = StringIO()
            call_command("conversion", "--by", by, "--format", "json", *arguments, stdout=out)
            said = json.loads(out.getvalue())
            expected = conversion(by=by, filters=period)
            assert said["total"] == expected.total.as_json()
            answers = [
                api_for(user).get("/api/v1/conversion/", {"by": by, **query}).json()
                for user in (mara, sven, lena, gero, ada)
            ]
            for answer in answers:
                assert [_without_label(row) for row in answer["rows"]] == [
                    _without_label(row) for row in said["rows"]
                ]


def _without_label(row: dict[str, Any]) -> dict[str, Any]:
    """Months and groups without a name are called in the reader's language; the rest is the same."""
    return {name: value for name, value in row.items() if name != "label"}


def test_page_draws_the_same_for_every_role(mara: User, sven: User, lena: User, gero: User) -> None:
    make_history(Random(7))
    drawn = {
        client_for(user).get("/overview/?period=all").context["drawn"].figures
        for user in (mara, sven, lena, gero)
    }
    assert len(drawn) == 1
