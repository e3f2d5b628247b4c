"""Outcomes and qualities from before: found their lead, appended once, corrected by another row."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from accounts.models import Company
from feedback.models import LeadStanding, Outcome, Rating
from leads.models import Lead, LeadStage, Person
from tests.factories import make_lead, make_person
from tests.importing import counts, problems, run, write

pytestmark = pytest.mark.django_db

NEW_YEAR = datetime(2025, 1, 1, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _in_berlin(company: Company) -> None:
    """Every test has the company."""


def lead_of(email: str, *, month: int, **fields: object) -> Lead:
    """A lead of this person that came in on the first of that month of 2025."""
    person = Person.objects.filter(email=email).first() or make_person(email=email)
    return make_lead(person=person, received_at=datetime(2025, month, 1, tzinfo=UTC), **fields)  # type: ignore[arg-type]


def outcomes_of(lead: Lead) -> list[tuple[str, int | None, str]]:
    return list(lead.outcomes.order_by("pk").values_list("kind", "value_cents", "reason_text"))


def test_a_won_row_closes_its_lead(tmp_path: Path) -> None:
    lead = make_lead(external_id="L-1", received_at=NEW_YEAR)
    path = write(tmp_path, "id;gewonnen am;Wert;sr\nL-1;31.01.2025;1.234,50 €;Sven\n")

    assert counts(run(path, target="outcomes")) == (1, 0, 0, 0)
    lead.refresh_from_db()
    assert (lead.stage, lead.raw, outcomes_of(lead)) == (
        LeadStage.WON,
        {"sr": "Sven"},
        [("won", 123_450, "")],
    )
    standing = LeadStanding.objects.get(lead=lead)
    assert (standing.outcome, standing.value_cents) == ("won", 123_450)


def test_a_lost_row_keeps_its_reason_and_its_stray_value(tmp_path: Path) -> None:
    lead = make_lead(external_id="L-1", received_at=NEW_YEAR)
    path = write(tmp_path, "id,won_at,lost_at,value,reason\nL-1,,2025-02-01,99.50,zu teuer\n")

    assert counts(run(path, target="outcomes")) == (1, 0, 0, 0)
    lead.refresh_from_db()
    assert (lead.stage, outcomes_of(lead), lead.raw) == (
        LeadStage.LOST,
        [("lost", None, "zu teuer")],
        {"value": "99.50"},
    )


def test_the_same_outcomes_twice_change_nothing(tmp_path: Path) -> None:
    make_lead(external_id="L-1", received_at=NEW_YEAR)
    lead_of("erika@example.com", month=1)
    path = write(tmp_path, "id,email,won_at,lost_at\nL-1,,2025-02-01,\n,erika@example.com,,2025-03-01\n")

    assert counts(run(path, target="outcomes")) == (2, 0, 0, 0)
    before = list(Lead.objects.order_by("pk").values())
    assert counts(run(path, target="outcomes")) == (0, 0, 2, 0)
    assert (Outcome.objects.count(), list(Lead.objects.order_by("pk").values())) == (2, before)


def test_a_correction_follows_what_was_known(tmp_path: Path) -> None:
    lead = make_lead(external_id="L-1", received_at=NEW_YEAR)
    run(write(tmp_path, "id,won_at,value\nL-1,2025-02-01,100\n"), target="outcomes")

    corrected = write(tmp_path, "id,won_at,value\nL-1,2025-02-01,200\n")

    assert counts(run(corrected, target="outcomes")) == (0, 1, 0, 0)
    assert outcomes_of(lead) == [("won", 10_000, ""), ("won", 20_000, "")]
    assert LeadStanding.objects.get(lead=lead).value_cents == 20_000


def test_repeats_and_corrections_within_a_file(tmp_path: Path) -> None:
    make_lead(external_id="L-1", received_at=NEW_YEAR)
    rows = "L-1,2025-02-01,100\nL-1,2025-02-01,100\nL-1,2025-02-01,200\n"

    assert counts(run(write(tmp_path, f"id,won_at,value\n{rows}"), target="outcomes")) == (1, 1, 1, 0)


def test_an_outcome_before_its_lead_is_kept_and_noted(tmp_path: Path) -> None:
    lead = make_lead(external_id="L-1", received_at=datetime(2025, 3, 7, 23, tzinfo=UTC))

    report = run(write(tmp_path, "id,won_at\nL-1,2025-03-06\n"), target="outcomes")

    assert (counts(report), len(outcomes_of(lead))) == ((1, 0, 0, 0), 1)
    assert [(remark.row, remark.column, remark.value) for remark in report.remarks] == [
        (2, "won_at", "2025-03-06")
    ]
    assert "(2025-03-08)" in report.remarks[0].message


def test_by_email_the_newest_open_lead_of_that_time_is_meant(tmp_path: Path) -> None:
    first, second, third = (lead_of("erika@example.com", month=month) for month in (1, 3, 5))
    path = write(tmp_path, "email,won_at\nErika@example.com,2025-04-01\nerika@example.com,2025-06-01\n")

    assert counts(run(path, target="outcomes")) == (2, 0, 0, 0)
    assert [len(outcomes_of(lead)) for lead in (first, second, third)] == [0, 1, 1]
    assert counts(run(path, target="outcomes")) == (0, 0, 2, 0)


def test_by_email_the_only_lead_is_corrected(tmp_path: Path) -> None:
    lead_of("erika@example.com", month=1)
    run(write(tmp_path, "email,won_at\nerika@example.com,2025-04-01\n"), target="outcomes")

    assert counts(
        run(write(tmp_path, "email,won_at\nerika@example.com,2025-04-02\n"), target="outcomes")
    ) == (0, 1, 0, 0)


def test_by_email_what_fits_equally_is_refused(tmp_path: Path) -> None:
    for month in (1, 1, 2):
        lead_of("erika@example.com", month=month)
    lead_of("otto@example.com", month=1, stage=LeadStage.WON)
    lead_of("otto@example.com", month=2, stage=LeadStage.LOST)
    path = write(tmp_path, "email,won_at\nerika@example.com,2025-01-15\notto@example.com,2025-04-01\n")

    report = run(path, target="outcomes")

    assert counts(report) == (0, 0, 0, 2)
    assert [problem.message[0] for problem in report.errors] == ["2", "2"]


def test_rows_without_a_lead_or_an_outcome_are_rejected(tmp_path: Path) -> None:
    make_lead(external_id="L-1", received_at=NEW_YEAR)
    rows = (
        "nix,,2025-01-01,\n,wer@example.com,2025-01-01,\n,,2025-01-01,\nL-1,,,\nL-1,,2025-01-01,2025-01-01\n"
    )

    report = run(write(tmp_path, f"id,email,won_at,lost_at\n{rows}"), target="outcomes")

    assert counts(report) == (0, 0, 0, 5)
    assert problems(report) == [
        (2, "id", "nix"),
        (3, "email", "wer@example.com"),
        (4, "id", ""),
        (5, "won_at", ""),
        (6, "won_at", "2025-01-01"),
    ]


def test_what_somebody_here_said_later_stands(tmp_path: Path) -> None:
    lead = make_lead(external_id="L-1", stage=LeadStage.LOST, received_at=NEW_YEAR)

    assert counts(run(write(tmp_path, "id,won_at\nL-1,2024-12-01\n"), target="outcomes")) == (0, 0, 1, 0)
    lead.refresh_from_db()
    assert lead.stage == LeadStage.LOST


def test_an_imported_quality_rates_the_lead(tmp_path: Path) -> None:
    path = write(tmp_path, "id,created_at,quality\n1,2025-01-01,a\n2,2025-01-01,\n")

    assert counts(run(path)) == (2, 0, 0, 0)
    assert list(Lead.objects.order_by("external_id").values_list("stage", flat=True)) == [
        "rated",
        "registered",
    ]
    rating = Rating.objects.select_related("lead").get()
    assert (rating.quality, rating.user, rating.rated_at) == ("A", None, rating.lead.received_at)


def test_a_quality_that_comes_later_is_merged_once(tmp_path: Path) -> None:
    run(write(tmp_path, "id,created_at\n1,2025-01-01\n"))
    path = write(tmp_path, "id,created_at,quality\n1,2025-01-01,B\n")

    assert counts(run(path)) == (0, 1, 0, 0)
    assert counts(run(path)) == (0, 0, 1, 0)
    assert LeadStanding.objects.get().quality == "B"


def test_import_outcomes_prints_json_and_refuses_with_two(tmp_path: Path) -> None:
    make_lead(external_id="L-1", received_at=NEW_YEAR)
    path, out = write(tmp_path, "nr,am\nL-1,2025-02-01\n"), StringIO()

    call_command("import_outcomes", path, "--map=external_id=nr", "--map=won_at=am", stdout=out)

    assert json.loads(out.getvalue()) == {
        "rows": 1, "created": 1, "merged": 0, "suppressed": 0, "rejected": 0, "errors": [], "remarks": []
    }  # fmt: skip
    for mapping in (["--map=won_at=am"], ["--map=external_id=nr"], ["--map=quality=nr"]):
        with pytest.raises(CommandError) as error:
            call_command("import_outcomes", path, *mapping)
        assert error.value.returncode == 2


def test_by_a_further_address_of_the_person_their_lead_is_meant(tmp_path: Path) -> None:
    person = make_person(email="erika@example.com", also_reached_by=["e.muster@example.org"])
    lead = make_lead(person=person, received_at=datetime(2025, 1, 1, tzinfo=UTC))

    report = run(write(tmp_path, "email,won_at\ne.muster@example.org,2025-04-01\n"), target="outcomes")

    assert (counts(report), lead.outcomes.count()) == ((1, 0, 0, 0), 1)
