"""A phone without country code is one of the company's country, by whichever door it comes."""

from __future__ import annotations

from pathlib import Path

import pytest

from accounts.models import Company, User
from accounts.own_company import forget_own_company
from files.mapping_form import country_choices
from leads.models import Person
from leads.services.duplicates import find_duplicates
from tests.factories import client_for, make_cta, make_lead, make_person
from tests.importing import run, write
from tests.leads.enquiries import enquire, log

pytestmark = pytest.mark.usefixtures("english")
MOBILE = "0664 1234567"


@pytest.fixture(autouse=True)
def _in_austria(company: Company) -> None:
    Company.objects.update(country="AT")
    forget_own_company()


def phones() -> list[str]:
    return list(Person.objects.values_list("phone", flat=True))


def test_phone_typed_by_hand_is_one_of_the_company_s_country(mara: User) -> None:
    log(mara, enquire(make_cta(), name="Eva Muster", phone=MOBILE))
    assert phones() == ["+436641234567"]


def test_phone_of_a_file_is_one_of_the_company_s_country(tmp_path: Path) -> None:
    run(write(tmp_path, f"id,phone\n1,{MOBILE}\n"))
    assert phones() == ["+436641234567"]


def test_file_that_names_its_own_country_goes_before(tmp_path: Path) -> None:
    run(write(tmp_path, "id,phone\n1,030 1234567\n"), country="DE")
    assert phones() == ["+49301234567"]


def test_person_is_found_by_a_phone_of_the_country(mara: User) -> None:
    known = make_lead(person=make_person(phone="+436641234567"))
    page = client_for(mara).get("/leads/", {"q": "0664 12345"}).content.decode()
    assert f'href="/leads/{known.pk}/"' in page


def test_person_is_found_while_typing_by_a_phone_of_the_country(mara: User) -> None:
    known = make_person(phone="+436641234567")
    assert [one.person for one in find_duplicates(actor=mara, phone=MOBILE)] == [known]


def test_mapping_page_names_the_company_s_country() -> None:
    assert country_choices()[0] == ("", "the company’s: Austria")
