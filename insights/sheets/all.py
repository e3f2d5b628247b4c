"""Which sheets there are, in the order of their tabs."""

from __future__ import annotations

from typing import Final

from insights.sheets.breakdown import BREAKDOWN
from insights.sheets.changes import CHANGES
from insights.sheets.health import HEALTH
from insights.sheets.sheet import Sheet

SHEETS: Final[tuple[Sheet, ...]] = (BREAKDOWN, CHANGES, HEALTH)
