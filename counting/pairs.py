"""Both teams' words on one lead as one number: marketing's grade at the handoff, sales' first quality after.

The first one, taken back or not: once sales has rated, it sees marketing's grade, and a later word is no
longer its own alone. A lead that was never handed over here, as history from elsewhere, has no pair.
"""

from __future__ import annotations

from typing import Final

from leads.models import Grade

GRADES: Final = tuple(Grade.values)
_TENS: Final = 10


def pair_number(grade: str, quality: str) -> int:
    """11 for A and A, 14 for A and D, 44 for D and D. Raises ValueError for a letter off the scale."""
    return _TENS * (GRADES.index(grade) + 1) + GRADES.index(quality) + 1


def pair_of(number: int) -> tuple[str, str]:
    """The two letters of a number."""
    grade, quality = divmod(number, _TENS)
    return GRADES[grade - 1], GRADES[quality - 1]


def pair_sql(grade: str, quality: str) -> str:
    """The same of two columns."""
    scale = "".join(GRADES)
    return f"{_TENS} * strpos('{scale}', {grade}) + strpos('{scale}', {quality})"
