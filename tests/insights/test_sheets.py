"""The sheets of the joint page: one question each, the same filters, the same figures for everybody."""

from __future__ import annotations

import csv
import io

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from counting import job
from insights.sheets.all import SHEETS
from insights.sheets.sheet import Sheet
from tests.factories import client_for, make_lead
from tests.figures.zoo import fill_the_zoo

pytestmark = pytest.mark.django_db
each_sheet = pytest.mark.parametrize("sheet", SHEETS, ids=lambda sheet: sheet.name)


@pytest.fixture
def manager(gero: User) -> Client:
    return client_for(gero)


@each_sheet
def test_sheet_keeps_the_leads_and_leads_to_the_others(manager: Client, sheet: Sheet) -> None:
    fill_the_zoo()
    page = manager.get(reverse(sheet.route), {"period": "all"}).content.decode()
    for other in SHEETS:
        assert f'href="{reverse(other.route)}?period=all"' in page
    assert 'href="/overview/?period=all"' in page


@each_sheet
def test_filter_that_was_not_understood_shows_no_figures(manager: Client, sheet: Sheet) -> None:
    fill_the_zoo()
    answer = manager.get(reverse(sheet.route), {"from": "31.02.2026"})
    assert answer.status_code == 400
    assert not answer.context["drawn"].html
    assert manager.get(reverse(f"{sheet.route}_file"), {"from": "31.02.2026"}).status_code == 400


@each_sheet
def test_sheet_without_leads_says_so(manager: Client, sheet: Sheet) -> None:
    answer = manager.get(reverse(sheet.route))
    assert "Keine Leads in dieser Auswahl" in answer.content.decode()
    assert ".csv" not in answer.content.decode()


@each_sheet
def test_file_has_the_tables_of_the_sheet(manager: Client, sheet: Sheet) -> None:
    fill_the_zoo()
    tables = manager.get(reverse(sheet.route), {"period": "all"}).context["drawn"].tables
    text = manager.get(reverse(f"{sheet.route}_file"), {"period": "all"}).content.decode("utf-8-sig")
    lines = list(csv.reader(io.StringIO(text), delimiter=";"))
    assert lines[0] == [str(sheet.question)]
    for table in tables:
        start = lines.index([table.title])
        assert lines[start + 1] == list(table.heads)
        assert lines[start + 2 : start + 2 + len(table.rows)] == [list(row) for row in table.rows]


@each_sheet
def test_every_row_of_a_table_has_a_text_for_each_head(manager: Client, sheet: Sheet) -> None:
    fill_the_zoo()
    tables = manager.get(reverse(sheet.route), {"period": "all"}).context["drawn"].tables
    assert tables
    for table in tables:
        assert {len(row) for row in table.rows} == {len(table.heads)}


@each_sheet
def test_both_teams_read_the_same_sheet(mara: User, sven: User, sheet: Sheet) -> None:
    fill_the_zoo()
    drawn = [client_for(who).get(reverse(sheet.route)).context["drawn"].html for who in (mara, sven)]
    assert drawn[0] == drawn[1]


@each_sheet
def test_change_shows_on_the_sheet_after_the_job(manager: Client, sheet: Sheet) -> None:
    fill_the_zoo()
    before = manager.get(reverse(sheet.route), {"period": "all"}).context["drawn"].html
    make_lead()
    job.compute()
    assert manager.get(reverse(sheet.route), {"period": "all"}).context["drawn"].html != before
