"""What the commands are told of a file that does not say it itself."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from accounts.models import Company
from leads.models import Lead
from tests.importing import write

pytestmark = pytest.mark.django_db
CAMPAIGN = ("--campaign", "Messe", "--create")


@pytest.fixture(autouse=True)
def _in_berlin(company: Company) -> None:
    """Every test has the company."""


def call(*arguments: object, command: str = "import_leads") -> dict[str, Any]:
    out = StringIO()
    call_command(command, *map(str, arguments), stdout=out, stderr=StringIO())
    printed: dict[str, Any] = json.loads(out.getvalue())
    return printed


def test_the_time_zone_and_country_of_a_file_are_its_own(tmp_path: Path) -> None:
    path = write(tmp_path, "id,date,phone\n1,2026-02-01 12:00,020 7946 0958\n")

    call(path, *CAMPAIGN, "--time-zone", "Europe/London", "--country", "gb")

    lead = Lead.objects.get()
    assert (lead.received_at, lead.person.phone) == (datetime(2026, 2, 1, 12, tzinfo=UTC), "+442079460958")


@pytest.mark.parametrize(
    ("when", "read", "said"),
    [
        ("2026-03-29 02:30", datetime(2026, 3, 29, 1, 30, tzinfo=UTC), "put forward"),
        ("2026-10-25 02:30", datetime(2026, 10, 25, 0, 30, tzinfo=UTC), "put back"),
    ],
)
def test_an_hour_of_the_clock_change_is_read_and_remarked(
    tmp_path: Path, when: str, read: datetime, said: str
) -> None:
    path = write(tmp_path, f"email,date\na@example.com,{when}\n")

    printed = call(path, *CAMPAIGN)

    assert [said in remark["message"] for remark in printed["remarks"]] == [True]
    assert Lead.objects.get().received_at == read
    assert call(path, *CAMPAIGN)["suppressed"] == 1


def test_words_are_given_their_meaning_by_a_file(tmp_path: Path) -> None:
    words = write(tmp_path, '{"status": {"zu": "won"}, "grade": {"Spitze": "A"}}', "words.json")
    path = write(tmp_path, "id,date,status,close date,grade\n1,2026-01-01,Zu,2026-02-01,spitze\n")

    assert call(path, *CAMPAIGN, "--words", words)["remarks"] == []
    assert Lead.objects.values_list("stage", "grade").get() == ("won", "A")


def test_numbers_are_those_of_a_source(tmp_path: Path) -> None:
    path = write(tmp_path, "id,email,date\n1,a@example.com,2026-01-01\n")
    other = write(tmp_path, "id,email,date\n1,b@example.com,2026-01-01\n", "other.csv")
    call(path, *CAMPAIGN, "--source", "CRM")
    call(other, *CAMPAIGN, "--source", "Shop")
    won = write(tmp_path, "id,won_at\n1,2026-02-01\n", "won.csv")

    assert call(won, command="import_outcomes")["errors"][0]["message"].startswith("Leads of CRM, Shop")
    assert call(won, "--source", "Shop", command="import_outcomes")["created"] == 1
    assert Lead.objects.get(stage="won").person.email == "b@example.com"


def test_the_row_of_the_headings_can_be_named(tmp_path: Path) -> None:
    path = write(tmp_path, "name,date\nid,note\n1,x\n")

    call(path, *CAMPAIGN, "--heading-row", 2)

    assert Lead.objects.values_list("external_id", "note").get() == ("1", "x")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("--time-zone", "Berlin"), "“Berlin” is no time zone"),
        (("--country", "Germany"), "“Germany” is no country"),
        (("--undated", "bald"), "“bald” does not say when"),
        (("--heading-row", "7"), "Row 7 holds nothing"),
        (("--words", "missing.json"), "no JSON that can be read"),
    ],
)
def test_what_cannot_be_is_refused(tmp_path: Path, arguments: tuple[str, ...], message: str) -> None:
    path = write(tmp_path, "id,date\n1,2026-01-01\n")

    with pytest.raises(CommandError, match=message) as error:
        call(path, *CAMPAIGN, *arguments)
    assert (error.value.returncode, Lead.objects.count()) == (2, 0)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("nichts", "no JSON"),
        ('{"status": "won"}', "by field"),
        ('{"email": {"a": "won"}}', "“email” is no field of words"),
        ('{"status": {"zu": "fertig"}}', "“zu” cannot mean “fertig”"),
    ],
)
def test_words_that_cannot_be_are_refused(tmp_path: Path, content: str, message: str) -> None:
    words = write(tmp_path, content, "words.json")
    path = write(tmp_path, "id,date\n1,2026-01-01\n")

    with pytest.raises(CommandError, match=message):
        call(path, *CAMPAIGN, "--words", words)
