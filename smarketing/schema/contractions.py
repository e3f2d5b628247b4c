"""What a migration takes away from the release before it, which goes on beside the new tables.

Read by a test, for migrations that are being written, and by `migrate`, which writes down for older code what
it may bear (`steps.py`). It reads operations, no SQL; what SQL or Python does, only its author can say, by
`hints={"expands": "why the release before goes on with it"}`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any, Final

from django.contrib.postgres import operations as postgres
from django.db.migrations import Migration, operations
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState
from django.db.models import Field, ManyToManyField
from django.db.models.expressions import Expression
from django.db.models.fields import NOT_PROVIDED
from django.db.models.functions import Now

# What of a field is the code's own, or lets rows in that were not before.
_HARMLESS: Final = {*Field.non_db_attrs, "default", "db_default", "auto_now", "auto_now_add"} - {"db_column"}

Found = Iterator[str]


def find_contractions(migration: Migration, before: ProjectState) -> list[str]:
    """Say what of it code would miss that knows the tables as in `before`."""
    return _look(migration, before, _contracts)


def find_stoppages(migration: Migration, before: ProjectState) -> list[str]:
    """Say what of it holds a table with rows for longer than a moment, so that the portal stands still."""
    return _look(migration, before, _stops)


def _look(
    migration: Migration, before: ProjectState, rules: Callable[[Operation, str, ProjectState], Found]
) -> list[str]:
    """Go through the operations; what concerns a table that only this migration makes is nobody's loss."""
    state, new, found = before.clone(), set[str](), []
    for operation in _on_the_database(migration.operations):
        if isinstance(operation, operations.CreateModel):
            new.add(operation.name_lower)
        elif _table_of(operation) not in new:
            found += [
                f"{operation.describe()}: {said}" for said in rules(operation, migration.app_label, state)
            ]
        operation.state_forwards(migration.app_label, state)
    return found


def _on_the_database(written: Sequence[Operation]) -> Iterator[Operation]:
    for operation in written:
        if isinstance(operation, operations.SeparateDatabaseAndState):
            yield from _on_the_database(operation.database_operations)
        else:
            yield operation


def _table_of(operation: Operation) -> str:
    name = getattr(operation, "model_name", None) or getattr(operation, "name", None)
    return str(name).lower()


def _contracts(operation: Operation, app: str, state: ProjectState) -> Found:
    match operation:
        case operations.AddField(field=field):
            if not _may_be_left_out(field):
                yield "code that does not know the column writes no row without it; null or db_default"
        case operations.AlterField():
            yield from _narrowings(_field_before(operation, app, state), operation.field)
        case operations.RunSQL() | operations.RunPython():
            if not operation.hints.get("expands"):
                yield 'only its author knows; hints={"expands": why the release before goes on with it}'
        case _:
            if not isinstance(operation, _EXPANDING):
                yield "the release before may count on what was"


_EXPANDING: Final = (
    operations.AddIndex,
    operations.RemoveIndex,
    operations.RenameIndex,
    operations.AlterModelManagers,
    operations.AlterModelOptions,
    operations.AlterModelTableComment,
    postgres.AddIndexConcurrently,
    postgres.RemoveIndexConcurrently,
    postgres.CreateExtension,
    postgres.ValidateConstraint,
)


def _may_be_left_out(field: Field[Any, Any]) -> bool:
    is_no_column = isinstance(field, ManyToManyField) or getattr(field, "generated", False)
    return bool(is_no_column or field.null or field.db_default is not NOT_PROVIDED)


def _field_before(operation: operations.AlterField, app: str, state: ProjectState) -> Field[Any, Any]:
    field: Field[Any, Any] = state.models[app, operation.model_name_lower].fields[operation.name]
    return field


def _narrowings(old: Field[Any, Any], new: Field[Any, Any]) -> Found:
    _, kind, _, was = old.deconstruct()
    _, other_kind, _, becomes = new.deconstruct()
    if kind != other_kind:
        yield f"{kind} becomes {other_kind}"
    for name in sorted((was.keys() | becomes.keys()) - _HARMLESS):
        if was.get(name) != becomes.get(name) and not _widens(name, was.get(name), becomes.get(name)):
            yield f"{name} {_say(was.get(name))} becomes {_say(becomes.get(name))}"


def _say(value: Any) -> object:
    return value.deconstruct()[3] if isinstance(value, Field) else value


def _are_alike(was: Field[Any, Any], becomes: Field[Any, Any]) -> bool:
    """Whether elements of a list are kept alike; a longer one would have all rows written anew."""
    (_, kind, _, old), (_, other_kind, _, new) = was.deconstruct(), becomes.deconstruct()
    differing = {name for name in old.keys() | new.keys() if old.get(name) != new.get(name)}
    return kind == other_kind and differing <= _HARMLESS


def _widens(name: str, was: Any, becomes: Any) -> bool:
    if name == "base_field":
        return _are_alike(was, becomes)
    if name == "max_length":
        return becomes is None or (was is not None and becomes > was)
    return bool(name == "null" and becomes)


def _stops(operation: Operation, app: str, state: ProjectState) -> Found:
    match operation:
        case postgres.AddIndexConcurrently() | postgres.AddConstraintNotValid():
            pass
        case operations.AddIndex():
            yield "nobody writes while it is built; AddIndexConcurrently, in a migration that is not atomic"
        case operations.AddConstraint():
            yield "nobody reads while all rows are looked at; AddConstraintNotValid, then ValidateConstraint"
        case operations.AddField(field=field):
            yield from _slow_columns(field)
        case operations.AlterField():
            for said in _narrowings(_field_before(operation, app, state), operation.field):
                yield f"{said}, and the table is held while all rows are looked at"


def _slow_columns(field: Field[Any, Any]) -> Found:
    if isinstance(field.db_default, Expression) and not isinstance(field.db_default, Now):
        yield "all rows are written anew; a db_default that is a value"
    if not isinstance(field, ManyToManyField) and (field.unique or getattr(field, "db_index", False)):
        yield "its index is built while the table is held; db_index=False, then AddIndexConcurrently"
