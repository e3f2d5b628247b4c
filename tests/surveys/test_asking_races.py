"""Two workers ask at once; the guard has its twin."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
import time_machine
from django.core import mail
from django.db import connections

from outbox.models import OutboxMessage
from surveys.models import Survey
from surveys.services import asking
from surveys.services.settings import survey_settings
from surveys.tasks import mail_survey
from tests.factories import make_company, make_person
from tests.surveys.saying import make_decided, switch_on
from tests.surveys.test_asking import NOON

pytestmark = pytest.mark.django_db(transaction=True)
REPEATS = [*range(3), *(pytest.param(number, marks=pytest.mark.soak) for number in range(3, 100))]


@pytest.fixture
def outcome_ids() -> list[int]:
    """Those of two leads of one person, both due."""
    with time_machine.travel(NOON, tick=False):
        make_company()
        switch_on()
        person = make_person()
        leads = [make_decided(person=person), make_decided(person=person)]
    return [lead.outcomes.get().pk for lead in leads]


def claim_at_once(*batches: Sequence[int]) -> int:
    """Workers that have found these outcomes, each its own; return how many they asked of."""
    settings, together = survey_settings(), Barrier(len(batches), timeout=20)

    def run(batch: Sequence[int]) -> int:
        try:
            together.wait()
            return asking._claim(batch, settings, NOON)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(batches)) as pool:
        return sum(pool.map(run, batches))


@pytest.mark.parametrize("repeat", REPEATS)
def test_two_workers_ask_a_person_once(outcome_ids: list[int], repeat: int) -> None:
    first, second = outcome_ids
    assert claim_at_once([first], [second]) == 1
    assert Survey.objects.count() == 1


@pytest.mark.parametrize("repeat", REPEATS)
def test_two_workers_ask_of_a_lead_once(outcome_ids: list[int], repeat: int) -> None:
    assert claim_at_once(outcome_ids[:1], outcome_ids[:1]) == 1
    assert Survey.objects.count() == 1


def test_two_workers_ask_a_person_twice_without_the_lock(
    outcome_ids: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The twin: both have looked before either has asked."""
    both_have_looked, ask = Barrier(2, timeout=20), asking._ask

    def ask_late(*said: Any) -> None:
        both_have_looked.wait()
        ask(*said)

    def hold_nobody(ids: Collection[int]) -> list[int]:
        return list(ids)

    monkeypatch.setattr(asking, "lock_persons", hold_nobody)
    monkeypatch.setattr(asking, "_ask", ask_late)
    first, second = outcome_ids
    assert claim_at_once([first], [second]) == 2


@pytest.mark.parametrize("repeat", REPEATS)
def test_two_workers_send_one_mail(outcome_ids: list[int], repeat: int) -> None:
    with time_machine.travel(NOON, tick=True):
        asking.ask_customers()
    message = OutboxMessage.objects.get(topic="surveys.mail_survey")

    def send(_number: int) -> None:
        try:
            mail_survey(message.pk)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(send, range(2)))
    assert len(mail.outbox) == 1
