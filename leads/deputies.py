"""For whom somebody stands in, said by the room above that knows who is away: they work on those leads."""

from __future__ import annotations

from collections.abc import Callable

# The numbers of those whose leads this person looks after at this moment.
FindRepresented = Callable[[int], frozenset[int]]


def _nobody(_user_id: int) -> frozenset[int]:
    return frozenset()


_find: FindRepresented = _nobody


def register_deputies(find: FindRepresented) -> None:
    """Let the room above say who stands in for whom; the last one that said so is asked."""
    global _find  # noqa: PLW0603 - one register for the process, filled as the apps start
    _find = find


def represented_by(user_id: int | None) -> frozenset[int]:
    """Whose leads this person works on beside the own; asked anew each time, so not a day longer."""
    return frozenset() if user_id is None else _find(user_id)
