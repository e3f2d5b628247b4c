"""What somebody writes as an address or a number comes to the same by form, API and file."""

from __future__ import annotations

import csv
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from accounts.models import Company, User
from campaigns.models import CallToAction
from leads.models import Lead, Person
from tests.api import api_for
from tests.factories import client_for, make_cta, make_person
from tests.importing import run

pytestmark = pytest.mark.django_db

Send = Callable[..., Any]


@pytest.fixture(params=["form", "api", "file"])
def send(request: pytest.FixtureRequest, mara: User, company: Company, tmp_path: Path) -> Send:
    """Sends one enquiry by this door."""
    cta = make_cta()
    return {
        "form": lambda **said: client_for(mara).post("/leads/new/", {"cta": cta.pk, **said}),
        "api": lambda **said: api_for(mara).post("/api/v1/leads/", {"cta": cta.pk, **said}),
        "file": lambda **said: send_file(tmp_path, cta, said),
    }[request.param]


def send_file(folder: Path, cta: CallToAction, said: dict[str, str]) -> None:
    row = {"created_at": "2026-01-01 12:00", "cta": cta.name, **said}
    with (folder / "leads.csv").open("w", newline="") as file:
        csv.writer(file).writerows([row.keys(), row.values()])
    run(folder / "leads.csv", campaign=cta.campaign.name, create=False)


@pytest.mark.parametrize(
    ("typed", "email", "also"),
    [
        ("mailto:eva@example.com", "eva@example.com", []),
        ("Eva Muster <eva@example.com>", "eva@example.com", []),
        ("eva@example.com\u200b", "eva@example.com", []),
        ("\u00a0EVA@example.com ", "eva@example.com", []),
        ("eva@example.com oder e.muster@example.org", "eva@example.com", ["e.muster@example.org"]),
    ],
)
def test_an_address_comes_to_the_same_by_every_door(
    send: Send, typed: str, email: str, also: list[str]
) -> None:
    send(name="Eva Muster", email=typed)

    person = Lead.objects.select_related("person").get().person
    assert (person.email, person.also_reached_by) == (email, also)


@pytest.mark.parametrize(
    ("typed", "phone", "also", "given"),
    [
        ("030/555070-0", "+49305550700", ["+4930555070"], {"phone_as_typed": "030/555070-0"}),
        ("0351 1234567 Durchwahl 12", "+493511234567", [], {"phone_as_typed": "0351 1234567 Durchwahl 12"}),
        (
            "030 555060 / 0171 5550601",
            "+4930555060",
            ["+491715550601"],
            {"phone_as_typed": "030 555060 / 0171 5550601"},
        ),
        ("0351 1234567", "+493511234567", [], {}),
    ],
)
def test_a_number_comes_to_the_same_by_every_door(
    send: Send, typed: str, phone: str, also: list[str], given: dict[str, str]
) -> None:
    send(name="Eva Muster", phone=typed)

    lead = Lead.objects.select_related("person").get()
    assert (lead.person.phone, lead.person.also_reached_by) == (phone, also)
    assert lead.contact_as_given == given


def test_a_number_in_two_ways_makes_nobody_reached_by_it(send: Send) -> None:
    send(name="Eva Muster", email="eva@example.com", phone="49512345678")

    assert not Person.objects.exclude(phone="").exists()


def test_a_mobile_that_lost_its_plus_sign_is_one_by_every_door(send: Send) -> None:
    send(name="Eva Muster", phone="4915150405214")

    assert Lead.objects.get().person.phone == "+4915150405214"


def test_a_word_for_nothing_says_nothing(send: Send) -> None:
    send(name="Eva Muster", email="k.A.", phone="0351 1234567")
    send(name="Otto Muster", email="otto@example.com", phone="-")

    known = Person.objects.order_by("name").values_list("email", "phone")
    assert list(known) == [("", "+493511234567"), ("otto@example.com", "")]


def test_the_second_address_of_a_known_person_finds_them(send: Send) -> None:
    known = make_person(name="Eva Muster", email="eva@example.com", also_reached_by=["eva@example.org"])

    send(name="E. Muster", email="eva@example.org")

    lead = Lead.objects.select_related("person").get()
    assert (lead.person, lead.contact_as_given["email"]) == (known, "eva@example.org")


def test_a_second_address_finds_the_person_known_by_it_alone(send: Send) -> None:
    known = make_person(name="Eva Muster", email="eva@example.com", phone="")

    send(name="Eva Muster", email="eva.muster@example.org; eva@example.com")

    known.refresh_from_db()
    assert (Lead.objects.get().person, known.also_reached_by) == (known, ["eva.muster@example.org"])
    assert list(Person.objects.matching("eva.muster@example.org")) == [known]


def test_the_second_address_of_somebody_named_otherwise_is_not_theirs(send: Send) -> None:
    """A mailbox of the firm stands behind the own address of each."""
    make_person(name="Anke Erst", email="anke@example.com", also_reached_by=["info@example.com"])

    send(name="Bernd Zweit", email="bernd@example.com, info@example.com")

    person = Lead.objects.select_related("person").get().person
    assert (person.name, person.email) == ("Bernd Zweit", "bernd@example.com")


def test_another_name_of_an_address_is_kept_with_person_and_lead(send: Send) -> None:
    anke = make_person(name="Anke Erst", company="", email="info@example.com", phone="")

    send(name="Bernd Zweit", email="info@example.com; bernd@example.org", company="Zweit GmbH")

    anke.refresh_from_db()
    assert (anke.name, anke.company, anke.other_names, anke.also_reached_by) == (
        "Anke Erst",
        "",
        ["Bernd Zweit"],
        [],
    )
    assert Lead.objects.get().contact_as_given == {
        "name": "Bernd Zweit",
        "company": "Zweit GmbH",
        "also_reached_by": "bernd@example.org",
    }
    assert list(Person.objects.matching("zweit")) == [anke]
