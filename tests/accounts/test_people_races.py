"""Two administrators act at the same moment: one has to stay, and an address is invited once."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connections

from accounts.errors import LastAdministrator
from accounts.models import Invitation, Role, User
from accounts.services import deactivate, invitations, invite, people
from tests.factories import make_company, make_user

pytestmark = pytest.mark.django_db(transaction=True)
REPEATS = 10


def step_back_at_once(first: User, second: User) -> int:
    """Both deactivate themselves; how many administrators are left."""
    start = Barrier(2, timeout=20)

    def step_back(admin: User) -> None:
        try:
            start.wait()
            deactivate(actor=admin, user=admin)
        except LastAdministrator:
            pass
        finally:
            connections.close_all()

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(step_back, (first, second)))
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
    start = Barrier(2, timeout=20)

    def try_to_invite(admin: User) -> str:
        try:
            start.wait()
            invite(actor=admin, email="neu@example.com", role=Role.MARKETER)
        except (ValidationError, IntegrityError) as error:
            return type(error).__name__
        finally:
            connections.close_all()
        return "invited"

    with ThreadPoolExecutor(2) as pool:
        return sorted(pool.map(try_to_invite, (first, second)))


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
