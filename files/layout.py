"""What was found out about a file, kept with its import so that no later step finds it out again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from hashlib import sha256
from typing import Any, Self

from files.headings import fold_heading


@dataclass(frozen=True, kw_only=True, slots=True)
class Clues:
    """What is known of a file before it is understood.

    encoding, heading_row: those somebody declared, "" and None to find them out.
    headings: those whoever reads the file knows, as `files.headings.heading_key` writes them: the row that
    has most of them is the heading.
    """

    encoding: str = ""
    heading_row: int | None = None
    headings: frozenset[str] = frozenset()


@dataclass(frozen=True, kw_only=True, slots=True)
class Layout:
    """How a file is to be read; a column called "" has no heading and holds nothing. `stamp` tells whether
    it is still the same file.
    """

    encoding: str
    separator: str
    heading_row: int
    columns: tuple[str, ...]
    stamp: str

    def find(self, column: str) -> int | None:
        """The position of a column by its heading, in any letter case."""
        wanted = fold_heading(column)
        return next((at for at, name in self.named if fold_heading(name) == wanted), None)

    @property
    def named(self) -> list[tuple[int, str]]:
        """The columns that mean anything, each with its position."""
        return [(at, name) for at, name in enumerate(self.columns) if name]

    @property
    def headings_key(self) -> str:
        """The same for files with the same headings in any order."""
        return sha256("\n".join(sorted(map(fold_heading, self.columns))).encode()).hexdigest()[:32]

    def as_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> Self:
        return cls(**{**kept, "columns": tuple(kept["columns"])})
