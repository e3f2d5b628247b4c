"""The day of the introduction is set where it is read, by whoever answers for the figures."""

from __future__ import annotations

from datetime import date, timedelta
from html import unescape

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.utils import timezone

from accounts.models import Company, User
from accounts.own_company import today
from accounts.permissions import Action
from accounts.services import set_introduction
from counting import cache, job
from counting.models import CountState
from tests.api import api_for
from tests.factories import client_for, make_lead
from values.refusals import StaleVersion

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("company")]
PAGE, SHEET, API = "/overview/introduction/", "/overview/helped/", "/api/v1/conversion/introduction/"
DAY = date(2026, 3, 1)


@pytest.fixture
def manager(gero: User) -> Client:
    """Gero, before whom somebody has read the sheet already."""
    make_lead(received_at=timezone.now() - timedelta(days=200))
    job.compute()
    client = client_for(gero)
    client.get(SHEET)
    return client


def read(client: Client, path: str) -> str:
    return unescape(client.get(path).content.decode())


def send(client: Client, day: str, version: int = 1) -> tuple[int, str]:
    answer = client.post(PAGE, {"introduced_on": day, "expected_version": version}, follow=True)
    return answer.status_code, unescape(answer.content.decode())


def test_sheet_leads_to_the_day_in_one_click(manager: Client) -> None:
    assert f'href="{PAGE}"' in read(manager, SHEET)


def test_manager_sets_the_day_and_the_next_sheet_shows_it(manager: Client) -> None:
    status, page = send(manager, "01.03.2026")
    assert (status, Company.objects.get().introduced_on) == (200, DAY)
    assert "Eingeführt am 1. März 2026." in page


def test_figures_that_were_kept_are_made_anew_for_another_day(manager: Client) -> None:
    version = CountState.objects.current().version
    send(manager, "01.03.2026")
    assert "Eingeführt am 2. April 2026." in send(manager, "02.04.2026", version=2)[1]
    assert CountState.objects.current().version == version


def test_sheet_would_keep_the_day_before_if_the_memory_did_not_ask_for_it(
    manager: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The twin: the version of the counts alone does not change."""
    monkeypatch.setattr(CountState, "has_new_names", property(lambda _: False, lambda *_: None))
    assert "An diesem Tag kam der erste Lead" in send(manager, "01.03.2026")[1]
    cache.clear()
    assert "Eingeführt am 1. März 2026." in read(manager, SHEET)


def test_emptied_day_leaves_it_to_the_leads(manager: Client) -> None:
    send(manager, "01.03.2026")
    _status, page = send(manager, "", version=2)
    assert Company.objects.get().introduced_on is None
    assert "An diesem Tag kam der erste Lead unter einer unterschriebenen Lead-Definition" in page


@pytest.mark.parametrize("day", ["31.02.2026", "bald", "01.01.1999"])
def test_impossible_day_is_refused_beside_its_field(manager: Client, day: str) -> None:
    assert send(manager, day)[0] == 422
    assert Company.objects.get().introduced_on is None


def test_somebody_else_was_faster(manager: Client) -> None:
    Company.objects.update(row_version=5, introduced_on=date(2026, 1, 15))
    status, page = send(manager, "01.03.2026")
    assert (status, Company.objects.get().introduced_on) == (409, date(2026, 1, 15))
    assert "2026-01-15" in page and "01.03.2026" in page


def test_everybody_reads_what_the_day_means_and_whom_to_ask(manager: Client, sven: User) -> None:
    page = read(client_for(sven), PAGE)
    assert "Geschäftsleitung und Administration geben ihn an." in page and 'name="introduced_on"' not in page
    assert 'name="introduced_on"' in read(manager, PAGE)


def test_only_those_who_answer_for_the_figures_set_it(mara: User, lena: User, sven: User) -> None:
    for person in (mara, lena, sven):
        with pytest.raises(PermissionDenied):
            set_introduction(actor=person, day=DAY, expected_version=1)
        assert client_for(person).post(PAGE, {"introduced_on": ""}).status_code == 403


def test_manager_changes_nothing_else_of_the_company_by_it(gero: User, company: Company) -> None:
    before = dict[str, object](Company.objects.values().get())
    set_introduction(actor=gero, day=DAY, expected_version=company.row_version)
    after = dict[str, object](Company.objects.values().get())
    assert {name for name in after if after[name] != before[name]} == {"introduced_on", "row_version"}


def test_day_of_an_older_version_is_refused_with_both_values(gero: User) -> None:
    Company.objects.update(row_version=2, introduced_on=today())
    with pytest.raises(StaleVersion) as refused:
        set_introduction(actor=gero, day=DAY, expected_version=1)
    assert [one.field for one in refused.value.conflicts] == ["introduced_on"]


def test_program_sets_the_day_and_the_figures_say_it(gero: User) -> None:
    api = api_for(gero, scopes=[Action.SET_INTRODUCTION, Action.VIEW_CONVERSION])
    version = api.get(API).json()["row_version"]
    assert api.patch(API, {"introduced_on": "2026-03-01", "row_version": version}).json() == {
        "introduced_on": "2026-03-01",
        "row_version": version + 1,
    }
    figures = api.get("/api/v1/conversion/helped/").json()
    assert (figures["introduced_on"], figures["is_set"]) == ("2026-03-01", True)


@pytest.mark.parametrize(
    ("said", "status"),
    [
        ({"introduced_on": None}, 400),
        ({"row_version": 1}, 400),
        ({"introduced_on": "gestern", "row_version": 1}, 400),
        ({"introduced_on": None, "row_version": 7}, 409),
    ],
)
def test_program_that_does_not_say_all_of_it_changes_nothing(
    gero: User, said: dict[str, object], status: int
) -> None:
    Company.objects.update(introduced_on=DAY)
    assert api_for(gero).patch(API, said).status_code == status
    assert Company.objects.get().introduced_on == DAY
