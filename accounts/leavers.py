"""Somebody left, or changed teams: rooms above say who has to hear of what still lies with them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from accounts.models import User

Tell = Callable[[User], None]
_tellers: Final[dict[str, Tell]] = {}


def register_leaving(name: str, tell: Tell) -> None:
    """Let a room above tell whom it concerns; the same name again replaces it."""
    _tellers[name] = tell


def tell_of_leaving(person: User) -> None:
    """Tell of what lies with this person, in the transaction in which they left."""
    for tell in _tellers.values():
        tell(person)
