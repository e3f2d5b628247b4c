"""Rows with a version: nobody overwrites what somebody else saved since they read the row."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from functools import partial
from types import MappingProxyType
from typing import Any, TypeVar

from django.db.models import Field, Model, QuerySet

from values.checking import shown
from values.refusals import Conflict, StaleVersion

Row = TypeVar("Row", bound=Model)


def lock_row(
    row: Row,
    *,
    rows: QuerySet[Row] | None = None,
    expected_version: int | None = None,
    changes: Mapping[str, Any] = MappingProxyType({}),
    besides: Callable[[Row], Iterable[Conflict]] = lambda _stored: (),
) -> Row:
    """The row as it is now, locked until the transaction ends; others may refer to it meanwhile.

    `rows` say what comes along with it. Raises StaleVersion when it is no longer the version somebody read,
    with both values of each of the `changes` that differs, and what `besides` finds in the stored row.
    Without an expected version it may overwrite whatever is there.
    """
    if rows is None:
        rows = type(row)._default_manager.all()
    stored = rows.select_for_update(of=("self",), no_key=True).get(pk=row.pk)
    current: int = stored.row_version  # type: ignore[attr-defined]
    if expected_version is not None and expected_version != current:
        conflicts = [*find_conflicts(stored, changes), *besides(stored)]
        raise StaleVersion(expected=expected_version, current=current, conflicts=conflicts)
    return stored


def save_row(row: Row, fields: Collection[str]) -> Row:
    """Write these fields of a locked row and count its version up."""
    row.row_version += 1  # type: ignore[attr-defined]
    row.save(update_fields={*fields, "row_version"})
    return row


def find_conflicts(
    stored: Model, changes: Mapping[str, Any], say: Mapping[str, Callable[[Any], str]] = MappingProxyType({})
) -> Iterator[Conflict]:
    """Every field that was meant to become something else than what now stands there.

    Labels and choices are the model's; `say` words the values of a field otherwise. Names that are no fields
    of it are left out.
    """
    fields = {field.name: field for field in (*stored._meta.fields, *stored._meta.many_to_many)}
    for name in (name for name in changes if name in fields):
        word = say.get(name) or partial(_word, fields[name])
        theirs, yours = word(_value_of(stored, name)), word(changes[name])
        if theirs != yours:
            yield Conflict(field=name, label=str(fields[name].verbose_name), theirs=theirs, yours=yours)


def _value_of(stored: Model, name: str) -> Any:
    if name in {field.name for field in stored._meta.many_to_many}:
        return getattr(stored, name).all() if stored.pk else ()
    return getattr(stored, name)


def _word(field: Field[Any, Any], value: Any) -> str:
    if field.many_to_many:
        return "\n".join(sorted(map(str, value)))
    return str(dict(field.flatchoices).get(value, shown(value)))
