"""What an import does besides reading and writing."""

from __future__ import annotations

import gc
import weakref
from collections.abc import Iterator, Sequence
from functools import partial

import pytest

from files import engine
from files.batches import in_batches
from files.problems import Report
from files.rows import Row


class Circle:
    """Garbage that does not go by itself."""

    def __init__(self) -> None:
        self.itself = self


class Leaving:
    """An importer that leaves garbage, and cannot work on some rows."""

    def __init__(self, breaks_at: int | None = None) -> None:
        self.left: list[weakref.ref[Circle]] = []
        self.found: list[int] = []  # pieces of garbage at each batch
        self.breaks_at = breaks_at

    def take(self, rows: Sequence[Row]) -> Report:
        self.found.append(sum(one() is not None for one in self.left))
        self.left.append(weakref.ref(Circle()))
        if rows[0].number == self.breaks_at:
            raise ValueError("broken")
        return Report(created=len(rows))


class Rows:
    def read(self) -> Iterator[Row]:
        return map(Row, range(3))


@pytest.fixture(autouse=True)
def _one_row_each(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine, "in_batches", partial(in_batches, size=1))


def import_by(importer: Leaving) -> None:
    engine._import_rows(importer, Rows(), lambda _done: None)  # type: ignore[arg-type]  # reads no file


def test_garbage_of_a_batch_is_gone_at_the_next() -> None:
    importer = Leaving()
    import_by(importer)
    assert importer.found == [0, 0, 0]


def test_garbage_stays_where_nobody_looks_for_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gc, "collect", lambda _generation: 0)
    importer = Leaving()
    import_by(importer)
    assert importer.found == [0, 1, 2]


@pytest.mark.parametrize("breaks_at", [None, 1])
def test_garbage_is_collected_by_itself_again_after_an_import(breaks_at: int | None) -> None:
    try:
        import_by(Leaving(breaks_at))
    except ValueError:
        assert breaks_at is not None
    assert gc.isenabled()
