"""A search answers a reader only by what that reader may see: else a number is read digit by digit."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.db.models import Q
from django.test.utils import CaptureQueriesContext

from accounts.models import Role, User
from accounts.own_company import own_company
from leads import filters
from leads.filters import Found, find_people
from leads.models import Lead, LeadQuerySet, LeadStage, Person
from tests.factories import client_for, make_lead, make_person, make_user

pytestmark = pytest.mark.django_db
ACCEPTED = LeadStage.accepted_or_later
ASKED = ("+49 151 2345", "0151 2345", "4915123456789", "erika.geheim", "zweit.example", "geheim müller")


def caller() -> Person:
    return make_person(
        name="Jörg Müller",
        company="Muster AG",
        email="erika.geheim@example.org",
        phone="+4915123456789",
        also_reached_by=["info@zweit.example"],
    )


def shown(reader: User, text: str) -> list[Lead]:
    response = client_for(reader).get("/leads/", {"q": text})
    assert response.status_code == 200
    return list(response.context["page"].rows)


@pytest.mark.parametrize("text", ASKED)
@pytest.mark.parametrize("stage", LeadStage)
def test_sales_finds_an_address_or_a_number_only_on_what_is_accepted(
    lena: User, mara: User, stage: LeadStage, text: str
) -> None:
    lead = make_lead(stage=stage, person=caller())
    assert shown(lena, text) == ([lead] if stage in ACCEPTED else [])
    assert shown(mara, text) == [lead]


def test_search_without_an_answer_tells_sales_what_it_finds_by(lena: User, mara: User) -> None:
    hint = "Über E-Mail oder Telefon finden Sie nur angenommene Leads."
    assert hint in client_for(lena).get("/leads/", {"q": "0151 2345"}).content.decode()
    assert hint not in client_for(lena).get("/leads/", {"stage": "won"}).content.decode()
    assert hint not in client_for(mara).get("/leads/", {"q": "0151 2345"}).content.decode()


@pytest.mark.parametrize("text", ["müller", "jörg muster", "MUSTER AG"])
def test_name_and_firm_are_found_as_soon_as_they_are_read(lena: User, text: str) -> None:
    lead = make_lead(stage=LeadStage.HANDED_OVER, person=caller())
    assert shown(lena, text) == [lead]


def test_number_cannot_be_read_digit_by_digit(lena: User) -> None:
    make_lead(stage=LeadStage.HANDED_OVER, person=caller())
    assert read_digits(lena) == "49"


def test_without_the_veil_it_is_read_in_less_than_a_hundred_searches(
    lena: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_lead(stage=LeadStage.HANDED_OVER, person=caller())
    monkeypatch.setattr(filters, "is_named", lambda _text: Q(pk__isnull=False))
    assert read_digits(lena) == "4915123456789"


def read_digits(reader: User, known: str = "49") -> str:
    """What asking for one digit more and more brings to light."""
    while digit := next((one for one in "0123456789" if shown(reader, f"+{known}{one}")), ""):
        known += digit
    return known


@pytest.mark.parametrize("few", [5000, 0])
def test_rep_finds_a_number_on_an_own_accepted_lead_and_not_on_the_next_of_the_same_person(
    sven: User, sina: User, monkeypatch: pytest.MonkeyPatch, few: int
) -> None:
    monkeypatch.setattr(filters, "FEW_LEADS", few)
    person = caller()
    own = make_lead(stage=LeadStage.CONTACTED, assigned_to=sven, person=person)
    waiting = make_lead(stage=LeadStage.HANDED_OVER, assigned_to=sven, person=person)
    make_lead(stage=LeadStage.CONTACTED, assigned_to=sina, person=person)
    assert shown(sven, "0151 2345") == [own]
    assert set(shown(sven, "müller")) == {own, waiting}


@pytest.mark.parametrize("text", ["müller", "0151 2345"])
def test_too_many_are_counted_only_of_those_the_reader_knows_of(
    sven: User, mara: User, monkeypatch: Any, text: str
) -> None:
    monkeypatch.setattr(filters, "MOST_PEOPLE", 1)
    for number in range(3):
        make_lead(person=make_person(name="Jörg Müller", email=f"{number}@example.org", phone="+491512345"))
    assert find_people(text, viewer=sven) == Found(named=[], reached=[])
    assert len(find_people(text, viewer=mara)) == 2


def test_name_that_is_an_address_is_found_like_an_address(lena: User) -> None:
    lead = make_lead(person=make_person(name="jmueller@example.org", company="", email="", phone=""))
    assert shown(lena, "jmueller") == []
    Lead.objects.filter(pk=lead.pk).update(stage=LeadStage.ACCEPTED, assigned_to=make_user(Role.SALES_REP))
    assert shown(lena, "jmueller") == [lead]


@pytest.mark.parametrize("few", [5000, 0])
def test_search_of_sales_uses_indexes_and_few_statements(
    lena: User, sven: User, monkeypatch: pytest.MonkeyPatch, few: int
) -> None:
    monkeypatch.setattr(filters, "FEW_LEADS", few)
    make_lead(stage=LeadStage.ACCEPTED, assigned_to=sven, person=caller())
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
    own_company()
    for reader, statements in ((lena, 1), (sven, 3)):
        with CaptureQueriesContext(connection) as asked:
            find_people("jörg 0151", viewer=reader)
        assert len(asked) == statements
        with connection.cursor() as cursor:
            cursor.execute(f"EXPLAIN {asked[-1]['sql']}")
            plan = "\n".join(line for (line,) in cursor.fetchall())
        # Which index it takes depends on what it knows of the tables at the moment.
        assert "Index" in plan and "Seq Scan" not in plan


def test_condition_for_rows_says_what_the_lead_in_hand_says(lena: User, sven: User, mara: User) -> None:
    leads = [make_lead(stage=stage, assigned_to=sven) for stage in LeadStage]
    for reader in (lena, sven, mara):
        visible: LeadQuerySet = Lead.objects.visible_to(reader)
        assert {lead for lead in leads if lead.shows_contact_to(reader) and visible.contains(lead)} == set(
            Lead.objects.showing_contact_to(reader)
        )
