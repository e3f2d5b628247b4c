"""What is kept so that no page scans leads: marks of changes, the counts of each cell, and their state."""

from __future__ import annotations

from insights.models.cells import LAG_COLUMNS, ConversionCell, ConversionMonth, Counts
from insights.models.marks import Mark, MarkQuerySet
from insights.models.state import CountState, CountStateManager

__all__ = [
    "LAG_COLUMNS",
    "ConversionCell",
    "ConversionMonth",
    "CountState",
    "CountStateManager",
    "Counts",
    "Mark",
    "MarkQuerySet",
]
