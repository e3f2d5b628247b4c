"""What a pass over all rows of a file found."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any


@dataclass(frozen=True, kw_only=True, slots=True)
class Survey:
    """How many rows there are, and how columns write what has two readings.

    formats: {field: date order, decimal sign, or what bare digits of a phone are}; None where the column does
    not tell.
    words: {field: {word: in how many rows}}, the most frequent first.
    """

    rows: int
    formats: Mapping[str, str | None]
    words: Mapping[str, Mapping[str, int]] = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        return {name: found for name, found in asdict(self).items() if name != "words" or found}
