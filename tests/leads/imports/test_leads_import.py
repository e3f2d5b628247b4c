"""What a file of leads brings: new leads, additions to known ones, or nothing."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import Company, Team, User
from campaigns.models import CallToAction, Campaign, Channel
from files.problems import ImportRefused
from leads.models import Door, Lead, LeadStage, Person, Touch
from tests.factories import make_campaign, make_channel, make_cta, make_definition, make_lead, make_person
from tests.importing import counts, problems, run, write

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _in_berlin(company: Company, english: None) -> None:
    """Every test has the company and reads English messages."""


def test_a_row_becomes_a_lead_with_everything_it_says(tmp_path: Path) -> None:
    path = write(
        tmp_path,
        "id;created_at;email;phone;name;company;cta;channel;grade;note;utm_source;gclid;Sternzeichen\n"
        "L-1;31.12.2025 23:30;Erika@Example.com;0151 / 234-567 89;Erika Muster;Muster GmbH;Probe;Suche;b;"
        "Ruft an;google;CjAB-c;Widder\n",
    )

    assert counts(run(path)) == (1, 0, 0, 0)
    lead = Lead.objects.select_related("person", "campaign", "cta", "channel").get()
    assert (lead.external_id, lead.campaign.name, str(lead.cta), str(lead.channel)) == (
        "L-1",
        "Messe",
        "Probe",
        "Suche",
    )
    assert (lead.received_at, lead.received_on) == (
        datetime(2025, 12, 31, 22, 30, tzinfo=UTC),
        date(2025, 12, 31),
    )
    assert (lead.door, lead.stage, lead.grade, lead.definition_id) == (
        Door.FILE,
        LeadStage.REGISTERED,
        "B",
        None,
    )
    assert (lead.note, lead.raw, lead.contact_as_given) == ("Ruft an", {"Sternzeichen": "Widder"}, {})
    assert (lead.person.email, lead.person.phone) == ("erika@example.com", "+4915123456789")
    assert (lead.person.name, lead.person.company) == ("Erika Muster", "Muster GmbH")
    assert list(Person.objects.matching("muster")) == [lead.person]
    touch = Touch.objects.get()
    assert (touch.lead, touch.utm_source, touch.click_ids) == (lead, "google", {"gclid": "CjAB-c"})


def test_the_same_file_twice_changes_nothing(tmp_path: Path) -> None:
    path = write(
        tmp_path,
        "id,created_at,email,phone,channel,utm_source,note,extra\n"
        "L-1,2025-01-01,erika@example.com,,Suche,google,x,1\n"
        ",2025-01-02,otto@example.com,,Suche,,y,\n"
        ",2025-01-02,,030 1234567,,,z,\n"
        ",,eva@example.com,,,,,\n"
        "L-2,2025-01-03,,,,,,\n",
    )
    assert counts(run(path)) == (5, 0, 0, 0)
    before = list(Lead.objects.order_by("pk").values()), list(Person.objects.order_by("pk").values())

    assert counts(run(path)) == (0, 0, 5, 0)
    assert (
        list(Lead.objects.order_by("pk").values()),
        list(Person.objects.order_by("pk").values()),
    ) == before


def test_a_row_that_repeats_within_the_file_is_suppressed(tmp_path: Path) -> None:
    path = write(tmp_path, "id,email\nL-1,erika@example.com\nL-1,erika@example.com\nL-1,\n")

    assert counts(run(path)) == (1, 0, 2, 0)


def test_a_row_that_knows_more_is_merged(tmp_path: Path) -> None:
    run(write(tmp_path, "id,email,created_at\nL-1,erika@example.com,2025-01-01\n"))
    more = "id,email,created_at,name,phone,grade,cta,channel,gclid,note,extra\n"
    more += "L-1,erika@example.com,2025-01-01,Erika,030 1234567,A,Probe,Suche,abc,neu,x\n"

    assert counts(run(write(tmp_path, more))) == (0, 1, 0, 0)
    lead = Lead.objects.select_related("person").get()
    assert (lead.grade, lead.note, lead.raw, str(lead.cta), str(lead.channel)) == (
        "A",
        "neu",
        {"extra": "x"},
        "Probe",
        "Suche",
    )
    assert (lead.person.name, lead.person.phone) == ("Erika", "+49301234567")
    assert Touch.objects.get().click_ids == {"gclid": "abc"}
    assert counts(run(write(tmp_path, more))) == (0, 0, 1, 0)


def test_what_a_lead_says_is_never_overwritten_but_noted(tmp_path: Path) -> None:
    run(write(tmp_path, "id,grade,created_at,note\nL-1,A,2025-01-01,alt\n"))

    report = run(write(tmp_path, "id,grade,created_at,note\nL-1,B,2025-01-02,neu\n"))

    assert counts(report) == (0, 0, 1, 0)
    assert [(remark.row, remark.column, remark.value[:10]) for remark in report.remarks] == [
        (2, "grade", "B"),
        (2, "note", "neu"),
        (2, "created_at", "2025-01-02"),
    ]
    assert Lead.objects.values_list("grade", "note").get() == ("A", "alt")


def test_another_name_of_a_known_person_is_kept_on_the_lead(tmp_path: Path) -> None:
    make_person(name="Erika Muster", company="", email="erika@example.com")
    path = write(tmp_path, "id,email,name,company\nL-1,erika@example.com,E. Muster,Muster AG\n")

    assert counts(run(path)) == (1, 0, 0, 0)
    lead = Lead.objects.select_related("person").get()
    assert (lead.person.name, lead.person.company) == ("Erika Muster", "Muster AG")
    assert lead.contact_as_given == {"name": "E. Muster"}
    assert counts(run(path)) == (0, 0, 1, 0)


def test_a_second_enquiry_is_a_new_lead_of_the_same_person(tmp_path: Path) -> None:
    path = write(
        tmp_path,
        "created_at,email,cta\n2025-01-01,erika@example.com,A\n2025-01-02,erika@example.com,A\n2025-01-01,erika@example.com,B\n",
    )

    assert counts(run(path)) == (3, 0, 0, 0)
    assert Person.objects.count() == 1


def test_a_phone_finds_the_person_with_a_similar_name_only(tmp_path: Path) -> None:
    known = make_person(name="Erika Muster", email="", phone="+49301234567")
    path = write(tmp_path, "id,phone,name\n1,030 1234567,Muster Erika\n2,030 1234567,Otto Anders\n")

    assert counts(run(path)) == (2, 0, 0, 0)
    assert [lead.person == known for lead in Lead.objects.order_by("external_id")] == [True, False]


def test_an_address_that_is_somebody_elses_stays_theirs(tmp_path: Path) -> None:
    other = make_person(email="otto@example.com")
    run(write(tmp_path, "id,name\nL-1,Erika\n"))

    assert counts(run(write(tmp_path, "id,email\nL-1,otto@example.com\n"))) == (0, 1, 0, 0)
    lead = Lead.objects.select_related("person").get()
    assert (lead.person != other, lead.person.email, lead.contact_as_given) == (
        True,
        "",
        {"email": "otto@example.com"},
    )


def test_persons_known_by_number_only_have_a_row_of_their_own(tmp_path: Path) -> None:
    assert counts(run(write(tmp_path, "id,name\n1,Erika\n2,Erika\n"))) == (2, 0, 0, 0)
    assert Person.objects.count() == 2


def test_a_blank_channel_is_none_and_not_the_campaigns(tmp_path: Path) -> None:
    make_campaign(name="Messe", channel=make_channel("Messe vor Ort"))
    path = write(tmp_path, "id,channel\n1,unknown\n2,\n3,Unknown\n4,social\n")

    run(path)

    names = list(Lead.objects.order_by("external_id").values_list("channel__name", flat=True))
    assert names == ["unknown", None, "unknown", "social"]


def test_without_a_channel_column_the_campaigns_holds(tmp_path: Path) -> None:
    make_campaign(name="Messe", channel=make_channel("Messe vor Ort"))

    run(write(tmp_path, "id\n1\n"))

    assert Lead.objects.get().channel == Channel.objects.get(name="Messe vor Ort")


def test_create_makes_campaigns_and_ctas_once_whatever_their_case(tmp_path: Path) -> None:
    path = write(tmp_path, "id,campaign,cta\n1,Messe,Probe\n2,MESSE,probe\n3,Herbst,Probe\n4,,Probe\n")

    assert counts(run(path)) == (4, 0, 0, 0)
    assert sorted(Campaign.objects.values_list("name", "status")) == [("Herbst", "ended"), ("Messe", "ended")]
    assert CallToAction.objects.count() == 2


def test_without_create_unknown_names_are_row_errors(tmp_path: Path) -> None:
    make_cta(make_campaign(name="Messe"), name="Probe")
    path = write(tmp_path, "id,campaign,cta\n1,Messe,probe\n2,Nix,\n3,Messe,Nix\n4,,\n")

    report = run(path, campaign="", create=False)

    assert counts(report) == (1, 0, 0, 3)
    assert problems(report) == [(3, "campaign", "Nix"), (4, "cta", "Nix"), (5, "campaign", "")]
    assert Campaign.objects.count() == 1


def test_history_has_no_definition_until_its_cta_had_one(tmp_path: Path) -> None:
    cta = make_cta(make_campaign(name="Messe"), name="Probe", is_signed=False)
    first, second = make_definition(cta), make_definition(cta)
    make_definition(cta, signed_by=(Team.SALES,))
    for definition, day in ((first, 10), (second, 20)):
        definition.signatures.update(signed_at=datetime(2025, 1, day, tzinfo=UTC))
    path = write(
        tmp_path,
        "id,created_at,cta\n1,2025-01-09,Probe\n2,2025-01-11,Probe\n3,2025-02-01,Probe\n4,2025-02-01,\n",
    )

    run(path)

    definitions = list(Lead.objects.order_by("external_id").values_list("definition", flat=True))
    assert definitions == [None, first.pk, second.pk, None]


def test_rows_that_name_nobody_are_rejected(tmp_path: Path) -> None:
    report = run(write(tmp_path, "email,name\n,Erika\nerika@example.com,Erika\n"))

    assert (counts(report), problems(report)) == ((1, 0, 0, 1), [(2, "email", "")])


def test_cells_that_cannot_be_read_are_left_out_kept_and_remarked(tmp_path: Path) -> None:
    path = write(tmp_path, "id,created_at,email,phone,grade\nL-1,gestern,keine,12,E\n")

    report = run(path)

    assert counts(report) == (1, 0, 0, 0)
    assert [(remark.row, remark.column, remark.value) for remark in report.remarks] == [
        (2, "created_at", "gestern"),
        (2, "email", "keine"),
        (2, "phone", "12"),
        (2, "grade", "E"),
    ]
    assert [remark.message for remark in report.remarks if remark.value not in remark.message] == []
    assert Lead.objects.get().raw == {"created_at": "gestern", "email": "keine", "phone": "12", "grade": "E"}


def test_a_row_that_can_be_no_lead_names_every_cell_that_cannot_be_read(tmp_path: Path) -> None:
    report = run(write(tmp_path, "email,phone,name\nkeine,12,Erika\n"))

    assert counts(report) == (0, 0, 0, 1)
    assert (problems(report), report.remarks) == ([(2, "email", "keine"), (2, "phone", "12")], [])


def test_a_dry_run_says_the_same_and_keeps_nothing(tmp_path: Path) -> None:
    path = write(tmp_path, "id,cta,channel\n1,Probe,Suche\n1,Probe,Suche\nx,,\n")

    assert counts(run(path, dry_run=True)) == (2, 0, 1, 0)
    assert [model.objects.count() for model in (Lead, Person, Campaign, CallToAction, Channel)] == [0] * 5


def test_one_formula_apostrophe_is_removed(tmp_path: Path) -> None:
    run(write(tmp_path, "id,phone,name,extra\n1,'+49 30 1234567,''=1,'=2\n"))

    lead = Lead.objects.select_related("person").get()
    assert (lead.person.phone, lead.person.name, lead.raw) == ("+49301234567", "'=1", {"extra": "=2"})


def test_the_importer_is_remembered(tmp_path: Path, mara: User) -> None:
    run(write(tmp_path, "id\n1\n"), user_id=mara.pk)

    assert Lead.objects.get().registered_by == mara


@pytest.mark.parametrize(
    ("heading", "options"),
    [
        ("name,note", {}),
        ("id,note", {"campaign": ""}),
        ("id", {"campaign": "Nix", "create": False}),
        ("farbe", {}),
    ],
)
def test_a_mapping_that_cannot_work_is_refused(
    tmp_path: Path, heading: str, options: dict[str, object]
) -> None:
    with pytest.raises(ImportRefused):
        run(write(tmp_path, f"{heading}\n1,2\n"), **options)  # type: ignore[arg-type]


def test_too_many_new_names_mean_a_wrong_column(tmp_path: Path) -> None:
    lines = "".join(f"{number},kanal-{number}\n" for number in range(5_001))

    with pytest.raises(ImportRefused, match="channel"):
        run(write(tmp_path, f"id,channel\n{lines}"))
    assert (Channel.objects.count(), Lead.objects.count()) == (0, 0)


def test_a_lead_that_came_by_another_door_is_found_by_its_number(tmp_path: Path) -> None:
    lead = make_lead(external_id="L-1", note="vom Formular")

    assert counts(run(write(tmp_path, "id,note\nL-1,aus dem CRM\n"))) == (0, 0, 1, 0)
    assert Lead.objects.get().note == lead.note


def test_a_batch_takes_few_queries_however_many_rows_it_has(tmp_path: Path) -> None:
    def queries_for(rows: int, start: int) -> int:
        lines = "".join(f"{n},p{n}@example.com,2025-01-01,Probe,Suche\n" for n in range(start, start + rows))
        path = write(tmp_path, f"id,email,created_at,cta,channel\n{lines}")
        with CaptureQueriesContext(
            connection,
        ) as captured:
            run(path)
        return len(captured)

    queries_for(1, 0)
    assert queries_for(30, 10) == queries_for(300, 100)
