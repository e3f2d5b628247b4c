"""Two who set one at once, and two jobs that tell at once, on real PostgreSQL; each guard has its twin."""

from __future__ import annotations

from collections.abc import Collection
from datetime import UTC, date, datetime
from threading import Barrier

import pytest
import time_machine
from django.db import IntegrityError

from accounts.models import Notification, Role, User
from feedback.models import FollowUp, FollowUpEnd
from feedback.services import follow_ups, set_follow_up, tell_due
from leads.models import Lead
from tests.at_once import Refusals, at_once
from tests.factories import make_company, make_follow_up, make_user
from tests.feedback.saying import accepted_lead

pytestmark = pytest.mark.django_db(transaction=True)
REPEATS = [*range(2), *(pytest.param(number, marks=pytest.mark.soak) for number in range(2, 100))]
MORNING = datetime(2026, 11, 30, 8, 0, tzinfo=UTC)


@pytest.fixture
def sven() -> User:
    make_company()
    return make_user(Role.SALES_REP)


def set_at_once(lead: Lead, sven: User, refused: Refusals = ()) -> list[object]:
    lena = make_user(Role.SALES_LEAD)
    days = {sven: date(2099, 11, 30), lena: date(2099, 12, 1)}
    return at_once(
        *(lambda who=who, day=day: set_follow_up(actor=who, lead=lead, day=day) for who, day in days.items()),
        refused=refused,
    )


@pytest.mark.parametrize("repeat", REPEATS)
def test_two_set_at_once_are_both_kept_and_one_is_open(sven: User, repeat: int) -> None:
    lead = accepted_lead(sven)
    made = set_at_once(lead, sven)
    newest, first = FollowUp.objects.all()
    assert {newest, first} == set(made)
    assert (newest.ended_at, first.ended_how) == (None, FollowUpEnd.REPLACED)


def test_two_set_at_once_lose_one_without_the_lock(sven: User, monkeypatch: pytest.MonkeyPatch) -> None:
    after_reading = Barrier(2, timeout=20)

    def read_only(lead: Lead) -> Lead:
        found = Lead.objects.get(pk=lead.pk)
        after_reading.wait()
        return found

    monkeypatch.setattr(follow_ups, "lock_row", read_only)
    monkeypatch.setattr(follow_ups, "end_open", lambda *_args, **_said: after_reading.wait())
    made = set_at_once(accepted_lead(sven), sven, IntegrityError)
    assert sum(isinstance(one, IntegrityError) for one in made) == 1
    assert FollowUp.objects.count() == 1


def tell_at_once(sven: User) -> list[object]:
    for _number in range(3):
        lead = accepted_lead(sven, handed_over_at=datetime(2026, 11, 20, tzinfo=UTC))
        created_at = datetime(2026, 11, 26, tzinfo=UTC)
        make_follow_up(lead, sven, day=date(2026, 11, 30), created_at=created_at)
    with time_machine.travel(MORNING, tick=False):
        return at_once(tell_due, tell_due)


@pytest.mark.parametrize("repeat", REPEATS)
def test_two_jobs_at_once_tell_of_each_once(sven: User, repeat: int) -> None:
    assert sum(int(str(told)) for told in tell_at_once(sven)) == 3
    assert Notification.objects.count() == 3


def test_two_jobs_at_once_tell_twice_without_the_lock(sven: User, monkeypatch: pytest.MonkeyPatch) -> None:
    after_reading = Barrier(2, timeout=20)

    def read_only(now: datetime, zones: Collection[str]) -> list[FollowUp]:
        due = list(FollowUp.objects.to_tell(now, zones).select_related("lead__assigned_to"))
        after_reading.wait()
        return due

    monkeypatch.setattr(follow_ups, "lock_to_tell", read_only)
    tell_at_once(sven)
    assert Notification.objects.count() == 6
