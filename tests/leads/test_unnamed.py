"""What a person without a name is called: by the enquiry's day and its way in, never by an address."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
import time_machine
from django.utils import translation

from accounts.models import Notification, User
from handoff.services import hand_over
from leads.models import Grade, Lead, LeadStage
from leads.services.duplicates import find_duplicates
from tests.factories import client_for, make_cta, make_lead, make_person

pytestmark = pytest.mark.django_db
# Half past midnight of the 24th in Berlin.
LATE = datetime(2026, 11, 23, 23, 30, tzinfo=UTC)
ADDRESSES = ("geheim@example.org", "+4915123456789")


def unnamed_lead(**fields: object) -> Lead:
    person = make_person(name="", company="", email=ADDRESSES[0], phone=ADDRESSES[1])
    return make_lead(person=person, cta=make_cta(name="Rückruf"), received_at=LATE, **fields)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("language", "now", "title"),
    [
        ("de", datetime(2026, 11, 26, tzinfo=UTC), "Anfrage vom 24.11., Rückruf"),
        ("en", datetime(2026, 11, 26, tzinfo=UTC), "Enquiry of 24 Nov, Rückruf"),
        ("de", datetime(2027, 1, 2, tzinfo=UTC), "Anfrage vom 24.11.2026, Rückruf"),
        ("en", datetime(2027, 1, 2, tzinfo=UTC), "Enquiry of 24 Nov 2026, Rückruf"),
    ],
)
def test_person_without_a_name_is_called_by_the_enquiry(
    company: object, language: str, now: datetime, title: str
) -> None:
    lead = unnamed_lead()
    with time_machine.travel(now, tick=False), translation.override(language):
        assert (lead.contact.title, str(lead.contact)) == (title, title)


def test_history_without_a_call_to_action_is_called_by_its_campaign(company: object) -> None:
    lead = unnamed_lead()
    lead.cta = None
    with time_machine.travel(LATE, tick=False), translation.override("de"):
        assert lead.contact.title == f"Anfrage vom 24.11., {lead.campaign.name}"


@pytest.mark.parametrize(
    "name", ["geheim@example.org", "0151 23456789", "Tel. 0151/234 567 89", "<a@b.example>"]
)
def test_name_that_is_an_address_or_a_number_names_nobody(company: object, name: str) -> None:
    lead = make_lead(person=make_person(name=name, company=""), cta=make_cta(name="Rückruf"))
    assert lead.contact.title.endswith(", Rückruf") or lead.contact.title == "Tel."
    assert lead.contact.as_typed == (name,)


def test_name_with_an_address_in_it_keeps_the_name(company: object) -> None:
    person = make_person(name="Erika Muster <geheim@example.org>", other_names=["a@b.example", "Jörg"])
    contact = make_lead(person=person).contact
    assert (contact.title, contact.other_names) == ("Erika Muster", ("Jörg",))


def test_firm_stands_for_a_name_and_a_person_alone_has_a_number(company: object) -> None:
    firm = make_person(name="", company="Muster AG")
    nobody = make_person(name="", company="", email=ADDRESSES[0])
    assert (make_lead(person=firm).contact.title, str(firm)) == ("Muster AG", "Muster AG")
    assert str(nobody) == f"Person {nobody.pk}"


def test_notice_of_a_hand_over_holds_neither_address_nor_number(mara: User, sven: User) -> None:
    lead = unnamed_lead()
    note = f"Bitte unter {ADDRESSES[1]} oder 0151 / 234 567 89 anrufen, sonst {ADDRESSES[0]}."
    hand_over(actor=mara, lead=lead, to_user=sven, grade=Grade.B, note=note)
    notice = Notification.objects.get(user=sven)
    assert notice.title.endswith("Rückruf")
    assert notice.body.endswith(
        "\n\nBitte unter ••• oder ••• anrufen, sonst •••.\n"
        "(••• steht für eine Telefonnummer oder E-Mail-Adresse. Sie lesen sie im Portal.)"
    )


def test_lists_and_pages_call_the_enquiry_alike(mara: User, lena: User) -> None:
    lead = unnamed_lead(stage=LeadStage.HANDED_OVER)
    for reader, path in (
        (mara, "/leads/"),
        (lena, "/leads/"),
        (lena, "/inbox/"),
        (lena, f"/leads/{lead.pk}/"),
    ):
        assert lead.contact.title in client_for(reader).get(path).content.decode()


def test_warning_about_a_known_person_calls_them_by_their_newest_enquiry(mara: User) -> None:
    lead = unnamed_lead()
    (candidate,) = find_duplicates(actor=mara, email=ADDRESSES[0])
    assert candidate.title == lead.contact.title
