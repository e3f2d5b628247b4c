"""The same rows come in at once by several doors, on real PostgreSQL."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Sequence
from importlib import import_module
from pathlib import Path
from threading import Barrier, Event

import pytest
from django.db import IntegrityError, OperationalError, connection, transaction

from files import batches, engine
from files.batches import retry
from files.problems import Report
from files.rows import Row
from leads.doors.file import LeadImporter
from leads.models import Door, Lead, Person
from tests.at_once import Refusals, at_once
from tests.factories import make_campaign, make_company, make_cta, make_user
from tests.importing import counts, run, write
from tests.leads.capture.doors import send, wait_without_end, without_constraint
from tests.leads.enquiries import enquire, log

pytestmark = pytest.mark.django_db(transaction=True)

ROWS = 200
PAIR = ("anke", "bernd")
taking = import_module("leads.capture.take")


@pytest.fixture(autouse=True)
def _patience(monkeypatch: pytest.MonkeyPatch) -> None:
    """Captures wait for the import's end: that none does stands in test_put_aside.py."""
    wait_without_end(monkeypatch)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    make_company()
    return write(tmp_path, "email,created_at,cta\n" + rows_with("p{}@example.com"))


@pytest.fixture
def phones(path: Path, tmp_path: Path) -> Path:
    """Persons who are known by now: no row of theirs is made that another import would have to wait for."""
    make_cta(make_campaign(name="Messe"), name="Probe", is_signed=False)
    Person.objects.bulk_create([Person(phone=f"+49301000{number:03}") for number in range(ROWS)])
    return write(tmp_path, "phone,created_at,cta\n" + rows_with("030 1000{:03}"), name="phones.csv")


def rows_with(contact: str) -> str:
    return "".join(f"{contact.format(number)},2025-01-01,Probe\n" for number in range(ROWS))


def test_two_imports_of_one_file_at_once_make_no_lead_twice(phones: Path) -> None:
    results = at_once(lambda: counts(run(phones)), lambda: counts(run(phones)))

    assert Counter(results) == {(ROWS, 0, 0, 0): 1, (0, 0, ROWS, 0): 1}
    assert (Lead.objects.count(), Person.objects.count()) == (ROWS, ROWS)


