"""Changes: then and now add up by what happened, and each cause opens exactly its leads."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from html import unescape
from random import Random
from typing import Any

import pytest
import time_machine
from pytest_django import DjangoAssertNumQueries

from accounts.models import Company, User
from accounts.own_company import today
from campaigns.models import DailyCost
from counting import job
from counting.filters import Filters
from counting.models import NOTED, CauseKind, ChangeCause, DiaryNote, FigureChange, NoteKind
from feedback.models import LeadStanding
from figures import conversion
from figures.changes import Changes, find_changes
from leads.models import Grade, Lead, LeadKind, LeadStage
from tests.api import api_for
from tests.factories import client_for, make_campaign, make_channel, make_cta, make_lead
from tests.feedback.saying import accepted_lead, win

Clock = Any
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("company")]
MARCH = datetime(2026, 3, 2, 12, tzinfo=UTC)
JUNE = datetime(2026, 6, 10, 12, tzinfo=UTC)
QUARTER = Filters(start=date(2026, 1, 1), end=date(2026, 3, 31))
PAGE = "/overview/changes/"
CAUSE = re.compile(r'href="(/overview/changes/leads/\?[^"]+)">([\d.]+)</a>')


@pytest.fixture(autouse=True)
def clock() -> Iterator[Clock]:
    """The diary has been kept for long; the first quarter is over."""
    DiaryNote.objects.update(noted_at=datetime(2025, 1, 1, tzinfo=UTC))
    with time_machine.travel(MARCH) as travel:
        yield travel


def later(clock: Clock) -> None:
    """All until then is counted; the rest happens in June."""
    job.compute()
    clock.move_to(JUNE)


def changes(filters: Filters = QUARTER, since: date | None = None) -> Changes:
    job.compute()
    return find_changes(filters, since, today())


def test_deal_that_came_after_the_quarter_is_a_change_since_its_end(sven: User, clock: Clock) -> None:
    leads = [accepted_lead(sven, received_at=MARCH) for _ in range(3)]
    win(sven, leads[0])
    later(clock)
    win(sven, leads[1], value_cents=90_000)
    found = changes()
    assert (found.then.counts["won"], found.now.counts["won"], found.moved["won"]) == (1, 2, 1)
    assert (found.moved["revenue_cents"], found.unexplained) == (90_000, {})
    assert (found.then.so_far, found.now.so_far) == (1 / 3, 2 / 3)
    assert [(cause.kind, cause.leads) for cause in found.causes] == [(CauseKind.WON, 1)]


def test_what_happened_before_the_end_of_the_period_is_no_change(sven: User, clock: Clock) -> None:
    win(sven, accepted_lead(sven, received_at=MARCH))
    later(clock)
    assert changes().causes == ()


def test_later_day_tells_only_of_what_came_after_it(sven: User, clock: Clock) -> None:
    leads = [accepted_lead(sven, received_at=MARCH) for _ in range(2)]
    job.compute()
    for lead, month in zip(leads, (5, 6), strict=True):
        clock.move_to(datetime(2026, month, 5, 12, tzinfo=UTC))
        win(sven, lead)
        job.compute()
    assert changes().choices == (date(2026, 3, 31), date(2026, 4, 30), date(2026, 5, 31))
    won = {day: changes(since=day).then.counts["won"] for day in changes().choices}
    assert won == {date(2026, 3, 31): 0, date(2026, 4, 30): 0, date(2026, 5, 31): 1}


def test_day_nobody_offers_counts_as_the_first(clock: Clock) -> None:
    make_lead(received_at=MARCH)
    later(clock)
    assert changes(since=date(2026, 4, 7)).since == date(2026, 3, 31)


def test_rate_of_then_is_of_the_leads_old_enough_then(sven: User, clock: Clock) -> None:
    """On 31 March a lead of 2 March is 29 days old, one of 1 January is 89: neither is in the rate."""
    old, new = (accepted_lead(sven, received_at=when) for when in (MARCH - timedelta(days=70), MARCH))
    accepted_lead(sven, received_at=datetime(2025, 12, 20, 12, tzinfo=UTC))
    win(sven, old)
    later(clock)
    win(sven, new)
    found = changes(Filters(start=date(2025, 12, 1), end=date(2026, 3, 31)))
    assert found.then.mature is not None
    assert (found.then.mature.count, found.then.mature.of) == (1, 2)
    assert found.now.mature is not None
    assert (found.now.mature.count, found.now.mature.of) == (1, 3)
    assert (found.ripened.count, found.ripened.of) == (0, 1)


def test_rate_made_by_another_age_is_not_compared(clock: Clock) -> None:
    make_lead(received_at=MARCH - timedelta(days=60))
    later(clock)
    Company.objects.update(maturity_days=30)
    found = changes()
    assert (found.then.mature, found.now.mature is None) == (None, False)
    assert [kind for kind, _day in found.notes] == [NoteKind.OTHER_AGE]


def test_period_that_is_not_over_says_so(gero: User, clock: Clock) -> None:
    later(clock)
    make_lead(received_at=JUNE)
    job.compute()
    page = client_for(gero).get(PAGE, {"period": "this_month"}).content.decode()
    assert "Der laufende Monat wächst noch" in page


def test_page_tells_of_the_last_quarter_unless_asked_otherwise(gero: User, clock: Clock) -> None:
    make_lead(received_at=MARCH)
    later(clock)
    make_lead(received_at=datetime(2026, 4, 2, 12, tzinfo=UTC))
    job.compute()
    bar = client_for(gero).get(PAGE).context["bar"]
    assert (bar.filters.start, bar.filters.end) == (date(2026, 1, 1), date(2026, 3, 31))
    assert 'href="/overview/breakdown/"' in client_for(gero).get(PAGE).content.decode()


def test_what_moved_before_the_diary_began_is_said_to_be_unknown(gero: User, clock: Clock) -> None:
    make_lead(received_at=MARCH)
    later(clock)
    DiaryNote.objects.get_or_create(kind=NoteKind.BEGUN)
    DiaryNote.objects.update(noted_at=datetime(2026, 5, 4, tzinfo=UTC))
    assert (
        "Änderungen werden seit dem 4. Mai 2026 festgehalten" in client_for(gero).get(PAGE).content.decode()
    )
    assert changes().choices == (date(2026, 5, 3), date(2026, 5, 31))


def test_count_that_moved_without_a_cause_is_said(gero: User, clock: Clock) -> None:
    make_lead(received_at=MARCH)
    later(clock)
    lead = Lead.objects.get()
    FigureChange.objects.create(
        noted_on=today(), campaign_id=lead.campaign_id, cta_id=lead.cta_id, day=lead.received_on, lost=2
    )
    assert changes().unexplained == {"lost": 2}
    page = client_for(gero).get(PAGE).content.decode()
    assert "nicht zugeordnet</span> Verloren +2" in page


def test_costs_entered_later_are_told_with_their_sum(gero: User, clock: Clock) -> None:
    make_lead(received_at=MARCH)
    later(clock)
    DailyCost.objects.create(campaign=make_campaign(), day=MARCH.date(), amount_cents=45_000)
    found = changes()
    assert (found.then.counts["cost_cents"], found.now.counts["cost_cents"]) == (0, 45_000)
    page = client_for(gero).get(PAGE).content.decode()
    assert "cause=spent" not in page
    assert "Kosten +450" in page


def shake(random: Random, sven: User) -> None:
    """Something happens to a lead, whatever."""
    lead = random.choice(list(Lead.objects.order_by("pk")))
    what = random.choice(["won", "lost", "open", "rate", "kind", "move", "enter", "delete", "cost"])
    if what in {"won", "lost", "open"}:
        values: dict[str, Any] = {
            "outcome": "" if what == "open" else what,
            "decided_at": None,
            "value_cents": None,
        }
        if what == "won":
            values |= {"decided_at": MARCH, "value_cents": random.randrange(10**6)}
        LeadStanding.objects.update_or_create(lead=lead, defaults=values)
    elif what == "rate":
        said = {"quality": random.choice("ABCD"), "rated_at": MARCH}
        LeadStanding.objects.update_or_create(lead=lead, defaults=said)
    elif what == "kind":
        Lead.objects.filter(pk=lead.pk).update(kind=random.choice(LeadKind.values))
    elif what == "move":
        other = random.choice(list(Lead.objects.all()))
        Lead.objects.filter(pk=lead.pk).update(campaign=other.campaign, channel=other.channel)
    elif what == "enter":
        stage = random.choice(list(LeadStage))
        make_lead(received_at=MARCH - timedelta(days=random.randrange(90)), stage=stage)
    elif what == "delete" and Lead.objects.count() > 5:
        lead.handoffs.all().delete()
        lead.delete()
    else:
        cents = 1 + random.randrange(99)
        DailyCost.objects.update_or_create(
            campaign=lead.campaign, day=MARCH.date(), channel=None, defaults={"amount_cents": cents}
        )


@pytest.mark.parametrize("seed", range(4))
def test_then_is_what_a_page_said_then_whatever_happened(
    seed: int, sven: User, gero: User, clock: Clock
) -> None:
    random = Random(seed)
    channels = [make_channel("Suche"), None]
    for number in range(12):
        received = MARCH - timedelta(days=random.randrange(150))
        cta = make_cta(make_campaign(channel=channels[number % 2]))
        make_lead(cta=cta, received_at=received, stage=random.choice(list(LeadStage)), quality=Grade.A)
    job.compute()
    clock.move_to(datetime(2026, 4, 1, 9, tzinfo=UTC) - timedelta(hours=20))
    campaign, channel = Lead.objects.first().campaign_id, channels[0].pk  # type: ignore[union-attr]
    selections = [
        QUARTER,
        Filters(end=date(2026, 3, 31)),
        Filters(start=date(2026, 1, 20), end=date(2026, 3, 31), campaign_id=campaign),
        Filters(end=date(2026, 3, 31), channel_id=channel),
        Filters(end=date(2026, 3, 31), has_no_channel=True),
    ]
    job.compute()
    said = [conversion(by="campaign", filters=filters).total.figures for filters in selections]
    for day in range(12):
        clock.move_to(datetime(2026, 4, 2, 9, tzinfo=UTC) + timedelta(days=day))
        for _ in range(random.randrange(4)):
            shake(random, sven)
        if random.random() < 0.2:
            job.rebuild()
        job.compute()
    for filters, then in zip(selections, said, strict=True):
        found = changes(filters)
        assert {name: found.then.counts[name] for name in NOTED} == {name: then[name] for name in NOTED}
        assert found.then.counts["cost_cents"] == then.cost_cents
        assert found.then.mature == then.mature
        assert found.unexplained == {}
    links = CAUSE.findall(
        client_for(gero).get(PAGE, {"from": "2025-01-01", "to": "2026-03-31"}).content.decode()
    )
    for address, figure in links:
        answer = client_for(gero).get(unescape(address))
        assert len(answer.context["lines"]) == int(figure), address


def test_cause_lists_its_leads_with_what_each_moved(gero: User, sven: User, clock: Clock) -> None:
    lead = accepted_lead(sven, received_at=MARCH)
    later(clock)
    win(sven, lead, value_cents=90_000)
    job.compute()
    ((address, count),) = CAUSE.findall(client_for(gero).get(PAGE).content.decode())
    page = client_for(gero).get(unescape(address))
    assert count == "1"
    assert [line.lead.pk for line in page.context["lines"]] == [lead.pk]
    assert "Gewonnen +1 · Umsatz +900" in page.content.decode()


def test_lead_taken_out_can_be_opened_although_no_figure_counts_it(gero: User, clock: Clock) -> None:
    lead = make_lead(received_at=MARCH)
    later(clock)
    Lead.objects.filter(pk=lead.pk).update(kind=LeadKind.SPAM)
    job.compute()
    ((address, _count),) = CAUSE.findall(client_for(gero).get(PAGE).content.decode())
    assert [line.lead.pk for line in client_for(gero).get(unescape(address)).context["lines"]] == [lead.pk]


def test_rep_reads_that_there_is_a_lead_but_not_whose(sven: User, clock: Clock) -> None:
    lead = make_lead(received_at=MARCH)
    later(clock)
    Lead.objects.filter(pk=lead.pk).update(kind=LeadKind.SPAM)
    job.compute()
    page = client_for(sven).get("/overview/changes/leads/?cause=out&since=2026-03-31&to=2026-03-31")
    assert [line.is_visible for line in page.context["lines"]] == [False]
    assert lead.person.name not in page.content.decode()


@pytest.mark.parametrize(
    "query",
    [
        "",
        "cause=won",
        "cause=deleted&since=2026-03-31",
        "cause=won&since=31.03.2026",
        "cause=won&since=2026-03-31&from=x",
    ],
)
def test_address_of_no_change_is_refused(gero: User, query: str) -> None:
    assert client_for(gero).get(f"/overview/changes/leads/?{query}").status_code == 400


@pytest.mark.parametrize("leads", [1, 3])
def test_page_costs_the_same_queries_for_one_lead_and_for_three(
    leads: int, sven: User, clock: Clock, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    some = [accepted_lead(sven, received_at=MARCH) for _ in range(leads)]
    later(clock)
    for lead in some:
        win(sven, lead)
    job.compute()
    today()
    with django_assert_num_queries(13):
        find_changes(QUARTER, None, today())


def test_programs_read_the_same(gero: User, sven: User, clock: Clock) -> None:
    lead = accepted_lead(sven, received_at=MARCH)
    later(clock)
    win(sven, lead)
    job.compute()
    answer = api_for(gero).get(
        "/api/v1/conversion/changes/", {"from": "2026-01-01", "to": "2026-03-31", "since": "2026-04-30"}
    )
    body = answer.json()
    assert (body["since"], body["then"]["counts"]["won"], body["now"]["counts"]["won"]) == (
        "2026-04-30",
        0,
        1,
    )
    assert [(cause["cause"], cause["leads"]) for cause in body["causes"]] == [("won", 1)]
    assert body["unexplained"] == {}
    assert ChangeCause.objects.filter(noted_on=None).count() == 0
