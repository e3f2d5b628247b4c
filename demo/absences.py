"""Somebody of the demo is on holiday, so that it shows how a deputy works on the leads of another."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Final

from demo.stage import Stage
from handoff.models import Absence

# Who is away, who stands in, and from how many days ago for how many days to come.
AWAY: Final = ("tobias", "sven", 2, 9)
NOTE: Final = "Urlaub"


def send_on_holiday(stage: Stage, *, today: date) -> None:
    """Enter the absence of today, as whoever goes would have."""
    who, deputy, since, left = AWAY
    Absence.objects.create(
        person=stage.users[who],
        deputy=stage.users[deputy],
        first_day=today - timedelta(days=since),
        last_day=today + timedelta(days=left),
        note=NOTE,
        entered_by=stage.users[who],
    )
