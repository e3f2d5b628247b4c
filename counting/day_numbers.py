"""Days as traits keep them: counted from 1970 on."""

from __future__ import annotations

from datetime import date
from typing import Final

EPOCH: Final = date(1970, 1, 1)


def number_of_day(day: date) -> int:
    """A day as a trait keeps it."""
    return (day - EPOCH).days
