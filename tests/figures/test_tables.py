from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone, translation
from pytest_django import DjangoAssertNumQueries

from accounts.models import Company
from accounts.own_company import company_zone, forget_own_company, today
from campaigns.models import Campaign, DailyCost
from counting import job
from counting.filters import Filters
from counting.queries import Dimension
from feedback.models import LeadStanding
from figures import conversion, overview
from leads.models import Lead, LeadStage
from tests.factories import make_campaign, make_channel, make_cta, make_lead
from tests.figures.zoo import LONG_AGO, add_history, at, fill_the_zoo

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("company")]
EVERYTHING = Filters()


def test_total_counts_real_leads_and_what_became_of_them() -> None:
    fill_the_zoo()
    total = conversion(by="campaign", filters=EVERYTHING).total.figures
    assert (total.leads, total.won, total.lost) == (34, 5, 4)
    assert (total.accepted, total.contacted, total.rated) == (22, 18, 16)
    assert (total.good, total.history_leads, total.history_won) == (12, 4, 2)


def test_what_history_never_recorded_is_said_to_be_implied() -> None:
    add_history(make_cta(), outcomes=["won", "lost", ""])
    job.compute()
    total = conversion(by="campaign", filters=EVERYTHING).total.figures
    assert total.implied == {"accepted": 2, "contacted": 2, "rated": 2, "good": 1}
    assert (total.good_share.of, total.won, total.leads) == (0, 1, 3)


def test_no_channel_is_not_a_channel_called_unknown() -> None:
    cta = make_cta()
    add_history(cta, outcomes=["won", ""])
    make_lead(cta=cta)
    job.compute()
    rows = {row.key: row for row in conversion(by="channel", filters=EVERYTHING).rows}
    assert {key: row.figures.leads for key, row in rows.items()} == {"unknown": 2, None: 1}
    with translation.override("en"):
        assert (rows[None].label, rows["unknown"].label) == ("no channel", "unknown")


def test_rows_by_cta_have_its_number_and_its_name() -> None:
    cta = make_cta(name="Rückruf")
    make_lead(cta=cta)
    add_history(cta, outcomes=[""])
    job.compute()
    rows = conversion(by="cta", filters=EVERYTHING).rows
    with translation.override("en"):
        assert [(row.key, row.label) for row in rows] == [(None, "no call-to-action"), (cta.pk, "Rückruf")]
    assert {row.figures.cost_cents for row in rows} == {None}


def test_months_stand_in_their_order_with_a_name_in_the_readers_language() -> None:
    for day in ("2026-03-31", "2026-01-01", "2026-03-01"):
        make_lead(received_at=at(day))
    job.compute()
    rows = conversion(by="month", filters=EVERYTHING).rows
    with translation.override("de"):
        assert [(row.key, row.label, row.figures.leads) for row in rows] == [
            ("2026-01", "Januar 2026", 1),
            ("2026-03", "März 2026", 2),
        ]


def test_campaigns_stand_by_leads_and_then_by_name() -> None:
    names = {"Zeta": 1, "Beta": 2, "alpha": 1}
    for name, leads in names.items():
        cta = make_cta(make_campaign(name=name))
        for _ in range(leads):
            make_lead(cta=cta)
    job.compute()
    table = conversion(by="campaign", filters=EVERYTHING)
    assert [row.label for row in table.rows] == ["Beta", "alpha", "Zeta"]


PERIODS = [
    ("2026-01-15", "2026-01-20"),
    ("2026-01-15", "2026-02-20"),
    ("2026-01-01", "2026-03-31"),
    ("2026-01-15", "2026-04-14"),
    (None, "2026-02-28"),
    ("2026-02-01", None),
    (None, None),
]


@pytest.mark.parametrize(("first", "last"), PERIODS)
@pytest.mark.parametrize("by", ["campaign", "cta", "channel", "month"])
def test_any_period_counts_exactly_its_days(first: str | None, last: str | None, by: Dimension) -> None:
    start, end = (date.fromisoformat(day) if day else None for day in (first, last))
    cta = make_cta()
    for number in range(30):
        make_lead(cta=cta, received_at=at("2026-01-01") + timedelta(days=4 * number))
    job.compute()
    table = conversion(by=by, filters=Filters(start=start, end=end))
    wanted = Lead.objects.filter(received_on__gte=start or date.min, received_on__lte=end or date.max).count()
    assert table.total.figures.leads == wanted == sum(row.figures.leads for row in table.rows)


