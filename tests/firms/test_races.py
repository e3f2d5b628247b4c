"""Many come in at once from a firm nobody knew, on real PostgreSQL; the guard has a twin without it."""

from __future__ import annotations

from collections.abc import Iterable
from importlib import import_module
from itertools import count
from threading import Barrier

import pytest

from accounts.models import User
from firms.clues import Clue
from firms.finding import Found, find_firms
from firms.models import FirmDomain, Organisation
from leads.models import Lead, Person
from tests.factories import make_company, make_cta, make_user
from tests.leads.capture.doors import wait_without_end, without_constraint
from tests.leads.capture.test_races import AT_ONCE, run_at_once
from tests.leads.enquiries import enquire, log

pytestmark = pytest.mark.django_db(transaction=True)
placing = import_module("leads.capture.firms")


@pytest.fixture
def marketer() -> User:
    make_company()
    return make_user()


@pytest.fixture(autouse=True)
def _everybody_looks_first(monkeypatch: pytest.MonkeyPatch) -> None:
    """All wait for each other, and nobody knows the firm when the first of them makes it."""
    wait_without_end(monkeypatch)
    looked = Barrier(AT_ONCE)

    def find_and_wait(clues: Iterable[Clue]) -> dict[Clue, Found]:
        found = find_firms(clues)
        if not found:
            looked.wait(timeout=20)
        return found

    monkeypatch.setattr(placing, "find_firms", find_and_wait)


def come_in(marketer: User, domain: str) -> None:
    cta, numbers = make_cta(), count(1)
    results = run_at_once(
        lambda: log(marketer, enquire(cta, email=f"a{next(numbers)}@{domain}", company="Müller GmbH"))
    )
    assert results == {"written": AT_ONCE}


def test_a_new_firm_by_name_is_made_once(marketer: User) -> None:
    come_in(marketer, "web.de")
    assert (Organisation.objects.count(), Person.objects.count()) == (1, AT_ONCE)
    assert not Person.objects.filter(organisation=None).exists()


def test_twin_without_the_constraint_makes_copies(marketer: User) -> None:
    with without_constraint(Organisation, "organisation_name_once"):
        come_in(marketer, "web.de")
        assert Organisation.objects.count() == AT_ONCE
        Lead.objects.all().delete()
        Person.objects.all().delete()
        Organisation.objects.all().delete()


def test_a_new_firm_by_domain_is_made_once(marketer: User) -> None:
    come_in(marketer, "mueller.example")
    assert (Organisation.objects.count(), FirmDomain.objects.count()) == (1, 1)