def test_without_waiting_two_imports_at_once_make_leads_twice(
    phones: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The twin: without the lock neither sees what the other has not committed."""
    written = Barrier(2)
    take = LeadImporter.take

    def take_and_wait(importer: LeadImporter, rows: Sequence[Row]) -> Report:
        report = take(importer, rows)
        written.wait(timeout=10)
        return report

    monkeypatch.setattr(engine, "_wait_for_other_imports", lambda: None)
    monkeypatch.setattr(LeadImporter, "take", take_and_wait)

    results = at_once(lambda: counts(run(phones)), lambda: counts(run(phones)))

    assert results == [(ROWS, 0, 0, 0), (ROWS, 0, 0, 0)]
    assert Lead.objects.count() == 2 * ROWS


def test_an_import_beside_a_form_with_the_same_persons_makes_none_twice(path: Path) -> None:
    marketer, cta = make_user(), make_cta()

    def enter() -> int:
        for number in range(0, ROWS, 10):
            log(marketer, enquire(cta, email=f"p{number}@example.com"))
        return ROWS // 10

    assert at_once(lambda: counts(run(path)), enter) == [(ROWS, 0, 0, 0), ROWS // 10]
    assert (Lead.objects.count(), Person.objects.count()) == (ROWS + ROWS // 10, ROWS)


def import_beside(
    path: Path, enter: Callable[[], object], monkeypatch: pytest.MonkeyPatch, *, patience: float = 1
) -> list[object]:
    """An import whose rows are written and not yet committed while somebody enters one of its people.

    It commits once they are in, or after so many seconds, because they wait for it.
    """
    written, entered = Event(), Event()
    take = LeadImporter.take

    def take_and_hold(importer: LeadImporter, rows: Sequence[Row]) -> Report:
        report = take(importer, rows)
        written.set()
        entered.wait(timeout=patience)
        return report

    def enter_meanwhile() -> str:
        assert written.wait(timeout=10)
        enter()
        entered.set()
        return "entered"

    monkeypatch.setattr(LeadImporter, "take", take_and_hold)
    monkeypatch.setattr(taking, "MOST_LOCKED", 0)  # as in a file that names too many phones to lock them
    return at_once(lambda: counts(run(path)), enter_meanwhile)


@pytest.mark.parametrize("door", [door for door in Door if door is not Door.FILE])
@pytest.mark.parametrize("contact", ["email", "phone"])
def test_person_entered_beside_an_import_by_any_door_is_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, door: Door, contact: str
) -> None:
    make_company()
    cta = make_cta()
    value = {"email": "erika@example.com", "phone": "+49301234567"}[contact]
    path = write(tmp_path, f"name,{contact},created_at\nErika Muster,{value},2025-01-01\n")
    new = enquire(cta, name="Erika Muster", **{contact: value})
    results = import_beside(path, lambda: send(new, door=door), monkeypatch)
    assert (results, Person.objects.count(), Lead.objects.count()) == ([(1, 0, 0, 0), "entered"], 1, 2)


def test_twin_without_the_constraint_makes_the_person_twice(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_company()
    cta = make_cta()
    path = write(tmp_path, "name,phone,created_at\nErika Muster,+49301234567,2025-01-01\n")
    new = enquire(cta, name="Erika Muster", phone="+49301234567")
    with without_constraint(Person, "person_phone_and_name_once"):
        import_beside(path, lambda: send(new, door=Door.HAND), monkeypatch, patience=20)
        assert Person.objects.count() == 2
        Lead.objects.all().delete()
        Person.objects.all().delete()


def in_a_circle_with(path: Path, names: Sequence[str], *, refused: Refusals = ()) -> list[object]:
    """An import that has filled in the first of these people and waits for the second, whom somebody holds
    who then asks for the first.
    """
    first, second = (Person.objects.create(name=name, email=f"{name}@example.com") for name in names)
    is_held = Event()

    def hold() -> str:
        with transaction.atomic():
            Person.objects.filter(pk=second.pk).update(company="Held")
            is_held.set()
            while not waits_for_a_lock():
                time.sleep(0.02)
            Person.objects.filter(pk=first.pk).update(company="Held")
        return "written"

    def bring() -> object:
        assert is_held.wait(timeout=10)
        return counts(run(path))

    return at_once(bring, hold, refused=refused)


def waits_for_a_lock() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_stat_clear_snapshot()")  # else it stays what it was in this transaction
        cursor.execute(
            "SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
        )
        return cursor.fetchone() is not None


@pytest.fixture
def pair(tmp_path: Path) -> Path:
    make_company()
    rows = "".join(f"{name},{name}@example.com,030 123456{at},2025-01-01\n" for at, name in enumerate(PAIR))
    return write(tmp_path, f"name,email,phone,created_at\n{rows}")


def test_import_in_a_circle_with_somebody_begins_its_batch_again(pair: Path) -> None:
    assert in_a_circle_with(pair, PAIR) == [(2, 0, 0, 0), "written"]
    said = Person.objects.order_by("name").values_list("company", "phone")
    assert list(said) == [("Held", "+49301234560"), ("Held", "+49301234561")]


def test_twin_that_does_not_begin_again_loses_the_import(pair: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(batches, "MOST_TRIES", 1)
    lost, written = in_a_circle_with(pair, PAIR, refused=OperationalError)
    assert (type(lost), written) == (OperationalError, "written")


def test_retry_starts_a_batch_anew_after_a_row_appeared(company: object, transactional_db: None) -> None:
    tries: list[int] = []

    def work() -> str:
        tries.append(Person.objects.create(email=f"p{len(tries)}@example.com").pk)
        if len(tries) < 3:
            raise IntegrityError("somebody was faster")
        return "done"

    assert (retry(work), len(tries), Person.objects.count()) == ("done", 3, 1)
