"""Two jobs that look at once, on real connections."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from threading import Barrier
from typing import Any

import pytest
from django.db import IntegrityError, connection, connections

from accounts.models import User
from campaigns.models import Campaign
from findings.errors import FindingAnsweredSince
from findings.models import Finding, FindingAnswer, FindingStep, Look
from findings.services import answer_finding, finding, look
from tests.factories import make_finding

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(*works: Callable[[], Any]) -> list[Any]:
    """Do them in threads with connections of their own; what one raises is its answer."""
    ready = Barrier(len(works))

    def run(work: Callable[[], Any]) -> Any:
        with closing(connections["default"]):
            ready.wait(10)
            try:
                return work()
            except Exception as error:  # noqa: BLE001 - an answer like another
                return error

    with ThreadPoolExecutor(len(works)) as pool:
        return list(pool.map(run, works))


def test_two_jobs_at_once_find_it_once(fallen: Campaign) -> None:
    found = at_once(look, look)
    assert sorted(len(one) for one in found) == [0, 1]
    assert (Look.objects.count(), Finding.objects.count()) == (1, 1)


def test_without_the_row_of_the_week_both_would(fallen: Campaign, monkeypatch: pytest.MonkeyPatch) -> None:
    """The twin: each makes a look of its own, and the same is found twice."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT conname FROM pg_constraint WHERE conrelid = 'findings_look'::regclass")
        unique = next(name for (name,) in cursor.fetchall() if "monday" in name)
        cursor.execute(f"ALTER TABLE findings_look DROP CONSTRAINT {unique}")

    def create(**said: Any) -> tuple[Look, bool]:
        return Look.objects.create(monday=said["monday"], method=1), True

    monkeypatch.setattr(Look.objects, "get_or_create", create)
    try:
        at_once(finding.look, finding.look)
        assert Finding.objects.count() == 2
    finally:
        Finding.objects.all().delete()
        Look.objects.all().delete()
        with connection.cursor() as cursor:
            cursor.execute(f"ALTER TABLE findings_look ADD CONSTRAINT {unique} UNIQUE (monday)")


def test_two_answers_at_once_do_not_pass_each_other_by(mara: User, lena: User) -> None:
    row = make_finding()

    def say(actor: User) -> Callable[[], Any]:
        return lambda: answer_finding(
            actor=actor, finding=row, step=FindingStep.CLOSED, text="Erledigt.", expected_answer_id=None
        )

    answers = at_once(say(mara), say(lena))
    assert FindingAnswer.objects.count() == 1
    assert not any(isinstance(one, IntegrityError) for one in answers)
    assert sum(isinstance(one, FindingAnswer) for one in answers) == 1
    assert not any(isinstance(one, FindingAnsweredSince) for one in answers)
