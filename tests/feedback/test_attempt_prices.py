"""What a contact attempt costs is entered for a day, never changed, and can be taken away."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client
from django.urls import reverse

from accounts.models import User
from accounts.own_company import today
from feedback.models import AttemptPrice
from feedback.services.attempt_prices import remove_price, set_price
from tests.factories import client_for, make_attempt_price

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("company")]
PAGE = "/attempt-prices/"
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