def test_filters_narrow_to_campaign_cta_and_channel() -> None:
    search, fair = fill_the_zoo()
    unknown = make_channel("unknown")

    def leads(filters: Filters) -> int:
        return conversion(by="campaign", filters=filters).total.figures.leads

    assert leads(Filters(campaign_id=search.campaign_id)) == 26
    assert leads(Filters(cta_id=fair.pk)) == 4
    assert leads(Filters(channel_id=unknown.pk)) == 4
    assert leads(Filters(has_no_cta=True)) == 4
    assert leads(Filters(has_no_channel=True)) == 0
    assert leads(Filters(campaign_id=search.campaign_id, channel_id=unknown.pk)) == 0


def ago(days: int) -> datetime:
    """In the morning so many of the company's days ago: at night the clocks may have been changed since."""
    return at((today() - timedelta(days=days)).isoformat()) if days else timezone.now()


def won_after(days: int, *, age: int, **fields: Any) -> None:
    """A lead that came in `age` days ago and was won so many days later."""
    received = ago(age)
    lead = make_lead(stage=LeadStage.WON, received_at=received, **fields)
    LeadStanding.objects.filter(lead=lead).update(decided_at=received + timedelta(days=days))


@pytest.mark.parametrize(("age", "young"), [(0, 1), (89, 1), (90, 0), (300, 0)])
def test_lead_is_too_young_until_the_maturity_age(age: int, young: int) -> None:
    make_lead(received_at=ago(age))
    job.compute()
    total = conversion(by="month", filters=EVERYTHING).total.figures
    assert (total.young, total.too_young, total.mature_leads) == (young, young, 1 - young)


@pytest.mark.parametrize(("days", "in_time"), [(0, 1), (90, 1), (91, 0), (200, 0)])
def test_deal_is_in_time_until_the_maturity_age(days: int, in_time: int) -> None:
    won_after(days, age=300)
    job.compute()
    total = conversion(by="month", filters=EVERYTHING).total.figures
    assert (total.mature_won, total.won_later) == (in_time, 1 - in_time)


def test_days_until_a_deal_are_those_of_the_companys_calendar() -> None:
    # 23:30 in Berlin and 00:30 ninety days later: in time by its days, which also are those of a spreadsheet.
    received = datetime(2026, 1, 1, 22, 30, tzinfo=UTC)
    lead = make_lead(stage=LeadStage.WON, received_at=received)
    LeadStanding.objects.filter(lead=lead).update(decided_at=datetime(2026, 4, 1, 21, 59, tzinfo=UTC))
    job.compute()
    assert conversion(by="month", filters=EVERYTHING).total.figures.won_in_time == 1
    LeadStanding.objects.filter(lead=lead).update(decided_at=datetime(2026, 4, 1, 22, 1, tzinfo=UTC))
    job.compute()
    assert conversion(by="month", filters=EVERYTHING).total.figures.won_later == 1


def test_one_rate_is_of_leads_of_equal_age() -> None:
    for days, age in ((10, 300), (80, 100), (120, 300), (5, 20)):
        won_after(days, age=age)
    for age in (400, 91, 90, 30, 0):
        make_lead(received_at=ago(age))
    job.compute()
    total = conversion(by="month", filters=EVERYTHING).total.figures
    assert (total.mature.count, total.mature.of) == (2, 6)
    assert (total.won_later, total.young, total.young_won) == (1, 3, 1)
    assert (total.won, total.leads) == (4, 9)


def test_deals_are_those_in_time_later_young_and_without_a_date() -> None:
    fill_the_zoo()
    won_after(120, age=300)
    undated = make_lead(stage=LeadStage.WON, received_at=LONG_AGO)
    LeadStanding.objects.filter(lead=undated).update(decided_at=None)
    job.compute()
    total = conversion(by="month", filters=EVERYTHING).total.figures
    assert total.won == total.mature_won + total.won_later + total.young_won + total.won_undated
    assert total.leads == total.mature_leads + total.young + total.won_undated


