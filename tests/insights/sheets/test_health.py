"""Health: what is missing is counted as plain rows say, and opens exactly its leads."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from html import unescape
from random import Random

import pytest
import time_machine
from pytest_django import DjangoAssertNumQueries

from accounts.models import User
from accounts.own_company import company_zone, today
from campaigns.models import CallToAction, Campaign, DailyCost
from counting import job, proof
from counting.filters import Filters
from feedback.models import LeadStanding
from figures.health import DataOfCampaign, Health, count_needing, find_health
from leads.models import Door, Lead, LeadKind, LeadStage, Touch
from tests.api import api_for
from tests.factories import client_for, make_campaign, make_channel, make_cta, make_lead, make_user

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("company")]
NOW = datetime(2026, 6, 10, 12, tzinfo=UTC)  # a Wednesday
PAGE = "/overview/health/"
LINK = re.compile(r'href="(/overview/leads/\?[^"]+)"[^>]*>([\d.]+)')


@pytest.fixture(autouse=True)
def _june() -> Iterator[None]:
    with time_machine.travel(NOW):
        yield


def live(name: str = "Sommer") -> CallToAction:
    cta = make_cta(make_campaign(name=name, channel=make_channel("Suche")))
    Campaign.objects.filter(pk=cta.campaign_id).update(status=Campaign.Status.LIVE)
    return cta


def health(filters: Filters | None = None) -> Health:
    job.compute()
    return find_health(filters or Filters(), today())


def only(filters: Filters | None = None) -> DataOfCampaign:
    (one,) = health(filters).campaigns
    return one


def every_workday(cta: CallToAction, *, weeks: int, without: int = 0) -> None:
    """A lead on each workday of the last weeks, but for the newest so many of them."""
    days = [NOW - timedelta(days=back) for back in range(1, 7 * weeks)]
    for day in [day for day in days if day.weekday() < 5][without:]:
        make_lead(cta=cta, received_at=day)


def usual_ratings(cta: CallToAction, *, days: int = 2, number: int = 20) -> None:
    """So many leads were contacted a day after acceptance and rated so many days after that."""
    for _ in range(number):
        lead = make_lead(cta=cta, stage=LeadStage.RATED, received_at=NOW - timedelta(days=60))
        contacted = lead.accepted_at + timedelta(hours=20) if lead.accepted_at else NOW
        LeadStanding.objects.filter(lead=lead).update(
            contacted_at=contacted, rated_at=contacted + timedelta(days=days, hours=-4)
        )


def test_running_campaign_with_a_lead_a_workday_is_silent_after_four_without() -> None:
    every_workday(live(), weeks=10, without=4)
    one = only()
    assert (one.last_on, one.is_silent, one.troubles) == (date(2026, 6, 3), True, ("silent",))


def test_one_workday_without_a_lead_is_chance() -> None:
    every_workday(live(), weeks=10, without=1)
    assert not only().is_silent


def test_campaign_that_ended_may_be_silent() -> None:
    cta = live()
    every_workday(cta, weeks=10, without=10)
    Campaign.objects.update(status=Campaign.Status.ENDED)
    assert not only().is_silent


def test_lead_of_today_breaks_the_silence() -> None:
    cta = live()
    every_workday(cta, weeks=10, without=4)
    make_lead(cta=cta, received_at=NOW)
    assert not only().is_silent


def test_silence_of_a_campaign_does_not_depend_on_what_is_chosen() -> None:
    every_workday(live(), weeks=10, without=4)
    assert only(Filters(end=date(2026, 5, 1))).is_silent


def test_running_campaign_without_any_lead_is_shown() -> None:
    live()
    one = only()
    assert (one.leads, one.last_on, one.is_silent, one.troubles) == (0, None, False, ())


def test_door_by_which_leads_come_by_themselves_goes_silent() -> None:
    cta = live()
    every_workday(cta, weeks=10, without=5)
    Lead.objects.update(door=Door.FORM)
    make_lead(cta=cta, received_at=NOW)
    found = {one.door: (one.last_on, one.is_silent) for one in health().doors}
    assert found == {Door.HAND: (date(2026, 6, 10), False), Door.FORM: (date(2026, 6, 2), True)}


def test_costs_are_missing_on_days_with_leads_since_the_last() -> None:
    cta = live()
    DailyCost.objects.create(campaign=cta.campaign, day=date(2026, 5, 31), amount_cents=9_900)
    for day in (1, 2, 2, 3, 4, 5, 8, 9, 10):
        make_lead(cta=cta, received_at=datetime(2026, 6, day, 10, tzinfo=UTC))
    one = only()
    assert one.uncosted is not None
    assert (one.uncosted.last, one.uncosted.days, one.uncosted.leads) == (date(2026, 5, 31), 7, 8)
    assert one.troubles == ("costs",)


def test_costs_of_a_week_may_come_later() -> None:
    cta = live()
    DailyCost.objects.create(campaign=cta.campaign, day=date(2026, 6, 3), amount_cents=9_900)
    for day in (4, 5, 6, 7, 8, 9):
        make_lead(cta=cta, received_at=datetime(2026, 6, day, 10, tzinfo=UTC))
    assert only().troubles == ()


def test_campaign_that_never_had_a_cost_lacks_none() -> None:
    make_lead(cta=live())
    assert only().uncosted is None


def test_lead_is_late_when_it_waits_longer_than_four_in_five_ratings_took() -> None:
    cta = live()
    usual_ratings(cta)
    assert (health().usual.contact, health().usual.rating) == (1, 2)
    for days in (1, 2, 3, 30):
        lead = make_lead(cta=cta, stage=LeadStage.CONTACTED, received_at=NOW - timedelta(days=40))
        LeadStanding.objects.filter(lead=lead).update(contacted_at=NOW - timedelta(days=days))
    assert only().late.count == 2


def test_accepted_lead_has_the_time_of_the_contact_as_well() -> None:
    cta = live()
    usual_ratings(cta)
    for days in (3, 4):
        lead = make_lead(cta=cta, stage=LeadStage.ACCEPTED, received_at=NOW - timedelta(days=40))
        Lead.objects.filter(pk=lead.pk).update(accepted_at=NOW - timedelta(days=days))
    assert only().late.count == 1


def test_too_few_ratings_call_nothing_late() -> None:
    cta = live()
    usual_ratings(cta, number=19)
    make_lead(cta=cta, stage=LeadStage.CONTACTED, received_at=NOW - timedelta(days=300))
    one = health()
    assert (one.usual.rating, one.campaigns[0].late.count) == (None, 0)


def test_many_late_ratings_need_a_hand() -> None:
    cta = live()
    usual_ratings(cta)
    for _ in range(20):
        make_lead(cta=cta, stage=LeadStage.CONTACTED, received_at=NOW - timedelta(days=50))
    make_lead(cta=cta, received_at=NOW)
    assert only().troubles == ("ratings",)


@pytest.mark.parametrize(
    ("said", "is_known"),
    [
        ({"utm_source": "google"}, True),
        ({"referrer": "https://example.org"}, True),
        ({"page_url": "/a"}, False),
    ],
)
def test_source_is_known_by_what_a_touch_says(said: dict[str, str], is_known: bool) -> None:
    lead = make_lead(cta=live(), channel=None)
    Touch.objects.create(lead=lead, happened_at=NOW, **said)
    assert only().unsourced.count == (not is_known)


def test_source_that_is_added_later_counts_after_the_job() -> None:
    lead = make_lead(cta=live(), channel=None)
    assert only().unsourced.count == 1
    Touch.objects.create(lead=lead, happened_at=NOW, click_ids={"gclid": "x"})
    assert only().unsourced.count == 0


def test_lead_with_a_channel_has_a_source() -> None:
    make_lead(cta=live())
    assert only().unsourced.count == 0


def test_deals_without_date_and_without_value_are_two_counts() -> None:
    cta = live()
    won = [make_lead(cta=cta, stage=LeadStage.WON) for _ in range(3)]
    LeadStanding.objects.filter(lead=won[0]).update(decided_at=None)
    LeadStanding.objects.filter(lead=won[1]).update(value_cents=None)
    one = only()
    assert [(rate.count, rate.of) for rate in (one.undated, one.unvalued)] == [(1, 3), (1, 3)]


def test_campaigns_that_need_a_hand_stand_first() -> None:
    every_workday(live("Zuletzt"), weeks=10, without=4)
    fine = live("Alles gut")
    for _ in range(80):
        make_lead(cta=fine, received_at=NOW)
    found = health().campaigns
    assert ([one.name for one in found], count_needing(found)) == (["Zuletzt", "Alles gut"], 1)


def test_sentence_says_how_many_need_a_hand(gero: User) -> None:
    every_workday(live(), weeks=10, without=4)
    job.compute()
    assert "1 Kampagne braucht Ihre Aufmerksamkeit" in client_for(gero).get(PAGE).content.decode()


def test_proof_of_the_night_is_said(gero: User) -> None:
    make_lead(cta=live())
    job.compute()
    assert "noch nicht geprüft" in client_for(gero).get(PAGE).content.decode()
    proof.verify()
    assert "0 waren falsch" in client_for(gero).get(PAGE).content.decode()


def test_name_of_a_campaign_is_escaped(gero: User) -> None:
    make_lead(cta=live("<b>Fett</b>"))
    job.compute()
    assert "<b>Fett</b>" not in client_for(gero).get(PAGE).content.decode()


def make_history(random: Random) -> None:
    """Leads of all kinds, some of which lack something."""
    ctas = [live(f"Kampagne {number}") for number in range(3)]
    usual_ratings(ctas[0])
    reps = [make_user() for _ in range(2)]
    for _ in range(40):
        lead = make_lead(
            cta=random.choice(ctas),
            stage=random.choice(list(LeadStage)),
            received_at=NOW - timedelta(days=random.randrange(1, 200)),
            channel=random.choice([make_channel("Suche"), None]),
            kind=random.choice([LeadKind.REAL] * 4 + [LeadKind.TEST]),
            door=random.choice(list(Door)),
            assigned_to=random.choice(reps),
        )
        if random.random() < 0.4:
            Touch.objects.create(lead=lead, happened_at=NOW, utm_source=random.choice(["google", ""]))
        if random.random() < 0.3:
            LeadStanding.objects.filter(lead=lead, outcome="won").update(value_cents=None)
        if random.random() < 0.3:
            LeadStanding.objects.filter(lead=lead, outcome="won").update(decided_at=None)
    job.compute()


def lacking(campaign: int, usual: int) -> dict[str, int]:
    """The same counted lead by lead."""
    found = dict.fromkeys(("late", "unsourced", "unvalued"), 0)
    for lead in Lead.objects.filter(campaign=campaign, kind=LeadKind.REAL):
        said = getattr(lead, "standing", None) or LeadStanding()
        sources = [touch.utm_source or touch.referrer or touch.click_ids for touch in lead.touches.all()]
        found["unsourced"] += not lead.channel_id and not any(sources)
        found["unvalued"] += said.outcome == "won" and said.value_cents is None
        if lead.accepted_at and not said.rated_at and not said.outcome:
            since = (said.contacted_at or lead.accepted_at).astimezone(company_zone()).date()
            patience = usual if said.contacted_at else usual + 1
            found["late"] += (today() - since).days > patience
    return found


@pytest.mark.parametrize("seed", range(3))
def test_counts_are_those_of_plain_rows_and_links_open_them(seed: int, gero: User) -> None:
    make_history(Random(seed))
    found = find_health(Filters(), today())
    assert found.usual.rating == 2
    for one in found.campaigns:
        counts = {"late": one.late.count, "unsourced": one.unsourced.count, "unvalued": one.unvalued.count}
        assert counts == lacking(one.id, 2)
    page = client_for(gero).get(PAGE, {"period": "all"}).content.decode()
    links = [(url, count) for url, count in LINK.findall(page) if "from=" not in url]
    assert any("lack=rating" in url for url, _count in links)
    assert any("lack=source" in url for url, _count in links)
    for url, count in links:
        lines = client_for(gero).get(unescape(url)).context["lines"]
        assert len(lines) == min(50, int(count)), url


def test_last_lead_of_a_door_opens_that_day(gero: User) -> None:
    cta = live()
    make_lead(cta=cta, received_at=NOW - timedelta(days=3), door=Door.API)
    make_lead(cta=cta, received_at=NOW - timedelta(days=3))
    job.compute()
    page = client_for(gero).get(PAGE).content.decode()
    (url,) = re.findall(r'href="([^"]+door=api[^"]*)"', page)
    (line,) = client_for(gero).get(unescape(url)).context["lines"]
    assert line.lead.door == Door.API


@pytest.mark.parametrize("campaigns", [1, 3])
def test_page_costs_the_same_queries_for_one_campaign_and_for_three(
    campaigns: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(campaigns):
        make_lead(cta=live(f"Kampagne {number}"))
    job.compute()
    today()
    with django_assert_num_queries(13):
        find_health(Filters(), today())


def test_programs_read_the_same(gero: User) -> None:
    every_workday(live(), weeks=10, without=4)
    job.compute()
    body = api_for(gero).get("/api/v1/conversion/health/").json()
    (one,) = body["campaigns"]
    assert (one["name"], one["is_silent"], one["troubles"]) == ("Sommer", True, ["silent"])
    assert body["doors"] == [{"door": "hand", "last_on": "2026-06-03", "is_silent": False}]
