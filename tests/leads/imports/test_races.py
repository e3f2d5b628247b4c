"""The same rows come in at once by several doors, on real PostgreSQL."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

import pytest
from django.db import IntegrityError, connection
from django.db.utils import DatabaseError

from files import engine
from files.batches import retry
from files.problems import Report
from files.rows import Row
from leads.doors.file import LeadImporter
from leads.models import Lead, Person
from tests.factories import make_campaign, make_company, make_cta, make_user
from tests.importing import counts, run, write
from tests.leads.enquiries import enquire, log

pytestmark = pytest.mark.django_db(transaction=True)

ROWS = 200


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


def at_once(*works: Callable[[], object]) -> list[object]:
    """What came of each, the threads starting together; errors are results too."""
    barrier = Barrier(len(works))

    def start(work: Callable[[], object]) -> object:
        try:
            barrier.wait()
            return work()
        except DatabaseError as error:
            return type(error).__name__
        finally:
            connection.close()

    with ThreadPoolExecutor(len(works)) as pool:
        return list(pool.map(start, works))


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


def test_retry_starts_a_batch_anew_after_a_row_appeared(company: object, transactional_db: None) -> None:
    tries: list[int] = []

    def work() -> str:
        tries.append(Person.objects.create(email=f"p{len(tries)}@example.com").pk)
        if len(tries) < 3:
            raise IntegrityError("somebody was faster")
        return "done"

    assert (retry(work), len(tries), Person.objects.count()) == ("done", 3, 1)
