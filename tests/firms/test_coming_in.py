"""The firm of whoever comes in: by domain, else by name, else none; made where nobody knew it."""

from __future__ import annotations

import pytest

from accounts.models import User
from files.batches import retry
from firms.models import FirmDomain, Organisation
from leads.capture import Enquiry
from leads.capture.firms import place
from leads.capture.states import PersonState
from leads.models import Lead, Person
from leads.placing import place_persons
from tests.factories import make_lead
from tests.firms.firms import come_in, firm_of, make_firm

pytestmark = pytest.mark.django_db


def test_a_new_firm_is_made_of_name_and_domain(mara: User) -> None:
    firm = firm_of(come_in(mara, email="erika@mueller.example", company="Müller GmbH"))
    assert firm is not None
    assert (firm.name, firm.folded, [row.domain for row in firm.domains.all()]) == (
        "Müller GmbH",
        "muller",
        ["mueller.example"],
    )


def test_a_firm_is_found_by_the_domain_whatever_it_is_called(mara: User) -> None:
    first = come_in(mara, email="erika@mueller.example", company="Müller GmbH")
    second = come_in(mara, email="otto@mueller.example", company="Müller Logistik")
    assert firm_of(first) == firm_of(second) and Organisation.objects.count() == 1


def test_the_other_name_is_kept_and_found(mara: User) -> None:
    come_in(mara, email="erika@mueller.example", company="Müller GmbH")
    come_in(mara, email="otto@mueller.example", company="Müller Logistik")
    place_persons()
    assert Organisation.objects.get().other_names == ["Müller Logistik"]
    assert Organisation.objects.matching("logis").exists()


def test_a_firm_is_found_by_its_name_where_the_address_is_a_providers(mara: User) -> None:
    first = come_in(mara, email="erika@mueller.example", company="Müller GmbH")
    second = come_in(mara, email="otto@gmx.de", company="Mueller AG")
    assert firm_of(first) == firm_of(second)


def test_a_firm_keeps_its_name_from_an_agency_that_names_it(mara: User) -> None:
    client = come_in(mara, email="erika@mueller.example", company="Müller GmbH")
    come_in(mara, email="agent@agentur.example", company="Müller GmbH")
    place_persons()
    colleague = come_in(mara, email="other@agentur.example")
    assert firm_of(colleague) != firm_of(client)


def test_a_firm_of_which_only_the_domain_is_known_is_named_by_who_says_it(mara: User) -> None:
    come_in(mara, email="erika@mueller.example")
    assert Organisation.objects.get().name == "mueller.example"
    come_in(mara, email="otto@mueller.example", company="Müller GmbH")
    place_persons()
    assert Organisation.objects.get().name == "Müller GmbH"


def test_a_firm_without_a_domain_takes_the_first_it_hears(mara: User) -> None:
    come_in(mara, email="erika@web.de", company="Müller GmbH")
    come_in(mara, email="otto@mueller.example", company="Müller GmbH")
    place_persons()
    assert FirmDomain.objects.get().organisation == Organisation.objects.get()


def test_somebody_private_has_no_firm(mara: User) -> None:
    lead = come_in(mara, email="erika@web.de", company="privat")
    assert firm_of(lead) is None and lead.person.is_placed


def test_a_domain_that_many_share_finds_nobody(mara: User) -> None:
    FirmDomain.objects.create(domain="stadt.example")
    lead = come_in(mara, email="erika@stadt.example")
    named = come_in(mara, email="otto@stadt.example", company="Bauamt")
    assert firm_of(lead) is None
    assert str(firm_of(named)) == "Bauamt" and FirmDomain.objects.get().organisation is None


def test_whoever_was_there_before_gets_a_firm_by_the_job() -> None:
    lead = make_lead(person=Person.objects.create(email="erika@mueller.example", company="Müller GmbH"))
    assert firm_of(lead) is None
    assert place_persons() == 1
    assert str(firm_of(lead)) == "Müller GmbH"


def test_the_job_has_nothing_to_do_a_second_time() -> None:
    make_lead(person=Person.objects.create(email="erika@mueller.example"))
    place_persons()
    assert place_persons() == 0


def test_a_company_told_later_finds_the_firm(mara: User) -> None:
    firm = make_firm("Müller GmbH")
    lead = come_in(mara, email="erika@web.de")
    come_in(mara, email="erika@web.de", company="Müller GmbH")
    place_persons()
    assert firm_of(lead) == firm


def test_a_file_makes_no_firm_and_leaves_it_to_the_job() -> None:
    person = PersonState.of(Enquiry(values={"email": "erika@mueller.example", "company": "Müller GmbH"}))
    assert place([person], makes_firms=False) == []
    assert not person.is_placed and person.new_firm is None


def test_many_of_one_new_firm_make_one() -> None:
    said = [{"email": f"{number}@mueller.example", "company": "Müller GmbH"} for number in range(3)]
    persons = [PersonState.of(Enquiry(values=values)) for values in said]
    assert len(retry(lambda: place(persons, makes_firms=True))) == 1


def test_leads_of_a_firm_are_those_of_its_persons(mara: User) -> None:
    come_in(mara, email="erika@mueller.example")
    come_in(mara, email="otto@mueller.example")
    assert Lead.objects.filter(person__organisation=Organisation.objects.get()).count() == 2
