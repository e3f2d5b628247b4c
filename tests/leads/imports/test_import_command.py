from __future__ import annotations

import json
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from accounts.models import Company
from campaigns.models import Campaign
from leads.models import Lead
from tests.factories import make_campaign
from tests.importing import write

pytestmark = pytest.mark.django_db


def call(*arguments: object) -> tuple[dict[str, Any], str]:
    """The JSON object and what stood on standard error."""
    out, err = StringIO(), StringIO()
    call_command("import_leads", *map(str, arguments), stdout=out, stderr=err)
    return json.loads(out.getvalue()), err.getvalue()


def refusal(*arguments: object) -> str:
    """The message under which the command ended with 2."""
    with pytest.raises(CommandError) as error:
        call(*arguments)
    assert error.value.returncode == 2
    return str(error.value)


def test_import_leads_prints_one_json_object(company: Company, tmp_path: Path) -> None:
    path = write(tmp_path, "Nr;Mail;Datum\n1;erika@example.com;31.12.2025\n;keine;31.12.2025\n1;;\n")

    printed, notes = call(
        path,
        "--map",
        "external_id=nr",
        "--map",
        "email=MAIL",
        "--map",
        "created_at=Datum",
        "--campaign",
        "X",
        "--create",
    )

    message = "“keine” is not an e-mail address. Allowed are addresses such as erika@example.com."
    assert printed == {
        "rows": 3,
        "created": 1,
        "merged": 0,
        "suppressed": 1,
        "rejected": 1,
        "errors": [{"row": 3, "column": "Mail", "value": "keine", "message": message}],
        "remarks": [],
    }
    assert notes == ""


def test_import_leads_guesses_without_a_mapping(company: Company, tmp_path: Path) -> None:
    make_campaign(name="Messe")
    path = write(tmp_path, "Lead ID,Kampagne\n1,messe\n")

    assert call(path)[0]["created"] == 1
    assert Lead.objects.get().external_id == "1"


def test_import_leads_takes_only_what_is_mapped(company: Company, tmp_path: Path) -> None:
    path = write(tmp_path, "id,email,note\n1,erika@example.com,x\n")

    call(path, "--map", "external_id=id", "--campaign", "Messe", "--create")

    assert Lead.objects.values_list("raw", "note").get() == ({"email": "erika@example.com", "note": "x"}, "")


PAIRS = ("external_id=id", "email=email")


@pytest.mark.parametrize(
    "map_arguments",
    [("--map", *PAIRS), ("--map", PAIRS[0], "--map", PAIRS[1])],
    ids=["several behind one --map", "one behind each"],
)
def test_import_leads_takes_pairs_either_way(
    company: Company, tmp_path: Path, map_arguments: tuple[str, ...]
) -> None:
    path = write(tmp_path, "id,email,note\n1,erika@example.com,x\n")

    call(path, *map_arguments, "--campaign", "Messe", "--create")

    assert Lead.objects.values_list("external_id", "raw").get() == ("1", {"note": "x"})


def test_import_leads_finds_the_file_behind_the_pairs(company: Company, tmp_path: Path) -> None:
    path = write(tmp_path, "id,email\n1,erika@example.com\n")

    call("--campaign", "Messe", "--create", "--map", *PAIRS, path)

    assert Lead.objects.get().person.email == "erika@example.com"


def test_import_leads_without_a_file_says_so(company: Company) -> None:
    with pytest.raises(CommandError, match="which file"):
        call("--campaign", "Messe")


def test_import_leads_dry_run_keeps_nothing(company: Company, tmp_path: Path) -> None:
    path = write(tmp_path, "id\n1\n")

    assert call(path, "--campaign", "Messe", "--create", "--dry-run")[0]["created"] == 1
    assert (Lead.objects.count(), Campaign.objects.count()) == (0, 0)


def test_import_leads_follows_declared_formats(company: Company, tmp_path: Path) -> None:
    path = write(tmp_path, "id,date,name\n1,03/04/2025,Müller\n".encode("cp1252"))

    call(path, "--campaign", "Messe", "--create", "--dates", "mdy", "--encoding", "cp1252")

    assert Lead.objects.values_list("received_on", "person__name").get()[0].isoformat() == "2025-03-04"


def test_import_leads_tells_notes_apart_from_the_result(company: Company, tmp_path: Path) -> None:
    call(write(tmp_path, "id,grade\n1,A\n"), "--campaign", "Messe", "--create")

    printed, notes = call(write(tmp_path, "id,grade\n1,B\n"), "--campaign", "Messe")

    assert printed["suppressed"] == 1
    assert notes == "Row 2, grade “B”: The lead is known with another value, which was kept.\n"


def test_import_leads_refuses_what_it_cannot_use(company: Company, tmp_path: Path) -> None:
    path = write(tmp_path, "id,mail\n1,x\n")

    assert "missing.csv" in refusal(tmp_path / "missing.csv")
    assert "external_id, created_at" in refusal(path, "--map", "farbe=mail")
    assert "“id”, “mail”" in refusal(path, "--map", "email=E-Mail")
    assert "mapped twice" in refusal(path, "--map", "email=mail", "--map", "email=id")
    assert "field=column" in refusal(path, "--map", "email")
    assert "No campaign" in refusal(path, "--map", "external_id=id")
    assert "“Nix”" in refusal(path, "--campaign", "Nix")
    assert "external_id, email, phone" in refusal(path, "--map", "name=id", "--campaign", "Nix")
    assert Lead.objects.count() == 0
