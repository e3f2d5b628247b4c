"""Files as people really get them, with invented persons: what an import must make of each."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import time_machine

from accounts.models import Company
from feedback.models import LeadStanding
from files.problems import Report
from leads.models import Lead, LeadKind, Person
from tests.factories import make_lead, make_person
from tests.importing import counts, problems, run

pytestmark = pytest.mark.django_db
FILES = Path(__file__).parent / "files"


@pytest.fixture(autouse=True)
def _in_november(company: Company, english: None) -> Any:
    """The files are of the autumn of 2026."""
    with time_machine.travel(datetime(2026, 11, 26, 9, 0, tzinfo=UTC), tick=False):
        yield


def bring(name: str, **options: Any) -> Report:
    return run(FILES / name, **options)


def remarks(report: Report) -> list[tuple[int, str]]:
    return [(remark.row, remark.column) for remark in report.remarks]


def came_in() -> list[str]:
    """When the leads came in, by their numbers and names."""
    leads = Lead.objects.order_by("external_id", "person__name", "received_at")
    return [f"{when:%Y-%m-%d %H:%M}" for when in leads.values_list("received_at", flat=True)]


def standings() -> list[tuple[str, str, int | None]]:
    rows = LeadStanding.objects.exclude(outcome="").order_by("lead__external_id")
    return list(rows.values_list("lead__external_id", "outcome", "value_cents"))


def test_the_leads_centre_of_the_business_suite_is_known(company: Company) -> None:
    report = bring("leads-centre-us.csv")

    assert counts(report) == (4, 0, 0, 0)
    leads = Lead.objects.order_by("person__name", "-received_at").select_related("person", "cta", "channel")
    assert [
        (str(lead.person.name), str(lead.cta or ""), lead.channel, lead.person.phone) for lead in leads
    ] == [
        ("Mia Beispiel", "Musterform Herbst", None, "+493055501"),
        ("Tim Beispiel", "", None, ""),
        ("Tim Beispiel", "Musterform Herbst", None, "+493055502"),
        ("Zoé Beispiel", "Musterform Herbst", None, "+493055503"),
    ]
    assert {lead.raw["Channel"] for lead in leads} == {"Phone", "Messenger"}
    assert came_in()[0] == "2026-10-28 02:19"
    assert counts(bring("leads-centre-us.csv")) == (0, 0, 4, 0)


def test_the_british_leads_centre_writes_days_first() -> None:
    assert counts(bring("leads-centre-gb.csv")) == (2, 0, 0, 0)
    assert came_in() == ["2026-10-28 20:35", "2026-10-08 17:21"]


def test_people_known_by_name_alone_are_never_one_by_their_name(tmp_path: Path) -> None:
    known = make_person(name="Tim Beispiel", email="", phone="")
    path = tmp_path / "x.csv"
    path.write_text("created_at,name\n2026-10-07 05:22,Tim Beispiel\n2026-10-07 05:23,Tim Beispiel\n")

    assert counts(run(path)) == (2, 0, 0, 0)
    assert Person.objects.filter(name="Tim Beispiel").count() == 3
    assert known.leads.count() == 0
    assert counts(run(path)) == (0, 0, 2, 0)


def test_the_form_download_of_meta_loses_its_prefixes() -> None:
    assert counts(bring("meta-form.csv")) == (3, 0, 0, 0)

    leads = list(Lead.objects.order_by("external_id").select_related("person"))
    assert [(lead.external_id, lead.external_source, lead.person.phone) for lead in leads] == [
        ("9000000000000001", "Meta", "+4915150405999"),
        ("9000000000000002", "Meta", "+4915150405998"),
        ("9000000000000003", "Meta", "+4930555011"),
    ]
    assert came_in() == ["2026-09-12 13:05", "2026-09-12 08:27", "2026-10-25 01:30"]
    assert leads[0].raw["was_möchten_sie_wissen?"] == "preise_&_lieferzeit"
    assert counts(bring("meta-form.csv")) == (0, 0, 3, 0)


@pytest.mark.parametrize(
    ("name", "created", "rejected"),
    [("above-titled.csv", 1, 0), ("above-commas.csv", 2, 0), ("heading-in-row-3-leads.csv", 2, 0)],
)
def test_what_stands_above_the_heading_is_no_row(name: str, created: int, rejected: int) -> None:
    report = bring(name)

    assert (report.created, report.rejected) == (created, rejected)


def test_contacts_of_hubspot_have_first_and_last_name() -> None:
    assert counts(bring("hubspot-contacts.csv")) == (2, 0, 0, 0)
    assert sorted(Person.objects.values_list("name", "email")) == [
        ("Ada Lovelace", "ada@example.com"),
        ("Alan Turing", "alan@example.com"),
    ]


def test_deals_of_hubspot_are_won_lost_or_open_by_their_stage() -> None:
    for number in ("901", "902"):
        make_lead(external_id=number, external_source="HubSpot", received_at=datetime(2026, 3, 1, tzinfo=UTC))
    mapping = {
        "external_id": "Associated Contact IDs",
        "status": "Deal Stage",
        "won_at": "Close Date",
        "value": "Amount",
    }

    assert counts(bring("hubspot-deals.csv", target="outcomes", mapping=mapping)) == (2, 0, 1, 0)
    assert standings() == [("901", "won", 120050), ("902", "lost", None)]


def test_the_footer_of_a_salesforce_report_is_no_lead() -> None:
    report = bring("salesforce-leads.csv", country="US")

    assert (report.created, report.rejected) == (2, 4)
    assert sorted(Person.objects.values_list("name", "phone")) == [
        ("Grace Hopper", "+12025550100"),
        ("Linus T", "+12025550101"),
    ]
    assert {error.row for error in report.errors} == {5, 6, 7, 8}


def test_years_of_two_digits_are_read() -> None:
    assert counts(bring("two-digit-year-leads.csv")) == (3, 0, 0, 0)
    assert came_in() == ["2025-12-30 23:00", "2026-02-01 13:30", "2026-01-04 23:00"]


def test_empty_columns_are_passed_over() -> None:
    assert counts(bring("empty-columns-leads.csv")) == (2, 0, 0, 0)
    assert [lead.raw for lead in Lead.objects.all()] == [{}, {}]


def test_a_doubled_heading_keeps_the_second_column_as_it_is() -> None:
    assert counts(bring("doubled-headings-leads.csv")) == (1, 0, 0, 0)
    assert Lead.objects.values_list("person__email", "raw").get() == (
        "max@example.de",
        {"Email 2": "max2@example.de"},
    )


def test_the_sum_below_a_report_is_no_lead() -> None:
    report = bring("totals-leads.csv")

    assert (counts(report), problems(report)) == ((2, 0, 0, 1), [(4, "id", "Summe")])
    assert problems(bring("totals-deals.csv", target="outcomes")) == [(3, "Gewonnen am", "")]


def test_a_lead_without_a_date_says_when_it_came_in() -> None:
    report = bring("blank-date-leads.csv")

    assert (counts(report), remarks(report)) == (
        (4, 0, 0, 0),
        [(3, "created at"), (4, "created at"), (5, "created at")],
    )
    assert came_in()[1:] == ["2026-11-26 09:00"] * 3
    assert "26 Nov 2026" in report.remarks[0].message


def test_rows_without_a_date_can_be_rejected_or_be_of_a_day() -> None:
    assert counts(bring("blank-date-leads.csv", own={"undated": "reject"})) == (1, 0, 0, 3)
    assert counts(bring("blank-date-leads.csv", own={"undated": "2025-12-31"})) == (3, 0, 1, 0)
    assert came_in()[1:] == ["2025-12-30 23:00"] * 3


def test_nothing_comes_in_from_the_future() -> None:
    report = bring("future-leads.csv")

    assert (counts(report), [error.row for error in report.errors]) == ((0, 0, 0, 2), [2, 3])


def test_one_date_is_read_by_the_word_beside_it() -> None:
    for number in "123":
        make_lead(external_id=number, received_at=datetime(2026, 1, 1, tzinfo=UTC))

    report = bring("one-date-deals.csv", target="outcomes")

    assert counts(report) == (2, 0, 1, 0)
    assert standings() == [("1", "won", 10000), ("2", "lost", None)]


def test_an_external_number_is_one_of_its_source() -> None:
    bring("numbers-leads1.csv", source="Messe")
    report = bring("numbers-leads2.csv", source="Shop")

    assert (counts(report), report.remarks) == ((1, 0, 0, 0), [])
    assert sorted(Person.objects.values_list("email", "name")) == [
        ("anna@example.de", ""),
        ("max@example.org", "Max Muster"),
    ]
    assert counts(bring("numbers-leads1.csv", source="Messe")) == (0, 0, 1, 0)


def test_without_a_source_another_persons_number_is_a_conflict() -> None:
    bring("numbers-leads1.csv")
    report = bring("numbers-leads2.csv")

    assert (report.created, Person.objects.get().name) == (0, "")
    assert {remark.row for remark in (*report.remarks, *report.errors)} == {2}


def test_leads_and_what_became_of_them_come_in_one_file(tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_text(
        "id,email,created_at,Status,Close date,Amount,Qualität\n"
        "1,a@example.com,2026-01-01,gewonnen,2026-02-01,100.50,heiß\n"
        "2,b@example.com,2026-01-01,verloren,2026-02-01,,kalt\n"
        "3,c@example.com,2026-01-01,in Verhandlung,2026-12-31,50,\n"
        "4,d@example.com,2026-01-01,Spam,,,\n"
        "5,e@example.com,2026-01-01,Test,,,\n"
        "6,f@example.com,2026-01-01,Geht so,2026-02-01,,top\n"
    )

    report = run(path)

    assert (counts(report), remarks(report)) == ((6, 0, 0, 0), [(4, "Close date"), (7, "Status")])
    assert standings() == [("1", "won", 10050), ("2", "lost", None)]
    assert sorted(LeadStanding.objects.exclude(quality="").values_list("lead__external_id", "quality")) == [
        ("1", "A"), ("2", "C"), ("6", "A")
    ]  # fmt: skip
    kinds = Lead.objects.order_by("external_id").values_list("kind", flat=True)
    assert list(kinds[2:]) == [LeadKind.REAL, LeadKind.SPAM, LeadKind.TEST, LeadKind.REAL]
    assert Lead.objects.get(external_id="3").raw == {
        "Status": "in Verhandlung", "Close date": "2026-12-31", "Amount": "50"
    }  # fmt: skip
    assert counts(run(path)) == (0, 0, 6, 0)


def test_words_mean_what_somebody_said(tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_text("id,created_at,Status,Close date\n1,2026-01-01,Deal zu,2026-02-01\n2,2026-01-01,offen,\n")

    report = run(path, words={"status": {"deal ZU": "won", "offen": ""}})

    assert (counts(report), report.remarks, standings()) == ((2, 0, 0, 0), [], [("1", "won", None)])
