from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.utils import timezone

from accounts.models import User
from accounts.own_company import own_company
from leads.models import Person
from leads.services.duplicates import Candidate, find_duplicates
from tests.factories import make_lead, make_person

pytestmark = pytest.mark.django_db


def shown(candidates: list[Candidate]) -> list[tuple[str, str]]:
    return [(candidate.person.name, str(candidate.why[0])) for candidate in candidates]


def test_same_email_comes_first(mara: User, settings: object) -> None:
    make_person(name="Erika Muster", email="erika@example.org", company="")
    make_person(name="Erika Muster", email="other@example.org", company="Muster AG")
    found = find_duplicates(actor=mara, email=" ERIKA@example.org", name="Erika Muster", company="Muster")
    assert [candidate.person.email for candidate in found] == ["erika@example.org", "other@example.org"]
    assert [candidate.score for candidate in found] == [100, 90]


def test_same_phone_in_any_spelling_is_found(mara: User) -> None:
    person = make_person(phone="+49301234567")
    assert find_duplicates(actor=mara, phone="(030) 123 45 67")[0].person == person


@pytest.mark.parametrize("known", ["+49512345678", "+4949512345678"])
def test_phone_that_may_be_two_finds_whom_either_reaches(mara: User, known: str) -> None:
    person = make_person(phone=known)
    assert [one.person for one in find_duplicates(actor=mara, phone="49512345678")] == [person]


def test_same_phone_of_another_name_is_less_sure(mara: User) -> None:
    make_person(name="Jörg Müller", phone="+49301234567")
    scores = [
        find_duplicates(actor=mara, phone="030 1234567", name=name)[0].score
        for name in ("Joerg Mueller", "Petra Schmidt")
    ]
    assert scores == [95, 60]


@pytest.mark.parametrize(
    ("name", "company"),
    [("joerg mueller", "MÜLLER gmbh & co. kg"), ("Müller, Jörg", "Mueller AG"), ("Jörg Müler", "Müller")],
)
def test_name_and_company_are_alike_in_other_spellings(mara: User, name: str, company: str) -> None:
    make_person(name="Jörg Müller", company="Müller GmbH")
    found = find_duplicates(actor=mara, name=name, company=company)
    assert [candidate.person.name for candidate in found] == ["Jörg Müller"]


@pytest.mark.parametrize(
    "typed", [{"email": "eva@example.net"}, {"phone": "0171 1234567"}, {"name": "Elif Ozturk"}]
)
def test_person_is_found_by_all_that_was_given_beside_the_first(mara: User, typed: dict[str, Any]) -> None:
    also = {"also_reached_by": ["eva@example.net", "+491711234567"], "other_names": ["Elif Öztürk"]}
    person = make_person(name="Eva Muster", email="eva@example.org", **also)
    assert [candidate.person for candidate in find_duplicates(actor=mara, **typed)] == [person]


def test_further_addresses_are_found_by_the_index(mara: User) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
    for people in (Person.objects.with_email("e@example.org"), Person.objects.with_phone("+49301234567")):
        assert "person_also_reached_by" in people.explain()


def test_other_people_of_the_company_are_no_duplicates(mara: User) -> None:
    make_person(name="Jörg Müller", company="Muster AG")
    assert find_duplicates(actor=mara, name="Petra Schmidt", company="Muster AG") == []


@pytest.mark.parametrize(
    "typed", ["e", "erika@", "erika@exam", "\x00", "\ud800", "' OR 1=1 --", "x" * 10_000]
)
def test_half_typed_and_strange_values_find_nothing(mara: User, typed: str) -> None:
    make_person(name="Erika Muster")
    assert find_duplicates(actor=mara, email=typed, phone=typed, name=typed, company=typed) == []


def test_candidate_brings_the_newest_enquiries(mara: User) -> None:
    person = make_person(email="erika@example.org")
    leads = [
        make_lead(person=person, received_at=timezone.now() - timedelta(days=days)) for days in (1, 2, 3, 4)
    ]
    (candidate,) = find_duplicates(actor=mara, email="erika@example.org")
    assert candidate.enquiries == leads[:3]


@pytest.mark.parametrize("count", [1, 3])
def test_candidates_cost_three_queries(mara: User, count: int, django_assert_num_queries: object) -> None:
    for _ in range(count):
        make_lead(person=make_person(name="Erika Muster", phone="+49301234567"))
    own_company()  # read once for all pages
    with django_assert_num_queries(3):  # type: ignore[operator]
        found = find_duplicates(actor=mara, phone="030 1234567", name="Erika Muster")
        assert [candidate.enquiries[0].campaign.name != "" for candidate in found] == [True] * count


def test_no_more_than_the_limit_is_shown(mara: User) -> None:
    for _ in range(3):
        make_person(name="Erika Muster", company="Muster AG")
    assert len(find_duplicates(actor=mara, name="Erika Muster", limit=2)) == 2


def test_warning_is_for_those_who_log_leads(sven: User) -> None:
    with pytest.raises(PermissionDenied):
        find_duplicates(actor=sven, email="erika@example.org")
