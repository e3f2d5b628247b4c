"""The list behind a figure has as many leads as the figure says, for every figure and every filter."""

from __future__ import annotations

from datetime import date

import pytest

from accounts.own_company import today
from counting.filters import Filters
from counting.measures import LISTED
from figures import conversion
from figures.drilldown import leads_behind
from figures.tables import young_since
from tests.factories import make_channel
from tests.figures.zoo import LONG_AGO, fill_the_zoo

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("company")]


@pytest.mark.parametrize("name", LISTED)
def test_list_behind_a_figure_has_as_many_leads_as_the_figure(name: str) -> None:
    search, fair = fill_the_zoo()
    selections = [
        Filters(),
        Filters(campaign_id=search.campaign_id),
        Filters(cta_id=fair.pk),
        Filters(has_no_cta=True),
        Filters(channel_id=make_channel("unknown").pk),
        Filters(has_no_channel=True),
        Filters(start=LONG_AGO.date(), end=LONG_AGO.date()),
        Filters(start=LONG_AGO.date().replace(day=1)),
    ]
    for filters in selections:
        table = conversion(by="month", filters=filters)
        young = young_since(today(), table.maturity_days)
        rows = leads_behind(filters, LISTED[name], young_since=young)
        assert rows.count() == LISTED[name].number(table.total.figures)


def test_every_figure_of_the_zoo_is_more_than_none() -> None:
    fill_the_zoo()
    total = conversion(by="month", filters=Filters()).total.figures
    none = {name for name, figure in LISTED.items() if not figure.number(total)}
    assert none == {"won_undated", "unvalued_in_time"}


def test_list_survives_the_ends_of_the_calendar() -> None:
    filters = Filters(start=date.min, end=date.max)
    assert leads_behind(filters, LISTED["leads"], young_since=date(2026, 1, 1)).count() == 0
