"""Two enter an absence of the same person at once: one is refused. The twin does without the constraint."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from threading import Barrier
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import connection

from accounts.models import Role, User
from accounts.own_company import today
from handoff.models import Absence
from handoff.models.absences import ONCE
from handoff.services import absences
from tests.at_once import at_once
from tests.factories import make_company, make_user
from tests.feedback.test_races import REPEATS

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def sven() -> User:
    make_company()
    return make_user(Role.SALES_REP)


def enter_twice(monkeypatch: pytest.MonkeyPatch, sven: User) -> list[str]:
    """Both have looked and found nothing when the first writes; what each got, in alphabetical order."""
    both_looked, check = Barrier(2, timeout=20), absences._take

    def look_and_meet(absence: Absence, said: dict[str, Any]) -> None:
        check(absence, said)
        both_looked.wait()

    monkeypatch.setattr(absences, "_take", look_and_meet)

    def enter() -> object:
        day = today()
        try:
            absences.enter_absence(actor=sven, person=sven, first_day=day, last_day=day + timedelta(days=3))
        except ValidationError:
            return "refused"
        return "entered"

    return sorted(map(str, at_once(enter, enter)))


@pytest.mark.parametrize("repeat", REPEATS[:10])
def test_two_at_once_are_one_and_the_other_is_told(
    monkeypatch: pytest.MonkeyPatch, sven: User, repeat: int
) -> None:
    assert enter_twice(monkeypatch, sven) == ["entered", "refused"]


@pytest.fixture
def no_constraint() -> Iterator[None]:
    constraint = next(one for one in Absence._meta.constraints if one.name == ONCE)
    with connection.schema_editor() as editor:
        editor.remove_constraint(Absence, constraint)
    yield
    Absence.objects.all().delete()
    with connection.schema_editor() as editor:
        editor.add_constraint(Absence, constraint)


@pytest.mark.usefixtures("no_constraint")
def test_two_at_once_are_both_there_without_the_constraint(
    monkeypatch: pytest.MonkeyPatch, sven: User
) -> None:
    assert enter_twice(monkeypatch, sven) == ["entered", "entered"]
