"""A list of leads that was taken along comes back: into an empty company as it was, into its own as known."""

from __future__ import annotations

import csv
import io
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.utils import translation
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from accounts.models import User
from campaigns.models import CallToAction
from files.mapping import guess_mapping
from leads.capture import Enquiry, NewConsent, NewTouch, check, take
from leads.doors.file_fields import file_fields
from leads.doors.record import RECORD, read_record
from leads.exports import headings, write_rows
from leads.models import Door, Grade, Lead
from pages.csv import csv_lines
from tests.corpus.odd_values import TEXTS
from tests.factories import make_campaign, make_channel, make_cta
from tests.importing import counts, run, write
from tests.leads.capture.doors import sender_by

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("company")]
BEGAN = datetime(2026, 5, 4, 9, 30, 15, 123456, tzinfo=UTC)


def take_along(reader: User, language: str = "de") -> str:
    """The file as it leaves the house."""
    with translation.override(language):
        rows = write_rows(Lead.objects.all(), reader, is_newest_first=True)
        return "".join(csv_lines(headings(), rows))


def bring_back(text: str, folder: Path, **said: Any) -> tuple[int, int, int, int]:
    return counts(run(write(folder, text), campaign="", create=False, **said))


def forget_everybody() -> None:
    """An empty company with the same campaigns."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE; TRUNCATE leads_person CASCADE")


def snapshot() -> list[dict[str, Any]]:
    """Every lead field by field with its person, touches and consents, in an order of its own."""
    leads = Lead.objects.select_related("person", "campaign", "cta", "channel")
    rows = [_as_row(lead) for lead in leads.prefetch_related("touches", "consents")]
    return sorted(rows, key=lambda row: str(sorted(row.items())))


def _as_row(lead: Lead) -> dict[str, Any]:
    of_lead = (
        "kind external_id external_source received_at received_on grade page_url answers note raw".split()
    )
    of_person = "name company email phone also_reached_by other_names search_text".split()
    of_touch = (
        "position utm_source utm_medium utm_campaign utm_term utm_content utm_id click_ids page_url referrer"
    )
    return {
        **{name: getattr(lead, name) for name in (*of_lead, "contact_as_given", "definition_id")},
        **{f"person {name}": getattr(lead.person, name) for name in of_person},
        "leads of person": lead.person.leads.count(),
        "where": (lead.campaign.name, lead.cta and lead.cta.name, lead.channel and lead.channel.name),
        "touches": [
            [getattr(touch, name) for name in (*of_touch.split(), "happened_at")]
            for touch in lead.touches.all()
        ],
        "consents": sorted(
            (one.channel, one.text_version, one.source, one.given_at.isoformat())
            for one in lead.consents.all()
        ),
    }


def bring_in(*enquiries: Enquiry, door: Door = Door.API) -> None:
    for enquiry in enquiries:
        taken = take([check(enquiry)], door=door, sender=sender_by(door, cta_id=enquiry.cta_id or 0))
        assert taken[0].refusal is None


def fill(cta: CallToAction) -> None:
    """Leads with all that a lead can have, and people with several."""
    touch = NewTouch(
        utm_source="google",
        utm_campaign="=HYPERLINK(1)",
        click_ids={"gclid": "Ab-_1"},
        page_url="https://example.com/a?b=c",
        referrer="https://example.org",
        happened_at=BEGAN - timedelta(days=3),
    )
    given = BEGAN - timedelta(hours=1)
    consents = (
        NewConsent(channel="email", text_version="v3", source="Formular", given_at=given),
        NewConsent(channel="phone", text_version="v1"),
    )
    anna: dict[str, Any] = {"name": "Anna Groß", "email": "anna@example.com", "phone": "0151 23456789"}
    whole = {
        **anna,
        "company": "Groß & Söhne GmbH",
        "note": 'Erste Zeile\nzweite; "dritte"',
        "page_url": "https://example.com/a?utm_source=x",
        "external_id": "-7",
        "external_source": "HubSpot",
    }

    def on(day: int, values: dict[str, Any], **said: Any) -> Enquiry:
        return Enquiry(values=values, cta_id=cta.pk, received_at=BEGAN + timedelta(days=day), **said)

    bring_in(
        on(
            *(0, whole),
            first_touch=touch,
            last_touch=NewTouch(utm_source="-meta"),
            consents=consents,
            answers={"Fläche?": "=120 m²", "Wann?": "bald"},
            raw={"Ort": "+Köln"},
        ),
        on(9, anna | {"phone": "0151 99999999"}),
        on(10, anna | {"name": "Bernd Klein"}),
        on(11, {"name": "'=1+1", "phone": "+49 30 123456 oder 030 654321"}, kind="test", channel_id=None),
        on(
            *(12, {"name": "@Eva", "email": "eva@example.com, eva.privat@example.com"}),
            channel_id=make_channel("Messe").pk,
        ),
    )
    Lead.objects.filter(person__email="anna@example.com").update(grade=Grade.B)


@pytest.fixture
def cta() -> CallToAction:
    return make_cta(make_campaign(name='=Kampagne; mit "Zeichen"', channel=make_channel("Suche")))


@pytest.mark.parametrize("language", ["de", "en"])
def test_list_comes_back_into_an_empty_company_field_by_field(
    cta: CallToAction, gero: User, tmp_path: Path, language: str
) -> None:
    fill(cta)
    before, text = snapshot(), take_along(gero, language)
    forget_everybody()
    assert bring_back(text, tmp_path) == (5, 0, 0, 0)
    assert snapshot() == before


@pytest.mark.parametrize("language", ["de", "en"])
def test_list_that_comes_back_into_its_own_company_changes_nothing(
    cta: CallToAction, gero: User, tmp_path: Path, language: str
) -> None:
    fill(cta)
    before = snapshot()
    assert bring_back(take_along(gero, language), tmp_path) == (0, 0, 5, 0)
    assert snapshot() == before


def test_without_its_record_a_lead_would_not_be_known_again(
    cta: CallToAction, gero: User, tmp_path: Path
) -> None:
    fill(cta)
    rows = list(csv.reader(io.StringIO(take_along(gero).lstrip("\ufeff")), delimiter=";"))
    bare = "\n".join(";".join(f'"{cell.replace(chr(34), chr(34) * 2)}"' for cell in row[:-1]) for row in rows)
    created, _merged, _known, _rejected = bring_back(bare, tmp_path)
    assert created


@pytest.mark.parametrize("name", [name for name in TEXTS if name != "very long"])
def test_odd_values_come_back(cta: CallToAction, gero: User, tmp_path: Path, name: str) -> None:
    text = TEXTS[name]
    enquiry = Enquiry(
        values={"name": text[:150], "company": text[:150], "note": text[:3000], "email": "odd@example.com"},
        cta_id=cta.pk,
        received_at=BEGAN,
        last_touch=NewTouch(utm_term=text[:200]),
        raw={"Spalte": "x"},
    )
    try:
        bring_in(enquiry)
    except ValidationError:
        return
    before, file = snapshot(), take_along(gero)
    assert bring_back(file, tmp_path) == (0, 0, 1, 0)
    forget_everybody()
    assert bring_back(file, tmp_path) == (1, 0, 0, 0)
    assert snapshot() == before


typed = st.text(
    st.sampled_from("=+-@'\"\t;,\n\r ab9Äß{}\\|") | st.characters(exclude_categories=["Cs", "Cc"]),
    max_size=12,
)
named = st.builds("{}x{}".format, typed, typed)


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(said=st.lists(st.tuples(named, typed, typed, st.integers(0, 5)), min_size=1, max_size=4))
@example(said=[("=1+1x", "'", "+49 30 1", 0), ("'=x", "-", '"', 0)])
def test_whatever_people_type_comes_back(
    cta: CallToAction, gero: User, tmp_path: Path, said: list[tuple[str, str, str, int]]
) -> None:
    forget_everybody()
    for number, (name, company, note, person) in enumerate(said):
        enquiry = Enquiry(
            values={"name": name, "company": company, "note": note, "email": f"p{person}@example.com"},
            cta_id=cta.pk,
            received_at=BEGAN + timedelta(minutes=number),
        )
        try:
            bring_in(enquiry)
        except ValidationError:
            continue
    before, file = snapshot(), take_along(gero)
    if not before:
        return
    assert bring_back(file, tmp_path) == (0, 0, len(before), 0)
    forget_everybody()
    assert bring_back(file, tmp_path) == (len(before), 0, 0, 0)
    assert snapshot() == before


@pytest.mark.parametrize("language", ["de", "en"])
def test_every_column_is_known_by_its_heading(language: str) -> None:
    with translation.override(language):
        known = guess_mapping(
            file_fields(), [head for head in headings() if not head.startswith("Smarketing: ")]
        )
    assert len(known) == len(set(known.values())) == len(headings()) - 4
    assert {"created_at", "name", "email", "phone", "campaign", "cta", "channel", "grade", RECORD} <= set(
        known
    )


def test_what_a_spreadsheet_would_run_is_a_text(cta: CallToAction, gero: User) -> None:
    fill(cta)
    rows = list(csv.reader(io.StringIO(take_along(gero).lstrip("\ufeff")), delimiter=";"))
    # A number below zero is one to compute with, whoever typed it.
    assert {cell for row in rows for cell in row if cell[:1] in tuple("=+-@\t\r")} == {"-7"}
    assert "'''=1+1" not in str(rows)
    assert {"''=1+1", "'@Eva"} <= {row[1] for row in rows}


def test_what_somebody_changes_in_the_table_goes_before_the_record(
    cta: CallToAction, gero: User, tmp_path: Path
) -> None:
    bring_in(Enquiry(values={"name": "Anna", "email": "anna@example.com"}, cta_id=cta.pk, received_at=BEGAN))
    text = (
        take_along(gero).replace(";Anna;", ";Anna Neu;").replace("2026-05-04 11:30:15", "2026-05-05 11:30:15")
    )
    forget_everybody()
    assert bring_back(text, tmp_path) == (1, 0, 0, 0)
    lead = Lead.objects.get()
    assert lead.person.name == "Anna Neu"
    assert f"{lead.received_at:%Y-%m-%d}" == "2026-05-05"


@pytest.mark.parametrize(
    "cell",
    [
        "nonsense",
        "[]",
        "{}",
        '{"v":2,"received_at":"2026-05-04T09:30:15+00:00"}',
        '{"v":1,"received_at":"heute"}',
        '{"v":1,"received_at":"2999-05-04T09:30:15+00:00"}',
        '{"v":1,"received_at":"2026-05-04T09:30:15+00:00","consents":[{"channel":"fax","text":"1","source":"","at":"2026-05-04T09:30:15+00:00"}]}',
        '{"v":1,"received_at":"2026-05-04T09:30:15+00:00","person":{"email":"keine"}}',
        '{"v":1,"received_at":"2026-05-04T09:30:15+00:00","answers":{"a":5}}',
        '{"v":1,"received_at":"2026-05-04T09:30:15+00:00","kind":"none"}',
        '{"v":1,"received_at":"2026-05-04T09:30:15"}',
    ],
)  # fmt: skip
def test_record_that_is_none_costs_its_cell_only(cta: CallToAction, tmp_path: Path, cell: str) -> None:
    with pytest.raises(ValidationError):
        read_record(cell)
    quoted = cell.replace('"', '""')
    text = f'email;Eingang;{RECORD}\nanna@example.com;2026-05-04;"{quoted}"\n'
    report = run(write(tmp_path, text), campaign="Messe")
    assert counts(report) == (1, 0, 0, 0)
    assert [remark.column for remark in report.remarks] == [RECORD]


def test_whose_contact_is_veiled_comes_without_it_and_without_a_record(cta: CallToAction, sven: User) -> None:
    fill(cta)
    Lead.objects.update(stage="handed_over", assigned_to=sven)
    rows = list(csv.DictReader(io.StringIO(take_along(sven).lstrip("\ufeff")), delimiter=";"))
    assert len(rows) == 5
    assert "example.com" not in str([{**row, "utm_campaign": ""} for row in rows])
    assert {(row["E-Mail"], row["Telefon"], row[RECORD]) for row in rows} == {("", "", "")}
    assert {row["Marketing-Einschätzung"] for row in rows} == {""}


def test_statements_do_not_grow_with_the_leads_of_a_part(
    cta: CallToAction, gero: User, django_assert_num_queries: Any
) -> None:
    fill(cta)
    with django_assert_num_queries(3):
        assert len(take_along(gero).splitlines()) >= 6


def test_parts_follow_each_other_without_a_gap_or_a_double(
    cta: CallToAction, gero: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(cta)
    Lead.objects.update(received_at=BEGAN)
    whole = take_along(gero)
    monkeypatch.setattr("leads.exports.AT_ONCE", 2)
    assert take_along(gero) == whole
