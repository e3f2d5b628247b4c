"""What the page of the company says besides its settings: rooms above say what else holds for everybody."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from accounts.models import User


@dataclass(frozen=True, kw_only=True, slots=True)
class Note:
    """A sentence, and the page on which more of it stands."""

    text: str
    url: str


Say = Callable[[User], Note | None]
_notes: Final[dict[str, Say]] = {}


def register_company_note(name: str, say: Say) -> None:
    """Let a room above say something; None where there is nothing. The same name again replaces it."""
    _notes[name] = say


def company_notes(reader: User) -> list[Note]:
    """All that is to say to this person now."""
    return [note for say in _notes.values() if (note := say(reader)) is not None]
