"""One line of a timeline."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.utils.functional import Promise

from accounts.models import Team


@dataclass(frozen=True, kw_only=True, slots=True)
class Event:
    """One line: `team` colours it ("" is nobody's), `is_won` makes it the good end, `by` says who it was."""

    at: datetime
    title: str | Promise
    text: str = ""
    by: str = ""
    team: Team | None = None
    is_won: bool = False
