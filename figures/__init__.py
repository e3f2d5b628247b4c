"""The read side: figures for pages, command and API alike, from the kept counts and never from leads.

`conversion(by=…, filters=…)` is the table of one dimension, `overview(filters=…)` all of the joint page.
"""

from __future__ import annotations

from counting.filters import Filters
from counting.queries import Dimension
from figures.rows import Figures, Row
from figures.tables import ConversionTable, Overview, as_of, conversion, overview

__all__ = [
    "ConversionTable",
    "Dimension",
    "Figures",
    "Filters",
    "Overview",
    "Row",
    "as_of",
    "conversion",
    "overview",
]
