"""What a file can be imported as.

`files` knows nothing of the apps above it: leads and feedback register their targets from `AppConfig.ready`.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol

from files.fields import Field, Label
from files.mapping_form import MappingForm
from files.presets import Preset
from files.problems import Report, RowProblem, cut
from files.rows import Row
from files.words import Meanings
from values.amounts import DecimalSign
from values.moments import DateOrder
from values.phones import Bare


@dataclass(frozen=True, kw_only=True, slots=True)
class Options:
    """What an import goes by beside its mapping.

    date_order, decimal_sign, bare_phones: how the file writes dates, decimals and phones without + and 0,
    where that is not to be found out.
    words: {field: {word: what it means}}, where it is not what the word is known to mean.
    source: whose numbers the external ones are; None for those of the preset.
    time_zone, country: those of the file, "" for the company's.
    own: what the target's form or command asked for besides; the target reads what is its own.
    user_id: who imports, None for the command. run_id: the run this is part of, None for the command.
    """

    own: Mapping[str, Any] = field(default_factory=dict)
    date_order: DateOrder | None = None
    decimal_sign: DecimalSign | None = None
    bare_phones: Bare | None = None
    words: Mapping[str, Meanings] = field(default_factory=dict)
    source: str | None = None
    time_zone: str = ""
    country: str = ""
    user_id: int | None = None
    run_id: int | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Context:
    """What an importer works under: `columns` is {field: heading} of the mapped fields, `source` says whose
    numbers the external ones are.
    """

    options: Options
    columns: Mapping[str, str]
    started_at: datetime
    source: str = ""

    def problem(self, row: Row, name: str, message: str) -> RowProblem:
        """Something to say about this field in this row, with the value as the file has it."""
        cell = cut(row.cells.get(name, ""))
        return RowProblem(row.number, self.columns.get(name, name), cell, message)


class Importer(Protocol):
    """Writes the rows of one file, batch by batch, inside one transaction."""

    def take(self, rows: Sequence[Row]) -> Report:
        """Write these rows, all readable, and say what became of each; row by row it adds up."""
        ...


@dataclass(frozen=True, kw_only=True, slots=True)
class Touched:
    """What people worked on since: how it is called, where it is seen, which rows of the file brought it."""

    name: str
    url: str
    rows: Sequence[int] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Brought:
    """What an import brought and is still there; `touched` is {key: what people worked on since}."""

    count: int
    touched: Mapping[int, Touched]


class Undo(Protocol):
    """Takes back what an import brought; both in the caller's transaction, `since` is when it ended.

    template: words the page of it. leaves_touched: what people worked on since stays and the rest goes; else
    nothing goes then.
    """

    template: str
    leaves_touched: bool

    def look(self, run_id: int, since: datetime) -> Brought:
        """What would go, locked against whoever begins to work on it."""
        ...

    def take_back(self, run_id: int, *, user_id: int, left: Collection[int]) -> None:
        """Remove it, with what nobody but the import said of it, but for these keys."""
        ...

    def say_done(self, count: int) -> str:
        """That so many went."""
        ...

    def say_touched(self, count: int) -> str:
        """That nothing can go, because so many are worked on."""
        ...


@dataclass(frozen=True, kw_only=True, slots=True)
class Result:
    """How the page of a result words what came of the rows, and where it leads on.

    created, merged: what was new, and what was changed by a row. route: a page of the whole house that shows
    it; link: the way there.
    """

    created: Label
    merged: Label
    link: Label
    route: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Target:
    """One thing a file can be imported as.

    hint: what the mapping is about. needs: what must stand in every row. result: words what came of them.
    check: raises ImportRefused for a mapping that cannot work.
    undo: takes an import back; None where that cannot be done.
    form: asks for the mapping, and for whatever else the target must know.
    """

    name: str
    label: Label
    hint: Label
    needs: Label
    result: Result
    fields: Callable[[], tuple[Field, ...]]
    check: Callable[[Collection[str], Options], None]
    start: Callable[[Context], Importer]
    presets: tuple[Preset, ...] = ()
    undo: Undo | None = None
    form: type[MappingForm] = MappingForm


_targets: dict[str, Target] = {}


def register_target(target: Target) -> None:
    """Add a target; the same name again replaces it."""
    _targets[target.name] = target


def target_named(name: str) -> Target:
    return _targets[name]


def all_targets() -> Iterable[Target]:
    return _targets.values()
