"""A list is taken back while somebody goes on with one of its firms; each guard has a twin without it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from importlib import import_module
from pathlib import Path
from threading import Event

import pytest
from django.db import IntegrityError, connection, transaction

from accounts.models import User
from files.models import ImportRun
from files.undoing import undo
from firms.clues import Clue
from firms.errors import NoCustomer
from firms.finding import Found, find_firms
from firms.models import CustomerFact, Organisation
from firms.services import listings
from firms.services.customers import say_customer
from leads.models import Lead, Person
from leads.placing import place_persons
from tests.at_once import at_once
from tests.factories import make_company, make_cta, make_user
from tests.feedback.test_races import REPEATS
from tests.firms.firms import make_firm
from tests.firms.lists import import_list
from tests.leads.enquiries import enquire, log
from values.refusals import IllegalMove

pytestmark = pytest.mark.django_db(transaction=True)
capturing = import_module("leads.capture.firms")
migration = import_module("leads.migrations.0005_firms_that_went")


@pytest.fixture
def mara() -> User:
    make_company()
    return make_user()


@pytest.fixture
def listed(mara: User, tmp_path: Path) -> tuple[Organisation, ImportRun]:
    return make_firm("Müller GmbH"), import_list(tmp_path, mara, "Müller GmbH;;2019;")


def kinds() -> list[str]:
    return list(CustomerFact.objects.standing().in_order().values_list("kind", flat=True))


def end(mara: User, firm: Organisation) -> None:
    try:
        say_customer(actor=mara, firm=firm, kind="ended", day=date(2020, 1, 1))
    except NoCustomer:
        pass  # the list was taken back before


def take_back(mara: User, run: ImportRun) -> None:
    try:
        undo(actor=mara, run=run)
    except IllegalMove:
        pass  # somebody changed the firm before


@pytest.mark.parametrize("repeat", REPEATS)
def test_what_is_said_meanwhile_keeps_the_list_or_comes_after_it(
    mara: User, listed: tuple[Organisation, ImportRun], repeat: int
) -> None:
    firm, run = listed
    at_once(lambda: take_back(mara, run), lambda: end(mara, firm))
    assert kinds() in (["since", "ended"], [])


def test_twin_without_the_lock_leaves_an_end_without_a_start(
    mara: User, listed: tuple[Organisation, ImportRun], monkeypatch: pytest.MonkeyPatch
) -> None:
    firm, run = listed

    def read_only(numbers: Sequence[int]) -> dict[int, Organisation]:
        found = {row.pk: row for row in Organisation.objects.filter(pk__in=numbers)}
        if kinds() == ["since"]:
            in_between(lambda: end(mara, firm))
        return found

    monkeypatch.setattr(listings, "_hold", read_only)
    undo(actor=mara, run=run)
    assert kinds() == ["ended"]


def in_between(work: object) -> None:
    """Do it in a thread, on a connection of its own."""

    def do() -> None:
        try:
            work()  # type: ignore[operator]
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as pool:
        pool.submit(do).result()


def come_in_beside_the_undo(mara: User, run: ImportRun, monkeypatch: pytest.MonkeyPatch) -> None:
    """Somebody of the firm the list brought comes in: found while it is there, written when it is gone."""
    cta, gone = make_cta(), Event()

    def find_and_wait(clues: Iterable[Clue]) -> dict[Clue, Found]:
        found = find_firms(clues)
        if not gone.is_set():
            in_between(lambda: undo(actor=mara, run=run))
            gone.set()
        return found

    monkeypatch.setattr(capturing, "find_firms", find_and_wait)
    with transaction.atomic():  # as a form is taken, with its receipt: nobody begins again after its end
        log(mara, enquire(cta, email="a@neu.example", company="Neu AG"))


def test_who_comes_in_from_a_firm_that_goes_is_placed_anew(
    mara: User, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    come_in_beside_the_undo(mara, import_list(tmp_path, mara, "Neu AG;neu.example;2019;"), monkeypatch)
    person = Person.objects.get()
    assert (person.organisation, person.is_placed) == (None, False)
    place_persons()
    person.refresh_from_db()
    assert person.organisation is not None and person.organisation.name == "Neu AG"


def test_twin_with_the_trigger_of_before_loses_who_comes_in(
    mara: User, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = import_list(tmp_path, mara, "Neu AG;neu.example;2019;")
    with connection.cursor() as cursor:
        cursor.execute(migration.BEFORE)
    try:
        with pytest.raises(IntegrityError):
            come_in_beside_the_undo(mara, run, monkeypatch)
    finally:
        with connection.cursor() as cursor:
            cursor.execute(migration.FOLLOW)
    assert not Lead.objects.exists()
