"""What is said of a row is cleaned and checked by the row's own columns."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.utils import translation

from accounts.models import User
from campaigns.models import CallToAction, Campaign, LeadDefinition
from feedback.models import Outcome, Rating
from values.checking import Findings
from values.columns import clean_value, editable_columns, length_of, said_in, take


def test_people_say_the_editable_columns_and_no_other() -> None:
    assert editable_columns(CallToAction) == ("name", "kind", "placement", "page_url", "is_active")


@pytest.mark.parametrize(
    ("model", "name", "said", "kept"),
    [
        (Campaign, "name", "  Audit \n Herbst ", "Audit Herbst"),
        (LeadDefinition, "lead_text", " eins\r\nzwei ", "eins\nzwei"),
        (Campaign, "target_group", "", ""),
        (Campaign, "starts_on", None, None),
        (Campaign, "ends_on", date(2026, 3, 14), date(2026, 3, 14)),
        (CallToAction, "is_active", False, False),
        (Outcome, "value_cents", 0, 0),
    ],
)
def test_value_is_kept_in_the_form_of_its_column(model: Any, name: str, said: Any, kept: Any) -> None:
    assert clean_value(model, name, said) == kept


@pytest.mark.parametrize(
    ("model", "name", "said", "code"),
    [
        (Campaign, "name", " ", "required"),
        (Campaign, "target_group", None, "required"),
        (Campaign, "name", "x" * 161, "too_long"),
        (Campaign, "name", "\u0958" * 160, "max_length"),
        (Rating, "note", "x" * 4001, "too_long"),
        (CallToAction, "kind", "smile", "choice"),
        (CallToAction, "page_url", "javascript:alert(1)", "address"),
        (Campaign, "starts_on", date(1999, 12, 31), "out_of_range"),
        (Outcome, "value_cents", -1, "min_value"),
    ],
)
def test_value_a_column_does_not_take_is_refused_beside_it(
    model: Any, name: str, said: Any, code: str
) -> None:
    with pytest.raises(ValidationError) as refused:
        clean_value(model, name, said)
    assert {
        field: [error.code for error in errors] for field, errors in refused.value.error_dict.items()
    } == {name: [code]}


def test_value_that_is_missing_is_asked_for() -> None:
    with translation.override("en"), pytest.raises(ValidationError) as refused:
        clean_value(Campaign, "name", "")
    assert refused.value.message_dict == {"name": ["Please fill in this field."]}


def test_choice_of_the_column_is_kept() -> None:
    assert clean_value(CallToAction, "kind", "call") == "call"


def test_row_that_is_referred_to_is_not_looked_up() -> None:
    owner = User(pk=7)
    assert clean_value(Campaign, "owner", owner) is owner


def test_all_that_is_wrong_with_a_new_row_is_found_at_once() -> None:
    findings = Findings()
    take(CallToAction(), {"kind": "smile", "page_url": "ftp://x"}, findings)
    with pytest.raises(ValidationError) as refused:
        findings.raise_if_any()
    assert sorted(refused.value.error_dict) == ["kind", "name", "page_url"]


def test_of_a_stored_row_only_what_is_said_is_checked() -> None:
    stored, findings = CallToAction(name="Anruf", kind="unknown today"), Findings()
    stored._state.adding = False
    take(stored, {"placement": " Startseite "}, findings)
    findings.raise_if_any()
    assert stored.placement == "Startseite"


def test_reader_reads_what_is_said_of_its_column() -> None:
    campaign = Campaign()
    take(campaign, {"name": "Audit"}, Findings(), name=str.upper)
    assert campaign.name == "AUDIT"


def test_name_that_is_no_column_people_say_is_a_mistake_of_the_caller() -> None:
    with pytest.raises(TypeError) as mistake:
        take(CallToAction(), {"row_version": 7, "key": "x", "name": "Anruf"}, Findings())
    assert str(mistake.value) == (
        "Nobody says key, row_version of a CallToAction: name, kind, placement, page_url, is_active."
    )


def test_row_says_what_was_said_of_it() -> None:
    assert said_in(LeadDefinition(lead_text="Fragt an.", version=3)) == {
        "lead_text": "Fragt an.",
        "good_text": "",
    }


def test_length_is_the_column_s() -> None:
    assert length_of(Outcome, "competitor") == 160