def test_period_in_which_no_lead_is_old_enough_has_no_rate() -> None:
    won_after(5, age=20)
    job.compute()
    filters = Filters(start=today() - timedelta(days=89), end=today())
    rate = conversion(by="campaign", filters=filters).total.figures.mature
    assert (rate.of, rate.value, rate.low, rate.high) == (0, None, None, None)


def test_changed_maturity_age_recounts_everything_at_the_next_run_of_the_job(company: Company) -> None:
    won_after(60, age=300)
    job.compute()
    Company.objects.update(maturity_days=30)
    forget_own_company()
    before = conversion(by="campaign", filters=EVERYTHING)
    assert (before.maturity_days, before.total.figures.mature_won) == (90, 1)
    job.compute()
    after = conversion(by="campaign", filters=EVERYTHING)
    assert (after.maturity_days, after.total.figures.mature_won, after.total.figures.won_later) == (30, 0, 1)


def test_changed_calendar_recounts_everything_too(company: Company) -> None:
    make_lead(received_at=datetime(2026, 1, 1, 12, tzinfo=UTC), stage=LeadStage.WON)
    LeadStanding.objects.update(decided_at=datetime(2026, 4, 1, 22, 1, tzinfo=UTC))
    job.compute()
    assert conversion(by="month", filters=EVERYTHING).total.figures.won_in_time == 0
    Company.objects.update(time_zone="UTC")
    job.compute()
    assert conversion(by="month", filters=EVERYTHING).total.figures.won_in_time == 1


def test_verdicts_and_finding_stay_whatever_else_is_filtered() -> None:
    bad, good = make_cta(make_campaign(name="Gratis-Audit", channel=make_channel("Social"))), make_cta()
    for cta, won in ((bad, 0), (good, 20)):
        for number in range(40):
            won_after(10, age=200, cta=cta) if number < won else make_lead(
                cta=cta, stage=LeadStage.LOST, received_at=ago(200)
            )
    LeadStanding.objects.filter(lead__cta=bad).update(fit="too_high")
    job.compute()
    whole = overview(filters=EVERYTHING)
    assert whole.finding is not None and whole.finding.campaign.key == bad.campaign_id
    assert whole.judgement.verdicts[bad.campaign_id].sales == "discontent"
    social = make_channel("Social")
    for filters in (
        Filters(campaign_id=bad.campaign_id),
        Filters(cta_id=bad.pk),
        Filters(channel_id=social.pk),
    ):
        shown = overview(filters=filters)
        assert (shown.judgement, shown.finding) == (whole.judgement, whole.finding)
    assert overview(filters=Filters(campaign_id=good.campaign_id)).finding is None


def test_campaign_is_held_against_its_own_target_for_the_days_it_ran() -> None:
    campaign = make_campaign(starts_on=date(2026, 1, 1), ends_on=date(2026, 1, 31), target_leads=2)
    for day in ("2026-01-05", "2026-01-20", "2026-03-01"):
        make_lead(campaign=campaign, received_at=at(day))
    job.compute()
    january = overview(filters=Filters(start=date(2026, 1, 1), end=date(2026, 1, 31)))
    reached = january.targets[campaign.pk]
    assert (reached.leads, round(reached.wanted_leads or 0, 2), reached.marketing) == (2, 2.04, "discontent")
    assert overview(filters=EVERYTHING).targets[campaign.pk].marketing == "content"


def test_campaign_without_a_beginning_ran_since_the_month_of_its_first_lead() -> None:
    campaign = make_campaign(target_leads=1)
    make_lead(campaign=campaign, received_at=timezone.now() - timedelta(days=400))
    job.compute()
    wanted = overview(filters=EVERYTHING).targets[campaign.pk].wanted_leads
    assert wanted is not None and 13 <= wanted <= 15


def spend(campaign: Campaign, day: str, cents: int, channel: str = "") -> None:
    named = make_channel(channel) if channel else None
    DailyCost.objects.create(campaign=campaign, day=day, amount_cents=cents, channel=named)


