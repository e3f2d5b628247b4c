"""The same person comes in many times at once, on real PostgreSQL; each guard has a twin without it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from threading import Barrier

import pytest
from django.db import IntegrityError, connection

from accounts.models import User
from leads.intake import NewLead
from leads.models import IdempotencyKey, Lead, Person
from leads.services import capture, persons
from leads.services.capture import register_lead
from tests.factories import make_company, make_cta, make_user

pytestmark = pytest.mark.django_db(transaction=True)

AT_ONCE = 8


@pytest.fixture
def marketer() -> User:
    make_company()
    return make_user()


def run_at_once(work: Callable[[], object]) -> Counter[str]:
    """Run it in eight threads that start together; count what came of it."""
    barrier = Barrier(AT_ONCE)

    def run(_: int) -> str:
        try:
            barrier.wait()
            work()
        except Exception as error:  # noqa: BLE001 - a twin shall see whatever breaks
            return type(error).__name__
        finally:
            connection.close()
        return "written"

    with ThreadPoolExecutor(AT_ONCE) as pool:
        return Counter(pool.map(run, range(AT_ONCE)))


@contextmanager
def everybody_looks_first(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Widen the gap between looking for the person and making them, so that the race happens every time."""
    looked = Barrier(AT_ONCE)
    find = persons.find_person

    def find_and_wait(new: NewLead) -> Person | None:
        found = find(new)
        if found is None:
            looked.wait(timeout=5)
        return found

    monkeypatch.setattr(persons, "find_person", find_and_wait)
    yield


def test_same_new_person_by_email_becomes_one_row(marketer: User, monkeypatch: pytest.MonkeyPatch) -> None:
    new = NewLead(cta=make_cta(), name="Erika Muster", email="erika@example.org")
    with everybody_looks_first(monkeypatch):
        assert run_at_once(lambda: register_lead(actor=marketer, new=new)) == {"written": AT_ONCE}
    assert (Person.objects.count(), Lead.objects.count()) == (1, AT_ONCE)


def test_twin_that_does_not_try_again_loses_leads(marketer: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(persons, "MOST_TRIES", 1)
    new = NewLead(cta=make_cta(), name="Erika Muster", email="erika@example.org")
    with everybody_looks_first(monkeypatch):
        results = run_at_once(lambda: register_lead(actor=marketer, new=new))
    assert results == {"written": 1, IntegrityError.__name__: AT_ONCE - 1}


def test_same_new_person_by_phone_becomes_one_row(marketer: User) -> None:
    new = NewLead(cta=make_cta(), name="Erika Muster", phone="030 1234567")
    assert run_at_once(lambda: register_lead(actor=marketer, new=new)) == {"written": AT_ONCE}
    assert (Person.objects.count(), Lead.objects.count()) == (1, AT_ONCE)


def test_twin_without_the_lock_on_the_phone_makes_copies(
    marketer: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(persons, "lock_phone", lambda _: None)
    new = NewLead(cta=make_cta(), name="Erika Muster", phone="030 1234567")
    with everybody_looks_first(monkeypatch):
        run_at_once(lambda: register_lead(actor=marketer, new=new))
    assert Person.objects.count() == AT_ONCE


def test_same_key_at_once_makes_one_lead(marketer: User) -> None:
    new = NewLead(cta=make_cta(), email="erika@example.org")
    results = run_at_once(lambda: register_lead(actor=marketer, new=new, idempotency_key="k-1"))
    assert results == {"written": AT_ONCE}
    assert (Lead.objects.count(), IdempotencyKey.objects.count()) == (1, 1)


def test_twin_without_receipts_makes_a_lead_for_each(marketer: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(capture, "write_receipt", lambda **_: None)
    new = NewLead(cta=make_cta(), email="erika@example.org")
    run_at_once(lambda: register_lead(actor=marketer, new=new, idempotency_key="k-1"))
    assert Lead.objects.count() == AT_ONCE
    assert IdempotencyKey.objects.count() == 0
