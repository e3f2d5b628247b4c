"""The one-time code: printed, hashed, for a day, until there is a company."""

from __future__ import annotations

from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from accounts.errors import AlreadySetUp, SetupCodeInvalid
from accounts.models import Company, SetupCode
from accounts.services import check_setup_code, issue_setup_code
from accounts.services.setup_code import hash_setup_code


def test_setup_code_is_kept_as_a_hash(db: None) -> None:
    code = issue_setup_code()

    assert (len(code), SetupCode.objects.get().code_hash) == (14, hash_setup_code(code))


def test_setup_code_is_read_however_it_is_typed(db: None) -> None:
    code = issue_setup_code()

    check_setup_code(hash_setup_code(f" {code.lower().replace('-', ' ')} "))


def test_setup_code_ends_the_one_before(db: None) -> None:
    first = issue_setup_code()
    issue_setup_code()

    with pytest.raises(SetupCodeInvalid):
        check_setup_code(hash_setup_code(first))


def test_setup_code_ends_after_a_day(db: None) -> None:
    code = issue_setup_code()
    SetupCode.objects.update(created_at=timezone.now() - timedelta(hours=24))

    with pytest.raises(SetupCodeInvalid):
        check_setup_code(hash_setup_code(code))


def test_setup_code_is_refused_for_a_company(company: Company) -> None:
    with pytest.raises(AlreadySetUp):
        issue_setup_code()


def test_command_setup_code_prints_code_and_address(db: None) -> None:
    out = StringIO()
    call_command("setup_code", stdout=out)
    code = out.getvalue().split()[2]

    check_setup_code(hash_setup_code(code))
    assert "/setup/" in out.getvalue()


def test_command_setup_code_refuses_a_second_company(company: Company) -> None:
    with pytest.raises(CommandError):
        call_command("setup_code")
