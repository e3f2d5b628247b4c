from __future__ import annotations

import pytest

from feedback.imports import OUTCOME_FIELDS
from files.mapping import guess_mapping, parse_pairs
from files.presets import Preset
from files.problems import ImportRefused
from leads.doors.file_fields import file_fields


def test_parse_pairs_reads_field_and_column() -> None:
    assert parse_pairs(["email=E-Mail", "name = Voller Name", "note=a=b"]) == {
        "email": "E-Mail",
        "name": "Voller Name",
        "note": "a=b",
    }


@pytest.mark.parametrize("pair", ["email", "=E-Mail", "email=", ""])
def test_parse_pairs_refuses_what_is_no_pair(pair: str) -> None:
    with pytest.raises(ImportRefused):
        parse_pairs([pair])


def test_parse_pairs_refuses_a_field_given_twice() -> None:
    with pytest.raises(ImportRefused):
        parse_pairs(["email=A", "email=B"])


@pytest.mark.parametrize(
    ("columns", "expected"),
    [
        (
            [
                "Record ID",
                "Email",
                "Phone Number",
                "Create Date",
                "Company Name",
                "Original Source",
                "Lead Status",
            ],
            {
                "external_id": "Record ID",
                "email": "Email",
                "phone": "Phone Number",
                "created_at": "Create Date",
                "company": "Company Name",
                "channel": "Original Source",
                "status": "Lead Status",
            },
        ),
        (
            ["Person - Name*", "Person - Email (Work)", "Person - Phone", "Organization - Name*"],
            {
                "name": "Person - Name*",
                "email": "Person - Email (Work)",
                "phone": "Person - Phone",
                "company": "Organization - Name*",
            },
        ),
        (
            ["id", "created_time", "campaign_name", "form_name", "platform", "full_name", "phone_number"],
            {
                "external_id": "id",
                "created_at": "created_time",
                "campaign": "campaign_name",
                "cta": "form_name",
                "channel": "platform",
                "name": "full_name",
                "phone": "phone_number",
            },
        ),
        (
            [
                "Kennung",
                "Datum",
                "E-Mail",
                "Telefon",
                "Firma",
                "Kampagne",
                "Quelle",
                "Bewertung",
                "UTM_Source",
                "GCLID",
            ],
            {
                "external_id": "Kennung",
                "created_at": "Datum",
                "email": "E-Mail",
                "phone": "Telefon",
                "company": "Firma",
                "campaign": "Kampagne",
                "channel": "Quelle",
                "quality": "Bewertung",
                "utm_source": "UTM_Source",
                "gclid": "GCLID",
            },
        ),
    ],
    ids=["hubspot", "pipedrive", "meta", "german"],
)
def test_guess_mapping_knows_common_exports(columns: list[str], expected: dict[str, str]) -> None:
    assert guess_mapping(file_fields(), columns) == expected


def test_guess_mapping_gives_a_column_one_meaning() -> None:
    assert guess_mapping(file_fields(), ["email", "E-Mail"]) == {"email": "email"}


def test_guess_mapping_takes_of_a_preset_only_fields_this_import_has() -> None:
    means = {"click": "gclid", "who": "email"}
    preset = Preset(name="Ads", headings=frozenset(means), means=means)
    assert guess_mapping(OUTCOME_FIELDS, ["Click", "Who"], preset) == {"email": "Who"}


def test_guess_mapping_knows_outcomes() -> None:
    columns = ["mql_id", "won_date", "Deal - Lost time", "Deal - Value", "Deal - Lost reason"]

    assert guess_mapping(OUTCOME_FIELDS, columns) == {
        "external_id": "mql_id",
        "won_at": "won_date",
        "lost_at": "Deal - Lost time",
        "value": "Deal - Value",
        "reason": "Deal - Lost reason",
    }
