"""Files from life: whose lead each row is. The people in them are invented."""

from __future__ import annotations

from pathlib import Path

import pytest

from accounts.models import Company, User
from files.problems import Report
from leads.filters import LeadFilterForm
from leads.models import Lead, Person
from tests.importing import counts, problems, run, write
from values.phones import Bare

pytestmark = pytest.mark.django_db

PEOPLE = Path(__file__).parents[2] / "corpus" / "people"
COLUMNS = {"external_id": "id", "created_at": "received", "email": "mail", "name": "name"}


@pytest.fixture(autouse=True)
def _in_berlin(company: Company, english: None) -> None:
    """Every test has the company and reads English messages."""


def numbers_of(person: Person) -> list[str]:
    return list(person.leads.order_by("external_id").values_list("external_id", flat=True))


def contacts(name: str) -> dict[str, str]:
    """{external number: what the person is reached by} of the leads whose person is."""
    rows = Lead.objects.values_list("external_id", f"person__{name}")
    return {number: contact for number, contact in rows if contact}


def said(report: Report) -> list[str]:
    """What is said of cells, whether their row was left out or they alone were."""
    return [problem.message for problem in (*report.errors, *report.remarks)]


def found(viewer: User, text: str) -> list[str]:
    form = LeadFilterForm({"q": text}, viewer=viewer)
    return sorted(form.narrow(Lead.objects.all()).values_list("external_id", flat=True))


def test_a_mobile_that_lost_its_plus_sign_is_the_same_person_s() -> None:
    """49 1510 189151 is a mobile one digit short, or a landline of Leer that lost its 0: nobody guesses."""
    mapping = {"external_id": "Nr", "created_at": "Eingang", "name": "Name", "phone": "Telefon"}

    report = run(PEOPLE / "lost_plus_sign.csv", mapping=mapping)

    jana, nils = (Person.objects.get(name=name) for name in ("Jana Beispiel", "Nils Muster"))
    assert (jana.phone, numbers_of(jana)) == ("+4915150405214", ["a1", "a2", "a3", "a4"])
    assert (nils.phone, numbers_of(nils)) == ("+49301234567", ["a5", "a6"])
    assert not Person.objects.exclude(phone="").exclude(pk__in=[jana.pk, nils.pk]).exists()
    assert [message for message in said(report) if "two ways" in message] != []


@pytest.mark.parametrize(
    ("bare", "kept"),
    [(None, ""), (Bare.INTERNATIONAL, "+49512345678"), (Bare.NATIONAL, "+4949512345678")],
)
def test_what_the_column_does_not_tell_is_asked_for(tmp_path: Path, bare: Bare | None, kept: str) -> None:
    path = write(tmp_path, "id,phone\n1,49512345678\n2,0171 1234567\n")

    report = run(path, bare_phones=bare)

    assert (counts(report), len(report.remarks)) == ((2, 0, 0, 0), 0 if kept else 1)
    assert Lead.objects.get(external_id="1").person.phone == kept


def test_numbers_that_cannot_have_lost_a_0_tell_what_the_others_lost(tmp_path: Path) -> None:
    path = write(tmp_path, "id,phone\n1,4915150405214\n2,49512345678\n3,0171 1234567\n")

    report = run(path)

    assert (counts(report), said(report)) == ((3, 0, 0, 0), [])
    assert list(Person.objects.order_by("phone").values_list("phone", flat=True)) == [
        "+4915150405214",
        "+491711234567",
        "+49512345678",
    ]


def test_column_that_lost_both_is_read_by_length_with_a_remark_or_asked_for(tmp_path: Path) -> None:
    path = write(tmp_path, "id,phone\n1,4915150405214\n2,49512345678\n3,1711234567\n")

    report = run(path)

    assert counts(report) == (3, 0, 0, 0)
    assert [
        (remark.row, "was read as" in remark.message, "two ways" in remark.message)
        for remark in report.remarks
    ] == [
        (2, True, False),
        (3, False, True),
    ]
    assert contacts("phone") == {"1": "+4915150405214", "3": "+491711234567"}


def test_an_address_in_any_spelling_is_one_person() -> None:
    report = run(PEOPLE / "spellings_of_an_address.csv", mapping={**COLUMNS, "email": "email"})

    assert counts(report) == (4, 0, 0, 0)
    assert numbers_of(Person.objects.get(email="eva@example.com")) == ["b1", "b2", "b3", "b4"]


