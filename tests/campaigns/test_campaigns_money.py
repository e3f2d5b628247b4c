"""Daily costs: read in two languages, shared to the last cent."""

from __future__ import annotations

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.template import Context, Template
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from accounts.models import Company, User
from campaigns.costs import parse_cost_lines, spread_evenly
from campaigns.models import DailyCost
from campaigns.services.costs import set_daily_costs
from tests.factories import make_campaign, make_channel
from values.money import MAX_CENTS


def test_money_filter_uses_the_company_currency(company: Company) -> None:
    Company.objects.update(currency="CHF")
    with translation.override("de"):
        page = Template("{% load company_format %}{{ c|money }}{{ none|money }}")
        assert page.render(Context({"c": 5000, "none": None})) == "50,00\xa0CHF"


def test_sum_is_spread_with_the_left_over_cents_first() -> None:
    costs = spread_evenly(total_cents=1000, first=date(2026, 12, 30), last=date(2027, 1, 1))
    assert list(costs.items()) == [
        (date(2026, 12, 30), 334),
        (date(2026, 12, 31), 333),
        (date(2027, 1, 1), 333),
    ]


@given(st.integers(0, MAX_CENTS), st.integers(1, 400))
def test_spread_adds_up_and_differs_by_a_cent_at_most(total: int, days: int) -> None:
    first = date(2026, 1, 1)
    costs = spread_evenly(total_cents=total, first=first, last=date.fromordinal(first.toordinal() + days - 1))
    assert (sum(costs.values()), len(costs)) == (total, days)
    assert max(costs.values()) - min(costs.values()) <= 1


@pytest.mark.parametrize("last", [date(2025, 12, 31), date(2029, 12, 31)])
def test_period_backwards_or_too_long_is_refused(last: date) -> None:
    with pytest.raises(ValidationError, match="1100"):
        spread_evenly(total_cents=1, first=date(2026, 1, 1), last=last)


def test_lines_are_read_with_heading_blank_lines_and_tabs() -> None:
    text = "Datum;Kosten\r\n31.12.2026;12,50\r\n\r\n01.01.2027\t1.000,00 €\r\n"
    assert parse_cost_lines(text, "de") == {date(2026, 12, 31): 1250, date(2027, 1, 1): 100000}


def test_every_wrong_line_is_named_and_nothing_is_taken() -> None:
    text = "31.12.2026;12,50\n32.12.2026;1\n02.01.2027;1.23\n31.12.2026;7\nfoo"
    with translation.override("en"), pytest.raises(ValidationError) as caught:
        parse_cost_lines(text, "de")
    messages = caught.value.messages
    assert [message.split(":")[0] for message in messages] == ["Line 2", "Line 3", "Line 4", "Line 5"]
    assert ["32.12.2026" in messages[0], "1.23" in messages[1], "foo" in messages[3]] == [True] * 3


def test_no_lines_are_refused() -> None:
    with pytest.raises(ValidationError):
        parse_cost_lines("Datum;Kosten\n", "de")


def test_costs_replace_the_same_days_and_leave_the_others(mara: User) -> None:
    campaign, (first, second) = make_campaign(), (date(2026, 1, 1), date(2026, 1, 2))
    set_daily_costs(actor=mara, campaign=campaign, costs={first: 100, second: 200})
    assert set_daily_costs(actor=mara, campaign=campaign, costs={second: 250}).replaced == 1
    assert dict(campaign.daily_costs.values_list("day", "amount_cents")) == {first: 100, second: 250}


def test_none_takes_a_day_away(mara: User) -> None:
    campaign, day = make_campaign(), date(2026, 1, 1)
    set_daily_costs(actor=mara, campaign=campaign, costs={day: 100})
    set_daily_costs(actor=mara, campaign=campaign, costs={day: None})
    assert not campaign.daily_costs.exists()


def test_costs_of_a_channel_stand_beside_those_of_none(mara: User) -> None:
    campaign, day = make_campaign(), date(2026, 1, 1)
    search = make_channel("Suche")
    set_daily_costs(actor=mara, campaign=campaign, costs={day: 100})
    assert set_daily_costs(actor=mara, campaign=campaign, costs={day: 40}, channel=search).replaced == 0
    assert set_daily_costs(actor=mara, campaign=campaign, costs={day: 50}, channel=search).replaced == 1
    set_daily_costs(actor=mara, campaign=campaign, costs={day: None})
    assert list(campaign.daily_costs.values_list("channel__name", "amount_cents")) == [("Suche", 50)]


@pytest.mark.parametrize("costs", [{date(2026, 1, 1): -1}, {date(1999, 1, 1): 1}])
def test_bad_cost_writes_nothing(costs: dict[date, int], mara: User) -> None:
    with pytest.raises(ValidationError):
        set_daily_costs(actor=mara, campaign=make_campaign(), costs={date(2026, 1, 2): 1, **costs})
    assert not DailyCost.objects.exists()


@pytest.mark.parametrize("who", ["sven", "lena", "gero", "otto"])
def test_only_marketing_may_enter_costs(who: str, request: pytest.FixtureRequest) -> None:
    actor = request.getfixturevalue(who)
    with pytest.raises(PermissionDenied):
        set_daily_costs(actor=actor, campaign=make_campaign(), costs={date(2026, 1, 1): 1})


def test_months_are_summed_newest_first(mara: User) -> None:
    campaign = make_campaign()
    costs: dict[date, int | None] = {date(2026, 1, 31): 100, date(2026, 1, 1): 50, date(2026, 2, 1): 7}
    set_daily_costs(actor=mara, campaign=campaign, costs=costs)
    months = [(row["month"], row["total"], row["days"]) for row in campaign.daily_costs.by_month()]
    assert months == [(date(2026, 2, 1), 7, 1), (date(2026, 1, 1), 150, 2)]
    assert campaign.daily_costs.total_cents() == 157
