"""The same person comes in many times at once, on real PostgreSQL; each guard has a twin without it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from importlib import import_module
from threading import Barrier
from typing import Any

import pytest
from django.db import IntegrityError, connection

from accounts.models import User
from campaigns.models import CallToAction
from files import batches
from leads.capture import Enquiry
from leads.capture.known import Known
from leads.capture.receipts import Receipts
from leads.models import Lead, Person
from pages.models import Receipt
from tests.factories import make_company, make_cta, make_user
from tests.leads.capture.doors import wait_without_end, without_constraint
from tests.leads.enquiries import enquire, log

pytestmark = pytest.mark.django_db(transaction=True)

AT_ONCE = 8
taking = import_module("leads.capture.take")


@pytest.fixture(autouse=True)
def _patience(monkeypatch: pytest.MonkeyPatch) -> None:
    """Everybody waits for everybody: what else becomes of it stands in test_put_aside.py."""
    wait_without_end(monkeypatch)


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


def spelled_in_many_ways(cta: CallToAction) -> Iterator[Enquiry]:
    """One enquiry per thread: the same phone, and a name that is alike and never the same."""
    names = (name for one in ("Erika Muster", "Muster Erika") for name in (one, one.lower(), one.upper()))
    spelled = [*names, "Erika MUSTER", "MUSTER Erika"]
    return iter([enquire(cta, name=name, phone="030 1234567") for name in spelled])


@contextmanager
def everybody_looks_first(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Widen the gap between looking for the person and making them, so that the race happens every time."""
    looked = Barrier(AT_ONCE)
    load = Known.load

    def load_and_wait(known: Known, enquiries: Sequence[Enquiry], **options: Any) -> None:
        load(known, enquiries, **options)
        if not (known.by_email or known.by_contact):
            looked.wait(timeout=5)

    monkeypatch.setattr(Known, "load", load_and_wait)
    yield


def test_same_new_person_by_email_becomes_one_row(marketer: User, monkeypatch: pytest.MonkeyPatch) -> None:
    new = enquire(make_cta(), name="Erika Muster", email="erika@example.org")
    with everybody_looks_first(monkeypatch):
        assert run_at_once(lambda: log(marketer, new)) == {"written": AT_ONCE}
    assert (Person.objects.count(), Lead.objects.count()) == (1, AT_ONCE)


def test_twin_that_does_not_try_again_loses_leads(marketer: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(batches, "MOST_TRIES", 1)
    new = enquire(make_cta(), name="Erika Muster", email="erika@example.org")
    with everybody_looks_first(monkeypatch):
        results = run_at_once(lambda: log(marketer, new))
    assert results == {"written": 1, IntegrityError.__name__: AT_ONCE - 1}


def test_same_new_person_by_phone_becomes_one_row(marketer: User) -> None:
    enquiries = spelled_in_many_ways(make_cta())
    assert run_at_once(lambda: log(marketer, next(enquiries))) == {"written": AT_ONCE}
    assert (Person.objects.count(), Lead.objects.count()) == (1, AT_ONCE)


def test_twin_without_the_lock_on_the_phone_makes_copies(
    marketer: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(taking, "lock_phones", lambda *_, **_options: None)
    enquiries = spelled_in_many_ways(make_cta())
    with everybody_looks_first(monkeypatch):
        run_at_once(lambda: log(marketer, next(enquiries)))
    assert Person.objects.count() == AT_ONCE


def test_same_phone_and_name_become_one_row_without_a_lock(
    marketer: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What guards an import, which holds no locks on phones."""
    monkeypatch.setattr(taking, "lock_phones", lambda *_, **_options: None)
    new = enquire(make_cta(), name="Erika Muster", phone="030 1234567")
    with everybody_looks_first(monkeypatch):
        assert run_at_once(lambda: log(marketer, new)) == {"written": AT_ONCE}
    assert (Person.objects.count(), Lead.objects.count()) == (1, AT_ONCE)


def test_twin_without_the_constraint_makes_copies(marketer: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(taking, "lock_phones", lambda *_, **_options: None)
    new = enquire(make_cta(), name="Erika Muster", phone="030 1234567")
    with without_constraint(Person, "person_phone_and_name_once"), everybody_looks_first(monkeypatch):
        run_at_once(lambda: log(marketer, new))
        assert Person.objects.count() == AT_ONCE
        Lead.objects.all().delete()
        Person.objects.all().delete()


def test_same_key_at_once_makes_one_lead(marketer: User) -> None:
    new = enquire(make_cta(), email="erika@example.org")
    results = run_at_once(lambda: log(marketer, new, key="k-1"))
    assert results == {"written": AT_ONCE}
    assert (Lead.objects.count(), Receipt.objects.count()) == (1, 1)


def test_twin_without_receipts_makes_a_lead_for_each(marketer: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Receipts, "add", lambda *_: None)
    new = enquire(make_cta(), email="erika@example.org")
    run_at_once(lambda: log(marketer, new, key="k-1"))
    assert Lead.objects.count() == AT_ONCE
    assert Receipt.objects.count() == 0
