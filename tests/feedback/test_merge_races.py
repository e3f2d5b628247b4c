"""A reason is merged while a rep rates with it; the twin takes the trigger away and sees one left behind."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TypeVar

import pytest
from django.db import connection, connections, transaction

from accounts.models import Role, User
from campaigns.kept_lists import LISTS
from campaigns.services.lists import merge_entries
from feedback.models import Rating
from handoff.models import Reason, ReasonUse
from leads.models import Lead
from tests.factories import make_company, make_user
from tests.feedback.saying import accepted_lead, say
from tests.waiting import wait_for

pytestmark = pytest.mark.django_db(transaction=True)
KEPT = LISTS["rating-reasons"]
Said = TypeVar("Said")


@pytest.fixture
def gero() -> User:
    make_company()
    return make_user(Role.MANAGER)


@pytest.fixture
def sven(gero: User) -> User:
    return make_user(Role.SALES_REP)


@pytest.fixture
def lead(sven: User) -> Lead:
    return accepted_lead(sven)


@pytest.fixture
def reasons() -> tuple[Reason, Reason]:
    one, other, *_ = Reason.objects.for_use(ReasonUse.RATING)
    return one, other


def in_thread(pool: ThreadPoolExecutor, call: Callable[[], Said]) -> Future[Said]:
    """Start the call beside us, and go on once it waits for a lock of ours."""

    def run() -> Said:
        try:
            return call()
        finally:
            connections.close_all()

    started = pool.submit(run)
    assert wait_for(_somebody_waits, seconds=20)
    return started


def _somebody_waits() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_stat_clear_snapshot()")  # else it stays what it was in this transaction
        cursor.execute(
            "SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
        )
        return cursor.fetchone() is not None


def rate_while_it_is_merged(gero: User, sven: User, lead: Lead, reasons: tuple[Reason, Reason]) -> Rating:
    """The rep has read the first reason, and sends it just before the merge into the other is committed."""
    one, other = reasons
    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            merge_entries(actor=gero, kept=KEPT, entry=one, into=other)
            sent = in_thread(pool, lambda: say(sven, lead, reason=one))
        return Rating.objects.get(pk=sent.result(timeout=20).pk)


def test_rating_sent_while_its_reason_is_merged_names_the_other(
    gero: User, sven: User, lead: Lead, reasons: tuple[Reason, Reason]
) -> None:
    assert rate_while_it_is_merged(gero, sven, lead, reasons).reason == reasons[1]


def test_twin_without_the_trigger_stays_with_the_reason_that_is_gone(
    gero: User, sven: User, lead: Lead, reasons: tuple[Reason, Reason]
) -> None:
    switch_trigger("DISABLE")
    try:
        assert rate_while_it_is_merged(gero, sven, lead, reasons).reason == reasons[0]
    finally:
        switch_trigger("ENABLE")


def switch_trigger(how: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"ALTER TABLE feedback_rating {how} TRIGGER follow_merged_reason_id")


def test_merge_waits_for_a_rating_on_its_way_and_takes_it_along(
    gero: User, sven: User, lead: Lead, reasons: tuple[Reason, Reason]
) -> None:
    one, other = reasons
    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            rating = say(sven, lead, reason=one)
            merged = in_thread(pool, lambda: merge_entries(actor=gero, kept=KEPT, entry=one, into=other))
        assert merged.result(timeout=20) == 1
    rating.refresh_from_db()
    assert rating.reason == other
