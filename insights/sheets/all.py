"""Which sheets there are, in the order of their tabs."""

from __future__ import annotations

from typing import Final

from insights.sheets.alignment import ALIGNMENT
from insights.sheets.breakdown import BREAKDOWN
from insights.sheets.changes import CHANGES
from insights.sheets.health import HEALTH
from insights.sheets.helped import HELPED
from insights.sheets.money import MONEY
from insights.sheets.sheet import Sheet
from insights.sheets.time import TIME

SHEETS: Final[tuple[Sheet, ...]] = (TIME, MONEY, ALIGNMENT, BREAKDOWN, CHANGES, HELPED, HEALTH)
