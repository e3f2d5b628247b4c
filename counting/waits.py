"""How long somebody waited for sales, in bands, and whether a deal came in time, as one number."""

from __future__ import annotations

from datetime import timedelta
from enum import IntEnum
from typing import Final

_TENS: Final = 10
# From this on a wait belongs to the band of the same place in Wait, counted from WITHIN_HOUR.
EDGES: Final = (timedelta(hours=1), timedelta(days=1), timedelta(days=3), timedelta(days=7))


class Wait(IntEnum):
    """From intake to the first contact that reached the person."""

    UNKNOWN = 0  # never reached, or nobody wrote it down
    WITHIN_HOUR = 1
    WITHIN_DAY = 2
    WITHIN_THREE_DAYS = 3
    WITHIN_WEEK = 4
    LATER = 5


def wait_of(took: timedelta | None) -> Wait:
    """The band of a wait; one that ended before it began counts as the shortest."""
    return Wait.UNKNOWN if took is None else Wait(1 + sum(took > edge for edge in EDGES))


def wait_number(wait: Wait, *, is_won: bool) -> int:
    return _TENS * wait + is_won


def wait_from(number: int) -> tuple[Wait, bool]:
    """The band and whether a deal came in time, of a number."""
    wait, is_won = divmod(number, _TENS)
    return Wait(wait), bool(is_won)


def wait_sql(took: str, is_won: str) -> str:
    """The same of an interval, which may be NULL, and of a condition that is not."""
    bands = " + ".join(f"({took} > interval '{int(edge.total_seconds())} s')::int" for edge in EDGES)
    return f"{_TENS} * coalesce(1 + {bands}, {Wait.UNKNOWN.value}) + ({is_won})::int"
