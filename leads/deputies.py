"""For whom somebody stands in, said by the room above that knows who is away: they work on those leads."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from accounts.models import User
from accounts.own_company import today

# The numbers of those whose leads this person looks after on this day of the company's.
FindRepresented = Callable[[User, date], frozenset[int]]


def _nobody(_user: User, _day: date) -> frozenset[int]:
    return frozenset()


_find: FindRepresented = _nobody


def register_deputies(find: FindRepresented) -> None:
    """Let the room above say who stands in for whom; the last one that said so is asked."""
    global _find  # noqa: PLW0603 - one register for the process, filled as the apps start
    _find = find


def represented_by(user: User) -> frozenset[int]:
    """Whose leads this person works on beside the own, on the company's day of now."""
    return _find(user, today())
