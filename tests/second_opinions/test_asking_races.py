"""Several workers ask at once; the guard has its twin."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import IntegrityError
from django.db.models import QuerySet

from accounts.models import Role
from second_opinions.models import SecondOpinion, SecondOpinionSettings
from second_opinions.services import ask, asking
from tests.at_once import at_once
from tests.factories import make_company, make_user
from tests.second_opinions.saying import make_rated, switch_on

pytestmark = pytest.mark.django_db(transaction=True)
REPEATS = [*range(3), *(pytest.param(number, marks=pytest.mark.soak) for number in range(3, 100))]


@pytest.fixture(autouse=True)
def _three_due(monkeypatch: pytest.MonkeyPatch) -> None:
    make_company()
    monkeypatch.setattr(asking, "is_drawn", lambda _pk, _percent: True)
    switch_on()
    reps = [make_user(Role.SALES_REP) for _ in range(2)]
    for _ in range(3):
        make_rated(reps[0])


@pytest.mark.parametrize("repeat", REPEATS)
def test_workers_at_once_ask_each_once(repeat: int) -> None:
    assert sum(at_once(ask, ask, ask)) == 3
    assert SecondOpinion.objects.count() == 3


def test_without_the_lock_one_of_two_breaks(monkeypatch: pytest.MonkeyPatch) -> None:
    """The twin: what keeps it once then is the table, and the job ends in an error."""

    def hold_nothing(rows: QuerySet[Any], **_said: Any) -> QuerySet[Any]:
        return rows

    monkeypatch.setattr(type(SecondOpinionSettings.objects.all()), "select_for_update", hold_nothing)
    found = [at_once(ask, ask, refused=IntegrityError) for _ in range(1)]
    assert any(isinstance(one, IntegrityError) for one in found[0])
    assert SecondOpinion.objects.count() == 3
