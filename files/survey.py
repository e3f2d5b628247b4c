"""What a pass over all rows of a file found."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True, kw_only=True, slots=True)
class Survey:
    """How many rows there are, and how columns write what has two readings.

    formats: {field: date order, decimal sign, or what bare digits of a phone are}; None where the column does
    not tell.
    """

    rows: int
    formats: Mapping[str, str | None]

    def as_json(self) -> dict[str, Any]:
        return asdict(self)
