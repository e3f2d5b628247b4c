"""What happened in the demo company and may explain its figures, as its people wrote it down."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from campaigns.services.milestones import set_milestone
from demo.stage import Stage


@dataclass(frozen=True, kw_only=True, slots=True)
class Event:
    """What happened so many days ago, to one campaign or to the whole company."""

    days: int
    text: str
    campaign: str = ""


EVENTS: Final = (
    Event(days=301, text="Neue Landingpage mit Rechner", campaign="Solar-Rechner"),
    Event(days=214, text="Preise um 4 % angehoben"),
    Event(days=122, text="Förderung des Bundes läuft aus"),
    Event(days=58, text="Anzeige ohne „ohne Anzahlung“", campaign="Gratis-Audit Herbst"),
)


def write_milestones(stage: Stage, *, today: date) -> None:
    """By whoever owns the campaign; what concerns the company by the owner of the first."""
    owners = {name: campaign.owner for name, campaign in stage.campaigns.items()}
    anybody = next(owner for owner in owners.values() if owner)
    for event in EVENTS:
        set_milestone(
            actor=owners.get(event.campaign) or anybody,
            campaign=stage.campaigns.get(event.campaign),
            day=today - timedelta(days=event.days),
            text=event.text,
        )
