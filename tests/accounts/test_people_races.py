"""Two administrators act at the same moment: one has to stay, and an address is invited once."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from threading import Barrier
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError

from accounts.errors import LastAdministrator
from accounts.models import Invitation, Role, User
from accounts.services import deactivate, invitations, invite, people
from tests.at_once import at_once
from tests.factories import make_company, make_user

pytestmark = pytest.mark.django_db(transaction=True)
REPEATS = 10


def step_back_at_once(first: User, second: User) -> int:
    """Both deactivate themselves; how many administrators are left."""
    steps = [partial(deactivate, actor=admin, user=admin) for admin in (first, second)]
    at_once(*steps, refused=LastAdministrator)
    return User.objects.administrators().count()


@pytest.mark.parametrize("repeat", range(REPEATS))
def test_deactivate_at_once_leaves_one_administrator(repeat: int) -> None:
    make_company()

    assert step_back_at_once(make_user(Role.ADMIN), make_user(Role.ADMIN)) == 1


def test_deactivate_without_the_lock_leaves_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    make_company()
    both_checked = Barrier(2, timeout=20)
    monkeypatch.setattr(people, "_lock", lambda user: User.objects.get(pk=user.pk))
    monkeypatch.setattr(
        people, "_keep_an_administrator", then_meet(people._keep_an_administrator, both_checked)
    )

    assert step_back_at_once(make_user(Role.ADMIN), make_user(Role.ADMIN)) == 0


def then_meet(check: Callable[[User], None], barrier: Barrier) -> Callable[[User], None]:
    def checked(person: User) -> None:
        check(person)
        barrier.wait()

    return checked


def invite_at_once(first: User, second: User) -> list[str]:
    """Both invite the same address; what each of them got, in alphabetical order."""
    said: dict[str, Any] = {"email": "neu@example.com", "role": Role.MARKETER}
    invitations = [partial(invite, actor=admin, **said) for admin in (first, second)]
    results = at_once(*invitations, refused=(ValidationError, IntegrityError))
    return sorted(type(one).__name__ if isinstance(one, Exception) else "invited" for one in results)


@pytest.mark.parametrize("repeat", range(REPEATS))
def test_invite_at_once_gives_one_of_them_a_message(repeat: int) -> None:
    make_company()

    assert invite_at_once(make_user(Role.ADMIN), make_user(Role.ADMIN)) == ["ValidationError", "invited"]


def test_invite_without_the_lock_gives_one_of_them_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    make_company()
    both_checked, check = Barrier(2, timeout=20), Invitation.full_clean

    def check_and_meet(invitation: Invitation, **options: object) -> None:
        check(invitation, **options)  # type: ignore[arg-type]
        both_checked.wait()

    monkeypatch.setattr(invitations, "_one_at_a_time", lambda: None)
    monkeypatch.setattr(Invitation, "full_clean", check_and_meet)

    assert invite_at_once(make_user(Role.ADMIN), make_user(Role.ADMIN)) == ["IntegrityError", "invited"]
