"""The lists people keep themselves: which there are, and what refers to them. A room registers its own.

What refers to an entry is read off the models, so that a merge forgets nothing that is added later.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final

from django.apps import apps
from django.db import connection
from django.db.models import ForeignKey, Model
from django.utils.functional import Promise

from campaigns.models import Entry, EntryQuerySet, WordedEntry
from values.columns import editable_columns

LISTS: Final[dict[str, KeptList]] = {}


@dataclass(frozen=True, kw_only=True, slots=True)
class TextQueue:
    """What people typed freely beside a list, until somebody says which entry it is.

    `find_waiting` gives texts with their number, the commonest first, at most so many. `take` lets all that
    say this text, whatever its case, stand for an entry, or with None for none; it returns how many did.
    """

    find_waiting: Callable[[int], Sequence[tuple[str, int]]]
    take: Callable[[str, Entry | None], int]


@dataclass(frozen=True, kw_only=True, slots=True)
class KeptList:
    """One list. `name` stands in its address, `fixed` are columns that are the same in all its entries.

    `never_empty`: something has to be said with it, so that one entry is always offered. `is_found_by_name`:
    files and programs name its entries, so that the name of a merged one is never given again.
    """

    name: str
    label: str | Promise
    about: str | Promise
    model: type[Entry]
    fixed: Mapping[str, Any] = field(default_factory=dict)
    never_empty: bool = False
    is_found_by_name: bool = False
    before_merge: Callable[[Any, Any], None] = lambda _entry, _into: None
    queue: TextQueue | None = None

    @property
    def entries(self) -> EntryQuerySet[Any]:
        rows = self.model._default_manager.filter(**self.fixed)
        assert isinstance(rows, EntryQuerySet)
        return rows

    @property
    def columns(self) -> tuple[str, ...]:
        return editable_columns(self.model)

    @property
    def is_ordered(self) -> bool:
        """Whether people say in which order its entries stand; else it is that of their names."""
        return issubclass(self.model, WordedEntry)

    @property
    def order(self) -> tuple[str, str]:
        return ("position", "pk") if self.is_ordered else ("name", "pk")


def register(kept: KeptList) -> None:
    LISTS[kept.name] = kept


def register_queue(name: str, queue: TextQueue) -> None:
    """Say what is typed freely beside a list that a room below keeps."""
    LISTS[name] = replace(LISTS[name], queue=queue)


def find_uses(model: type[Entry]) -> list[ForeignKey[Any, Any]]:
    """Every column that names an entry of this kind, but in tables that are derived from others."""
    return [
        column
        for other in apps.get_models(include_auto_created=True)
        if not getattr(other, "is_derived", False)
        for column in other._meta.concrete_fields
        if isinstance(column, ForeignKey) and column.related_model is model
    ]


def count_uses(entry: Entry) -> int:
    """How many rows name this entry."""
    return sum(
        column.model._base_manager.filter(**{column.name: entry}).count()
        for column in find_uses(type(entry))
        if column.model is not type(entry)
    )


def move_uses(entry: Entry, into: Entry) -> int:
    """Let all that names one entry name the other; returns how many rows did. The caller holds both."""
    return sum(_move(column, entry, into) for column in find_uses(type(entry)))


def _move(column: ForeignKey[Any, Any], entry: Entry, into: Entry) -> int:
    if column.model._meta.auto_created:
        return _move_pairs(column, entry, into)
    moved: int = column.model._base_manager.filter(**{column.name: entry}).update(**{column.name: into})
    return 0 if column.model is type(entry) else moved


def _move_pairs(column: ForeignKey[Any, Any], entry: Entry, into: Entry) -> int:
    """Of a table that says nothing but who names what: who names both names the other once."""
    table, this = column.model._meta.db_table, column.column
    other = _find_other(column.model, column)
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {table} ({other}, {this}) SELECT {other}, %s FROM {table} WHERE {this} = %s"
            " ON CONFLICT DO NOTHING",
            [into.pk, entry.pk],
        )
        cursor.execute(f"DELETE FROM {table} WHERE {this} = %s", [entry.pk])
        return int(cursor.rowcount)


def _find_other(pairs: type[Model], column: ForeignKey[Any, Any]) -> str:
    columns = [one for one in pairs._meta.concrete_fields if isinstance(one, ForeignKey)]
    (other,) = {str(one.column) for one in columns} - {str(column.column)}
    return other
