"""The shape of one demo campaign's story, apart from the stories themselves."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from campaigns.models import CtaKind


class Rhythm(StrEnum):
    """How the leads of a campaign spread over its days."""

    STEADY = "steady"
    MAILINGS = "mailings"
    EVENT = "event"


@dataclass(frozen=True, kw_only=True, slots=True)
class CtaPlot:
    """One way in, its definition and the share of the campaign's leads that take it."""

    name: str
    kind: CtaKind
    placement: str
    page: str
    lead_text: str
    good_text: str
    weight: int = 1


@dataclass(frozen=True, kw_only=True, slots=True)
class Plot:
    """One campaign: what it says, how many come, how good they are and what becomes of them.

    `begins` and `ends` are days before the demo's last day; `quality` are the weights of A, B, C and D;
    `win` multiplies the chance that a lead of a given quality becomes a deal; money is in whole euros.
    `target_leads` is wanted per month, `target_cost` at most per lead.
    """

    name: str
    channel: str
    target_group: str
    owner: str
    utm_campaign: str
    begins: int
    ends: int
    leads: int
    cost: int
    promises: tuple[str, ...]
    ctas: tuple[CtaPlot, ...]
    quality: tuple[int, int, int, int]
    win: float
    value: tuple[int, int]
    too_high: float = 0.1
    too_low: float = 0.05
    misleading: int | None = None
    rhythm: Rhythm = Rhythm.STEADY
    target_leads: int | None = None
    target_cost: int | None = None
    needs: tuple[int, ...] = (0, 1, 2)