def test_several_addresses_or_phones_in_a_cell_are_one_person_found_by_each(mara: User) -> None:
    mapping = {"external_id": "id", "name": "name", "email": "mail", "phone": "tel"}

    assert counts(run(PEOPLE / "several_in_a_cell.csv", mapping=mapping)) == (5, 0, 0, 0)
    known = Person.objects.values_list("name", "email", "phone", "also_reached_by").order_by("name")
    assert list(known) == [
        ("Odo Doppel", "", "+4930555080", []),
        ("Olga Doppel", "", "+4930555060", ["+491715550601"]),
        ("Oskar Doppel", "oskar@example.com", "+49305550700", ["+4930555070"]),
        ("Otto Doppel", "otto@example.com", "", ["o.doppel@example.org"]),
    ]
    assert numbers_of(Person.objects.get(name="Oskar Doppel")) == ["l3", "l4"]
    searched = ("o.doppel@example.org", "0171 5550601", "030 555070")
    assert [found(mara, text) for text in searched] == [["l1"], ["l2"], ["l3", "l4"]]
    assert Lead.objects.get(external_id="l5").contact_as_given == {
        "phone_as_typed": "030 555080 Durchwahl 12"
    }


def test_a_shared_mailbox_keeps_every_name_with_its_lead(mara: User) -> None:
    report = run(PEOPLE / "shared_mailbox.csv", mapping={**COLUMNS, "company": "firma"})

    assert counts(report) == (3, 0, 0, 0)
    person = Person.objects.get()
    assert (person.name, person.other_names) == ("Anke Erst", ["Bernd Zweit"])
    names = {lead.external_id: lead.contact_as_given for lead in Lead.objects.all()}
    assert names == {"m1": {}, "m2": {"name": "Bernd Zweit", "company": "Firma A"}, "m3": {}}
    assert found(mara, "Zweit") == ["m1", "m2", "m3"]


def test_addresses_are_read_as_people_write_them() -> None:
    report = run(PEOPLE / "emails.csv")

    assert (counts(report), problems(report)[0][:2]) == ((11, 0, 0, 1), (4, ""))
    assert contacts("email") == {
        "1": "a@example.de",
        "2": "b@example.de",
        "4": "d@example.de",
        "5": "e@example.de",
        "6": "f@example.de",
    }


def test_phones_are_read_as_people_write_them() -> None:
    report = run(PEOPLE / "phones.csv")

    assert (counts(report), [remark.value for remark in report.remarks]) == (
        (14, 0, 0, 0),
        ["+04148637", "4208"],
    )
    assert contacts("phone") == {
        "1": "+49351123456789",
        "2": "+493511234567",
        "3": "+493511234567",
        "4": "+4587805364",
        "5": "+4578153693",
        "8": "+491711234567",
        "9": "+493511234567",
        "10": "+493511234567",
        "11": "+491711234567",
        "12": "+491711234568",
    }


@pytest.mark.parametrize(
    ("text", "leads"),
    [
        *((text, ["A1", "A2", "A3", "A4"]) for text in ("häus", "haeus", "HÄUS", "haus", "Häus")),
        ("strasse", ["A1"]),
        ("ozturk", ["A5"]),
        ("oeztuerk", ["A5"]),
        ("lodz", ["A5"]),
        ("Łódź", ["A5"]),
    ],
)
def test_a_name_is_found_in_every_spelling(mara: User, text: str, leads: list[str]) -> None:
    run(
        PEOPLE / "umlauts.csv",
        mapping={"external_id": "id", "name": "name", "email": "mail", "company": "firma"},
    )

    assert found(mara, text) == leads


def test_pictures_in_names_and_notes_stay_as_they_are() -> None:
    mapping = {"external_id": "id", "name": "name", "email": "mail", "note": "notiz"}
    run(PEOPLE / "emoji.csv", mapping=mapping)

    lead = Lead.objects.select_related("person").get(external_id="B1")
    assert (lead.person.name, lead.note) == ("Jürgen 🛠️ Muster", "Ruf bitte an 👍🏽 👨‍👩‍👧‍👦 🇩🇪")


def test_another_person_under_a_known_number_is_no_news_of_the_first() -> None:
    """Two files that both number their leads from 1."""
    run(PEOPLE.with_name("files") / "numbers-leads1.csv")

    report = run(PEOPLE.with_name("files") / "numbers-leads2.csv")

    assert (counts(report), problems(report)) == ((0, 0, 0, 1), [(2, "id", "1")])
    anna = Person.objects.get()
    assert (anna.name, anna.email, anna.phone, anna.company) == ("", "anna@example.de", "", "")
