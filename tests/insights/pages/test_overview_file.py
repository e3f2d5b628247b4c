"""The overview as a file: its figures, of which leads they are, and when they were counted."""

from __future__ import annotations

import csv
import io
import re

import pytest
import time_machine
from django.test import Client

from accounts.models import User
from campaigns.models import Campaign
from counting import job
from counting.filters import Filters
from counting.queries import Dimension
from figures import conversion, overview
from tests.factories import client_for, make_campaign, make_lead
from tests.figures.zoo import fill_the_zoo

pytestmark = pytest.mark.django_db
FILE = "/overview.csv"


@pytest.fixture
def manager(gero: User) -> Client:
    return client_for(gero)


def read(client: Client, query: str = "?period=all") -> list[list[str]]:
    text = client.get(FILE + query).content.decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text), delimiter=";"))


def compute(cell: str) -> float | None:
    """What a German spreadsheet reads."""
    return float(cell.replace(",", ".")) if cell else None


def part(lines: list[list[str]], title: str) -> list[list[str]]:
    """The table under this title, with its heads."""
    start = lines.index([title]) + 1
    end = next((index for index, line in enumerate(lines) if index > start and line == [""]), len(lines))
    return lines[start:end]


def test_funnel_has_the_counts_of_the_page(manager: Client) -> None:
    fill_the_zoo()
    total = overview(filters=Filters()).total
    heads, *rows = part(read(manager), "Vom Lead zum Abschluss")
    assert {len(row) for row in rows} == {len(heads)}
    assert [row[1] for row in rows] == [
        str(number)
        for number in (
            total.leads,
            total.accepted_recorded,
            total.contacted_recorded,
            total.good_recorded,
            total.won,
            total.mature.count,
        )
    ]


@pytest.mark.parametrize("by", ["campaign", "cta", "channel"])
def test_table_has_every_row_of_its_tab(manager: Client, by: Dimension) -> None:
    fill_the_zoo()
    heads, *rows = part(read(manager, f"?period=all&by={by}&sort=name"), "Woher sie kamen")
    assert {len(row) for row in rows} == {len(heads)}
    expected = conversion(by=by, filters=Filters()).rows
    assert [row[0] for row in rows] == sorted((row.label for row in expected), key=str.casefold)


def test_share_stands_beside_what_it_is_made_of(manager: Client) -> None:
    fill_the_zoo()
    heads, *rows = part(read(manager), "Woher sie kamen")
    start = heads.index("Lead zu Abschluss (%)")
    expected = {row.label: row.figures.mature for row in conversion(by="campaign", filters=Filters()).rows}
    for row in rows:
        share, low, high, won, of = (compute(cell) for cell in row[start : start + 5])
        rate = expected[row[0]]
        assert (won, of) == (rate.count, rate.of)
        assert [share, low, high] == pytest.approx(
            [None if end is None else 100 * end for end in (rate.value, rate.low, rate.high)], abs=0.005
        )


@pytest.mark.parametrize(("language", "sign"), [("de", ","), ("en", ".")])
def test_every_cell_but_names_is_a_number_of_the_language_or_empty(
    gero: User, language: str, sign: str
) -> None:
    fill_the_zoo()
    User.objects.filter(pk=gero.pk).update(language=language)
    text = client_for(User.objects.get(pk=gero.pk)).get(FILE + "?period=all").content.decode("utf-8-sig")
    lines = list(csv.reader(io.StringIO(text), delimiter=";" if language == "de" else ","))
    title = "Woher sie kamen" if language == "de" else "Where they came from"
    heads, *rows = part(lines, title)
    cells = [cell for row in rows for cell in row[1:] if cell]
    assert cells
    assert [cell for cell in cells if not re.fullmatch(rf"-?\d+(\{sign}\d\d)?", cell)] == []
    assert heads[-1] == ("Umsatz (EUR)" if language == "de" else "Revenue (EUR)")


def test_months_add_up_to_all_leads(manager: Client) -> None:
    fill_the_zoo()
    _heads, *rows = part(read(manager), "Lead zu Abschluss nach Monat des Eingangs")
    assert sum(int(row[1]) for row in rows) == overview(filters=Filters()).total.leads


def test_file_says_of_which_leads_and_which_moment_it_is(manager: Client) -> None:
    fill_the_zoo()
    with time_machine.travel("2026-03-01 08:30:05Z", tick=False):
        lines = read(manager, "?from=2026-01-01&to=2026-02-28")
    assert lines[1] == ["Leads vom 1. Januar 2026 bis 28. Februar 2026"]
    assert lines[2] == ["Stand: 01.03.2026, 09:30:05"]


def test_filter_that_was_not_understood_gives_no_figures(manager: Client) -> None:
    fill_the_zoo()
    answer = manager.get(f"{FILE}?from=31.02.2026")
    assert (answer.status_code, len(answer.content.decode().splitlines())) == (400, 1)


def test_page_without_leads_offers_no_file(manager: Client) -> None:
    assert FILE not in manager.get("/overview/").content.decode()


def test_name_that_a_spreadsheet_would_run_is_made_harmless(manager: Client) -> None:
    make_lead(campaign=make_campaign(name="=1+1"))
    job.compute()
    assert Campaign.objects.filter(name="=1+1").exists()
    assert "'=1+1" in [row[0] for row in part(read(manager), "Woher sie kamen")]


def test_meeting_is_the_same_page_in_large_with_a_way_out(manager: Client) -> None:
    fill_the_zoo()
    page = manager.get("/overview/?period=all&meeting=1").content.decode()
    assert '<body class="meeting"' in page
    assert 'href="/overview/?period=all"' in page.partition("data-meeting")[2]
    assert 'href="/overview/breakdown/?period=all&amp;meeting=1"' in page


def test_page_leads_into_a_meeting(manager: Client) -> None:
    fill_the_zoo()
    page = manager.get("/overview/?period=all").content.decode()
    assert 'href="/overview/?period=all&amp;meeting=1"' in page
    assert "data-meeting" not in page