def test_costs_are_those_of_the_period_by_campaign_month_and_the_channel_they_name() -> None:
    campaign = make_campaign(channel=make_channel("Suche"))
    make_lead(campaign=campaign, received_at=at("2026-03-01"))
    for day, cents in (("2026-03-31", 100), ("2026-04-01", 20), ("2026-05-01", 3)):
        spend(campaign, day, cents)
    spend(campaign, "2026-03-31", 7, channel="Suche")
    job.compute()
    filters = Filters(start=date(2026, 3, 1), end=date(2026, 4, 30))

    def costs(by: Dimension) -> dict[object, int | None]:
        return {row.key: row.figures.cost_cents for row in conversion(by=by, filters=filters).rows}

    assert costs("campaign") == {campaign.pk: 127}
    assert costs("month") == {"2026-03": 107, "2026-04": 20}
    assert costs("channel") == {"Suche": 7}
    assert conversion(by="cta", filters=filters).total.figures.cost_cents == 127
    suche = Filters(channel_id=make_channel("Suche").pk)
    assert conversion(by="campaign", filters=suche).total.figures.cost_cents == 7


def test_what_leads_without_a_channel_cost_nobody_can_tell() -> None:
    campaign = make_campaign(channel=None)
    make_lead(campaign=campaign)
    spend(campaign, today().isoformat(), 100)
    job.compute()
    (row,) = conversion(by="channel", filters=EVERYTHING).rows
    assert (row.key, row.figures.cost_cents) == (None, None)
    assert conversion(by="campaign", filters=Filters(has_no_channel=True)).total.figures.cost_cents is None


def test_deal_costs_what_was_spent_on_leads_of_its_age() -> None:
    campaign = make_campaign()
    cta = make_cta(campaign)
    old = timezone.now() - timedelta(days=120)
    for stage in (LeadStage.WON, LeadStage.WON, LeadStage.LOST):
        make_lead(cta=cta, stage=stage, received_at=old)
    make_lead(cta=cta, stage=LeadStage.WON)
    spend(campaign, today().isoformat(), 10_000)
    spend(campaign, (today() - timedelta(days=120)).isoformat(), 6_000)
    job.compute()
    figures = conversion(by="campaign", filters=EVERYTHING).rows[0].figures
    assert (figures.cost_per_lead, figures.mature_won, figures.cost_per_deal) == (4_000, 2, 3_000)


def test_young_deal_has_no_cost_yet() -> None:
    campaign = make_campaign()
    make_lead(cta=make_cta(campaign), stage=LeadStage.WON)
    spend(campaign, today().isoformat(), 10_000)
    job.compute()
    assert conversion(by="campaign", filters=EVERYTHING).rows[0].figures.cost_per_deal is None


def test_figures_of_a_call_to_action_name_no_cost() -> None:
    search, _fair = fill_the_zoo()
    spend(search.campaign, "2026-03-01", 100)
    job.compute()
    assert conversion(by="campaign", filters=Filters(cta_id=search.pk)).total.figures.cost_cents is None


def test_overview_agrees_with_each_table() -> None:
    fill_the_zoo()
    shown = overview(filters=EVERYTHING)
    tables = {"campaign": shown.campaigns, "month": shown.months}
    for by, rows in tables.items():
        table = conversion(by=by, filters=EVERYTHING)  # type: ignore[arg-type]
        assert (table.rows, table.total.figures) == (rows, shown.total)


def test_medians_are_those_of_the_recorded_steps_within_5_percent() -> None:
    make_lead(stage=LeadStage.WON)
    job.compute()
    hours = {name: (seconds or 0) / 3600 for name, seconds in overview(filters=EVERYTHING).medians.items()}
    exact = {"lag_accepted": 2.0, "lag_contacted": 1.0, "lag_rated": 1.0, "lag_won": 5.0}
    assert hours == pytest.approx(exact, rel=0.05)


def test_overview_costs_the_same_queries_however_many_campaigns(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    fill_the_zoo()
    company_zone()  # asked for once and remembered: not of this count
    # State, counts, young, costs, lags, the names of the campaigns, targets, not counted.
    with django_assert_num_queries(8):
        overview(filters=EVERYTHING)
