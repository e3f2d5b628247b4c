"""What a contact attempt costs is entered for a day, never changed, and can be taken away."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import User
from accounts.own_company import today
from accounts.permissions import Action
from feedback.models import AttemptPrice
from feedback.services.attempt_prices import remove_price, set_price
from tests.api import api_for
from tests.factories import client_for, make_attempt_price

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("company")]
PAGE, API = "/attempt-prices/", "/api/v1/attempt-prices/"
SAID = {"minutes": 15, "hourly_cents": 4_000, "valid_from": date(2026, 1, 1)}


@pytest.fixture
def manager(gero: User) -> Client:
    return client_for(gero)


def test_price_is_so_many_minutes_of_an_hour(gero: User) -> None:
    price = set_price(actor=gero, **SAID)
    assert (price.cents, price.user) == (Fraction(1_000), gero)


def test_price_of_an_attempt_is_never_rounded(gero: User) -> None:
    assert set_price(actor=gero, **{**SAID, "minutes": 1, "hourly_cents": 100}).cents == Fraction(5, 3)


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"minutes": 0}, "minutes"),
        ({"minutes": 481}, "minutes"),
        ({"hourly_cents": -1}, "hourly_cents"),
        ({"valid_from": date(1999, 12, 31)}, "valid_from"),
    ],
)
def test_price_that_cannot_be_is_refused_beside_its_field(
    gero: User, said: dict[str, Any], field: str
) -> None:
    with pytest.raises(ValidationError) as refused:
        set_price(actor=gero, **{**SAID, **said})
    assert list(refused.value.message_dict) == [field]
    assert not AttemptPrice.objects.exists()


def test_price_that_was_taken_away_stays_with_who_did_it(gero: User, ada: User) -> None:
    price = make_attempt_price(gero, since=today())
    remove_price(actor=ada, price=price)
    assert remove_price(actor=gero, price=price).removed_by == ada
    assert not AttemptPrice.objects.standing().exists()


def test_only_those_who_answer_for_the_figures_price_attempts(mara: User, lena: User, sven: User) -> None:
    for person in (mara, lena, sven):
        with pytest.raises(PermissionDenied):
            set_price(actor=person, **SAID)


def test_manager_enters_a_price_as_germans_write_it(manager: Client) -> None:
    sent = {"minutes": "12", "hourly_cents": "55,50", "valid_from": "01.02.2026"}
    answer = manager.post(PAGE, sent, follow=True)
    price = AttemptPrice.objects.get()
    assert (price.minutes, price.hourly_cents, price.valid_from) == (12, 5_550, date(2026, 2, 1))
    assert "ab 01.02.2026: 11,10" in answer.content.decode()


def test_everybody_reads_the_prices_and_only_managers_find_the_form(manager: Client, sven: User) -> None:
    make_attempt_price(sven, since=date(2026, 1, 1))
    for client, has_form in ((manager, True), (client_for(sven), False)):
        page = client.get(PAGE).content.decode()
        assert "20 Minuten zu 60,00" in page
        assert ('name="minutes"' in page) is has_form


def test_price_is_removed_by_its_button(manager: Client, gero: User) -> None:
    price = make_attempt_price(gero, since=today())
    manager.post(reverse("feedback:attempt_price_remove", args=[price.pk]))
    assert not AttemptPrice.objects.standing().exists()


def test_program_enters_a_price_and_reads_it_among_the_others(gero: User) -> None:
    make_attempt_price(gero, since=date(2025, 1, 1))
    made = api_for(gero).post(API, {**SAID, "valid_from": "2026-01-01"})
    assert (made.status_code, made.json()["minutes"], made.json()["user"]) == (201, 15, gero.pk)
    rows = api_for(gero).get(API).json()["results"]
    assert [row["valid_from"] for row in rows] == ["2026-01-01", "2025-01-01"]


def test_program_takes_a_price_away_and_a_second_time_changes_nothing(gero: User) -> None:
    price, api = make_attempt_price(gero, since=today()), api_for(gero)
    answers = [api.post(f"{API}{price.pk}/remove/").status_code for _ in range(2)]
    assert (answers, api.get(API).json()["results"]) == ([200, 200], [])


def test_program_is_told_which_price_cannot_be(gero: User) -> None:
    answer = api_for(gero).post(API, {"minutes": 0, "hourly_cents": -1, "valid_from": "gestern"})
    assert (answer.status_code, AttemptPrice.objects.count()) == (400, 0)
    assert [error["place"] for error in answer.json()["errors"]] == ["valid_from", "minutes", "hourly_cents"]


def test_scope_of_prices_enters_them_and_shows_no_figures(gero: User) -> None:
    api = api_for(gero, scopes=[Action.PRICE_ATTEMPTS])
    assert api.post(API, {**SAID, "valid_from": "2026-01-01"}).status_code == 201
    assert api.get(API).status_code == 403


@pytest.mark.parametrize("many", [1, 3])
def test_list_of_prices_costs_the_same_for_one_and_for_three(gero: User, many: int) -> None:
    for number in range(many):
        make_attempt_price(gero, since=date(2026, 1, 1 + number))
    api = api_for(gero)
    api.get(API)
    with CaptureQueriesContext(connection) as asked:
        api.get(API)
    assert len(asked) == 3
