"""Every form pressed twice at the same moment, on real PostgreSQL; the lead form fifty times over."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.db import transaction
from pytest_django import Settings

from accounts.own_company import forget_own_company
from leads.models import Lead
from pages import once
from tests.pages.test_once import press_at_once
from tests.presses import PRESSES, Press
from tests.test_routes import count_rows

pytestmark = [pytest.mark.soak, pytest.mark.django_db(transaction=True)]

ROUNDS = 50
# What allauth says when the transaction is over, a receipt of that transaction cannot hold.
SAID_AFTERWARDS = {"mfa_activate_totp", "mfa_generate_recovery_codes"}
NOT_COUNTED = {"pages_receipt", "smarketing_cache", "accounts_callallowance"}


@pytest.fixture(autouse=True)
def _own_folder(tmp_path: Path, settings: Settings) -> None:
    settings.IMPORT_DIR = tmp_path / "imports"


def rows() -> dict[str, int]:
    return {table: count for table, count in count_rows().items() if table not in NOT_COUNTED}


def rows_after_one_press(name: str) -> dict[str, int]:
    """What the form brings when it is sent once; all of it is taken back."""
    with transaction.atomic():
        PRESSES[name]().send()
        found = rows()
        transaction.set_rollback(True)
    forget_own_company()
    return found


@pytest.mark.parametrize("name", PRESSES)
def test_form_pressed_twice_at_once_is_done_once_and_answered_alike(name: str) -> None:
    once_pressed = rows_after_one_press(name)
    first, second = press_at_once(PRESSES[name]())
    assert (first.status, first.to) == (second.status, second.to)
    assert first.said == second.said or name in SAID_AFTERWARDS
    assert rows() == once_pressed


def leads_of_double_presses(press: Press) -> list[int]:
    """How many leads each of the rounds makes."""
    made = []
    for number in range(ROUNDS):
        before = Lead.objects.count()
        press_at_once(press, email=f"erika{number}@example.org")
        made.append(Lead.objects.count() - before)
    return made


def test_lead_form_pressed_twice_makes_one_lead_each_of_fifty_times() -> None:
    assert leads_of_double_presses(PRESSES["leads:lead_new"]()) == [1] * ROUNDS


def test_twin_without_tokens_makes_two_leads_each_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(once, "_claim_of", lambda _request, **_: None)
    assert leads_of_double_presses(PRESSES["leads:lead_new"]()) == [2] * ROUNDS
