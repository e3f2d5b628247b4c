"""One line of a timeline."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from accounts.models import Team
from leads.models import Undoable
from values.formats import moment

UNDO = "undone_by__user"  # what `taken_back` reads, to be fetched with the facts


@dataclass(frozen=True, kw_only=True, slots=True)
class Event:
    """One line: `team` colours it ("" is nobody's), `is_won` makes it the good end, `by` says who it was.

    `taken_back` says who took it back and when, of what counts no more.
    """

    at: datetime
    title: str | Promise
    text: str = ""
    by: str = ""
    team: Team | None = None
    is_won: bool = False
    taken_back: str = ""


def taken_back(fact: Undoable) -> str:
    """By whom and when; "" of what stands."""
    undo = fact.undone_by
    if undo is None:
        return ""
    return _("Taken back by %(person)s, %(when)s") % {"person": undo.user, "when": moment(undo.created_at)}
