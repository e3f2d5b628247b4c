"""Which sheets there are, in the order of their tabs."""

from __future__ import annotations

from typing import Final

from insights.sheets.breakdown import BREAKDOWN
from insights.sheets.money import MONEY
from insights.sheets.sheet import Sheet

SHEETS: Final[tuple[Sheet, ...]] = (BREAKDOWN, MONEY)
