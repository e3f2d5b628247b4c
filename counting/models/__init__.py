"""What is kept so that no page scans leads: marks of changes, the counts of each cell, and their state."""

from __future__ import annotations

from counting.models.cells import ConversionCell, ConversionMonth
from counting.models.diary import (
    COST,
    NOTED,
    CauseKind,
    ChangeCause,
    DiaryNote,
    FigureChange,
    Moved,
    NoteKind,
)
from counting.models.facets import Facet, FacetKind, FacetValue
from counting.models.lags import LagCell, LagMonth, LagTotal, Span
from counting.models.marks import Mark, MarkQuerySet
from counting.models.paths import PathCell
from counting.models.state import CountState, CountStateManager
from counting.models.traits import Subject, TraitCell, TraitMonth, TraitTotal

__all__ = [
    "COST",
    "NOTED",
    "CauseKind",
    "ChangeCause",
    "ConversionCell",
    "ConversionMonth",
    "CountState",
    "CountStateManager",
    "DiaryNote",
    "Facet",
    "FacetKind",
    "FacetValue",
    "FigureChange",
    "LagCell",
    "LagMonth",
    "LagTotal",
    "Mark",
    "MarkQuerySet",
    "Moved",
    "NoteKind",
    "PathCell",
    "Span",
    "Subject",
    "TraitCell",
    "TraitMonth",
    "TraitTotal",
]
