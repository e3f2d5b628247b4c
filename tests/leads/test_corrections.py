"""A wrong number is corrected by whoever sees it; what was there before is kept."""

from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from accounts.models import User
from accounts.permissions import Action
from desk.timeline import build_timeline
from leads.models import ContactCorrection, Lead, LeadStage, Person
from leads.services.contacts import correct_contact
from tests.api import api_for
from tests.factories import client_for, make_lead, make_person
from values.refusals import StaleVersion

pytestmark = pytest.mark.django_db


def lead_of(sven: User, **person: str) -> Lead:
    said = {"name": "Erika Muster", "email": "erika@example.org", "phone": "+4930111", **person}
    return make_lead(stage=LeadStage.ACCEPTED, assigned_to=sven, person=make_person(**said))


def test_rep_corrects_a_wrong_number_for_all_enquiries_of_the_person(sven: User) -> None:
    lead = lead_of(sven)
    again = make_lead(person=lead.person)
    [correction] = correct_contact(actor=sven, lead=lead, said={"phone": "030 22 22 22"})
    assert (correction.field, correction.was, correction.became) == ("phone", "+4930111", "+4930222222")
    assert [Lead.objects.get(pk=row.pk).contact.phone for row in (lead, again)] == ["+4930222222"] * 2


def test_corrected_person_is_found_by_what_is_right(sven: User) -> None:
    lead = lead_of(sven)
    correct_contact(actor=sven, lead=lead, said={"name": "Erika Münster", "email": "erika@example.com"})
    assert list(Person.objects.matching("muenster")) == [lead.person]
    assert list(Person.objects.with_email("erika@example.com")) == [lead.person]


def test_number_given_with_one_enquiry_is_corrected_there_alone(sven: User) -> None:
    lead = lead_of(sven)
    lead.contact_as_given = {"phone": "+4930333", "phone_as_typed": "030/333 App. 7"}
    lead.save()
    correct_contact(actor=sven, lead=lead, said={"phone": "+4930444"})
    row = Lead.objects.get()
    assert (row.contact.phone, row.person.phone, row.contact.phone_as_typed) == ("+4930444", "+4930111", "")


def test_name_of_somebody_else_of_the_same_address_stays_with_the_enquiry(sven: User) -> None:
    lead = lead_of(sven)
    lead.contact_as_given = {"name": "Otto Ganz-Anders"}
    lead.save()
    correct_contact(actor=sven, lead=lead, said={"name": "Otto Ganz-Andersen", "phone": "+4930555"})
    row = Lead.objects.get()
    assert (row.contact.name, row.contact.phone) == ("Otto Ganz-Andersen", "+4930555")
    assert (row.person.name, row.person.phone) == ("Erika Muster", "+4930111")


def test_same_again_corrects_nothing(sven: User) -> None:
    lead = lead_of(sven)
    assert correct_contact(actor=sven, lead=lead, said={"phone": "+49 30 111", "name": "Erika Muster"}) == []
    assert Lead.objects.get().row_version == lead.row_version


def test_address_of_another_person_is_refused_with_the_address(sven: User) -> None:
    make_person(name="Max", email="max@example.org")
    lead = lead_of(sven)
    with pytest.raises(ValidationError) as refusal:
        correct_contact(actor=sven, lead=lead, said={"email": "max@example.org", "name": "Max"})
    assert "„max@example.org“ gehört hier zu einer anderen Person" in refusal.value.message_dict["email"][0]
    assert (Lead.objects.get().contact.name, ContactCorrection.objects.count()) == ("Erika Muster", 0)


@pytest.mark.parametrize(
    ("said", "field"), [({"email": "erika@"}, "email"), ({"email": "", "phone": ""}, "email")]
)
def test_what_nobody_could_be_reached_by_is_refused(sven: User, said: dict[str, str], field: str) -> None:
    with pytest.raises(ValidationError) as refusal:
        correct_contact(actor=sven, lead=lead_of(sven), said=said)
    assert list(refusal.value.message_dict) == [field]


def test_who_does_not_see_a_contact_cannot_correct_it(sven: User, sina: User, gero: User) -> None:
    lead = lead_of(sven)
    waiting = make_lead(stage=LeadStage.HANDED_OVER, assigned_to=sven)
    for person, row in ((sina, lead), (gero, lead), (sven, waiting)):
        with pytest.raises(PermissionDenied):
            correct_contact(actor=person, lead=row, said={"phone": "+4930999"})


def test_correction_of_what_changed_meanwhile_is_refused(sven: User, mara: User) -> None:
    lead = lead_of(sven)
    correct_contact(actor=mara, lead=lead, said={"phone": "+4930222"}, expected_version=lead.row_version)
    with pytest.raises(StaleVersion):
        correct_contact(actor=sven, lead=lead, said={"phone": "+4930333"}, expected_version=lead.row_version)


def test_history_of_the_lead_says_what_was_there_and_covers_it(sven: User, mara: User, sina: User) -> None:
    lead = lead_of(sven)
    correct_contact(actor=mara, lead=lead, said={"phone": "+4930222222"})
    event = build_timeline(lead=lead, viewer=mara)[0]
    assert (event.title, event.text) == ("Telefon berichtigt", "Vorher: +4930111")
    Lead.objects.filter(pk=lead.pk).update(stage=LeadStage.HANDED_OVER, assigned_to=sina)
    assert "+4930111" not in build_timeline(lead=Lead.objects.get(), viewer=sina)[0].text


def test_page_is_filled_in_and_leads_back(sven: User) -> None:
    lead = lead_of(sven)
    client = client_for(sven)
    page = client.get(f"/leads/{lead.pk}/contact/").content.decode()
    assert 'value="+4930111"' in page
    said = {"name": "Erika Muster", "company": "", "email": "", "phone": "030 777777", "expected_version": 1}
    answer = client.post(f"/leads/{lead.pk}/contact/", {**said, "expected_version": lead.row_version})
    assert answer["Location"] == f"/leads/{lead.pk}/"
    assert Lead.objects.get().contact.phone == "+4930777777"


def test_api_corrects_and_lists(sven: User) -> None:
    lead = lead_of(sven)
    path = f"/api/v1/leads/{lead.pk}/corrections/"
    made = api_for(sven).post(path, {"phone": "+4930222222"}, format="json")
    assert (made.status_code, [one["became"] for one in made.json()]) == (201, ["+4930222222"])
    assert api_for(sven).get(path).json()[0]["was"] == "+4930111"


def test_token_that_only_corrects_reads_nothing_of_what_was_there(sven: User) -> None:
    lead = lead_of(sven)
    client = api_for(sven, scopes=[Action.CORRECT_CONTACTS])
    said = {"name": "Erika Münster", "phone": "+4930222222"}
    made = client.post(f"/api/v1/leads/{lead.pk}/corrections/", said, format="json").json()
    assert [(one["was"], one["became"]) for one in made] == [("", "Erika Münster"), ("", "•••")]


def test_users_account_is_never_touched(sven: User) -> None:
    lead = lead_of(sven, email=sven.email)
    correct_contact(actor=sven, lead=lead, said={"email": "neu@example.org"})
    sven.refresh_from_db()
    assert sven.email != "neu@example.org"
