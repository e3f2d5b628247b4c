from __future__ import annotations

from datetime import date

import pytest
from django.http import QueryDict
from pytest_django import DjangoAssertNumQueries

from campaigns.models import RUNNING_FIRST, Campaign, CampaignQuerySet
from pages.cursors import count_around, cut_page, find_page, read_cursor, write_cursor
from tests.factories import make_campaign

pytestmark = pytest.mark.django_db


def make_campaigns() -> CampaignQuerySet:
    """Every kind of tie: of status, of start, with and without one."""
    make_campaign(name="ended", status="ended")
    make_campaign(name="Ähre: 50 %", starts_on=date(2026, 3, 1))
    make_campaign(name="b.c", starts_on=date(2026, 3, 1))
    make_campaign(name="z")
    make_campaign(name="draft", status="draft")
    make_campaign(name="a", starts_on=date(2026, 4, 1))
    return Campaign.objects.with_order()


@pytest.mark.parametrize("size", [1, 2, 3, 6])
def test_pages_of_four_keys_show_every_row_once_there_and_back(size: int) -> None:
    rows = make_campaigns()
    there: list[Campaign] = []
    back: list[Campaign] = []
    page = cut_page(rows, order=RUNNING_FIRST, size=size)
    there += page.rows
    while page.after:
        page = cut_page(rows, order=RUNNING_FIRST, size=size, after=page.after)
        there += page.rows
    while page.before:
        page = cut_page(rows, order=RUNNING_FIRST, size=size, before=page.before)
        back = page.rows + back
    assert there == list(rows.order_by(*RUNNING_FIRST))
    assert back == there[: len(back)]
    assert len(there) - len(back) <= size


def test_page_is_counted_from_the_beginning() -> None:
    rows = make_campaigns()
    first = cut_page(rows, order=RUNNING_FIRST, size=4)
    rest = cut_page(rows, order=RUNNING_FIRST, size=4, after=first.after)
    assert [count_around(page, rows, order=RUNNING_FIRST) for page in (first, rest)] == [
        {"first": 1, "last": 4, "total": 6},
        {"first": 5, "last": 6, "total": 6},
    ]


def test_list_on_a_single_page_is_not_counted(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    rows = make_campaigns()
    page = cut_page(rows, order=RUNNING_FIRST, size=6)
    with django_assert_num_queries(0):
        assert count_around(page, rows, order=RUNNING_FIRST) == {}


def test_cursor_holds_text_days_and_numbers() -> None:
    rows = make_campaigns()
    row = rows.get(name="Ähre: 50 %")
    cursor = write_cursor(row, RUNNING_FIRST)
    assert read_cursor(cursor, rows, RUNNING_FIRST) == [0, date(2026, 3, 1), "Ähre: 50 %", row.pk]


@pytest.mark.parametrize(
    "cursor",
    [
        "x",
        "1.2.3",
        "0.739000.x.1",
        "0.739000.AA.1",
        "0.99999999.YQ.1",
        "0.739000.YQ.1.1",
        "٣.739000.YQ.1",
        "0..YQ.1",
    ],
)
def test_garbled_cursor_is_named_and_shows_the_first_page(cursor: str, english: None) -> None:
    rows = make_campaigns()
    query = QueryDict(mutable=True)
    query["after"] = cursor
    page = find_page(query, rows, order=RUNNING_FIRST, size=2)
    assert page.rows == list(rows.order_by(*RUNNING_FIRST)[:2])
    assert page.problem == f"“{cursor}” in the address is not a place in this list. Here is its beginning."


def test_urls_keep_the_filters_and_turn_one_way() -> None:
    rows = make_campaigns()
    query = QueryDict("q=a&before=x&after=" + cut_page(rows, order=("pk",), size=2).after)
    page = find_page(query, rows, order=("pk",), size=2)
    keys = [row.pk for row in page.rows]
    assert page.urls(query) == {
        "newer_url": f"?q=a&before={keys[0]}",
        "older_url": f"?q=a&after={keys[1]}",
    }


def test_single_page_leads_nowhere() -> None:
    page = cut_page(make_campaigns(), order=("pk",), size=6)
    assert page.urls(QueryDict()) == {"newer_url": "", "older_url": ""}
