"""Where the leads behind a finding are listed: their page stands in a room above, which says its address."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, Literal

from findings.models import Finding

# The leads that are counted, or all that those are a share of; and the same of what they are held against:
# what came before a change, else the others.
Part = Literal["count", "of", "count_before", "of_before"]
SayAddress = Callable[[Finding, Part], str]

_said_by: Final[list[SayAddress]] = []


def register_lead_address(say: SayAddress) -> None:
    """Let a room above say where they are listed, "" where nowhere. Another one replaces it."""
    _said_by[:] = [say]


def address_of_leads(finding: Finding, part: Part) -> str:
    return _said_by[0](finding, part) if _said_by else ""
