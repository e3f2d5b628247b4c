"""Whether customers are asked: who says so, and what holds then."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.core.exceptions import PermissionDenied, ValidationError

from accounts.models import Company, User
from surveys.services.settings import change_settings, survey_settings
from values.refusals import StaleVersion

ON: dict[str, Any] = {"is_on": True, "reply_to": "antwort@example.com"}
NOON = datetime(2026, 6, 15, 10, tzinfo=UTC)


def test_it_is_off_until_somebody_says_otherwise(company: Company) -> None:
    assert (survey_settings().is_on, survey_settings().delay_days) == (False, 7)


def test_a_manager_switches_it_on(gero: User) -> None:
    with time_machine.travel(NOON, tick=False):
        row = change_settings(actor=gero, **ON)
    assert (row.is_on, row.on_since, row.changed_by, row.changed_at) == (True, NOON, gero, NOON)
    assert row.opt_out_key


def test_a_change_while_it_is_on_leaves_since_when(gero: User) -> None:
    with time_machine.travel(NOON, tick=False):
        change_settings(actor=gero, **ON)
    with time_machine.travel(NOON + timedelta(days=3), tick=False):
        row = change_settings(actor=gero, delay_days=14)
    assert (row.delay_days, row.on_since) == (14, NOON)


def test_on_again_is_since_then(gero: User) -> None:
    with time_machine.travel(NOON, tick=False):
        key = change_settings(actor=gero, **ON).opt_out_key
        change_settings(actor=gero, is_on=False)
    with time_machine.travel(NOON + timedelta(days=3), tick=False):
        row = change_settings(actor=gero, is_on=True)
    assert (row.on_since, row.opt_out_key) == (NOON + timedelta(days=3), key)


def test_it_is_not_on_without_an_address_for_replies(gero: User) -> None:
    with pytest.raises(ValidationError) as refused:
        change_settings(actor=gero, is_on=True)
    assert set(refused.value.message_dict) == {"reply_to"}


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("delay_days", 0),
        ("delay_days", 91),
        ("reply_to", "keine"),
        ("language", "fr"),
        ("words_de", "x" * 601),
    ],
)
def test_what_is_not_allowed_is_named(gero: User, name: str, value: Any) -> None:
    with pytest.raises(ValidationError) as refused:
        change_settings(actor=gero, **{name: value})
    assert set(refused.value.message_dict) == {name}


def test_nobody_is_overwritten(gero: User) -> None:
    row = change_settings(actor=gero, delay_days=10)
    change_settings(actor=gero, delay_days=20, expected_version=row.row_version)
    with pytest.raises(StaleVersion) as stale:
        change_settings(actor=gero, delay_days=30, expected_version=row.row_version)
    assert [(one.theirs, one.yours) for one in stale.value.conflicts] == [("20", "30")]


def test_others_do_not_switch_it_on(mara: User, sven: User, lena: User) -> None:
    for person in (mara, sven, lena):
        with pytest.raises(PermissionDenied):
            change_settings(actor=person, **ON)
