"""For whom somebody stands in, said by the room above that knows who is away: they work on those leads."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from accounts.models import User
from accounts.own_company import today

# The numbers of those whose leads this person looks after on this day of the company's.
FindRepresented = Callable[[int, date], frozenset[int]]


def _nobody(_user_id: int, _day: date) -> frozenset[int]:
    return frozenset()


_find: FindRepresented = _nobody


def register_deputies(find: FindRepresented) -> None:
    """Let the room above say who stands in for whom; the last one that said so is asked."""
    global _find  # noqa: PLW0603 - one register for the process, filled as the apps start
    _find = find


def represented_by(user: User) -> frozenset[int]:
    """Whose leads this person works on beside the own, on the company's day of now.

    It is asked once a request: with each the person is read anew. A page asks a dozen times.
    """
    day = today()
    known: tuple[date, frozenset[int]] | None = vars(user).get("_represented")
    if known is None or known[0] != day:
        known = vars(user)["_represented"] = (day, _find(user.pk, day))
    return known[1]
