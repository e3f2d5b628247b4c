from __future__ import annotations

from insights.models.links import MOST_DAYS, USUAL_DAYS, ViewLink, ViewLinkQuerySet
from insights.models.saved_views import SavedView, SavedViewQuerySet
from insights.models.weekly import WeeklyWord

__all__ = [
    "MOST_DAYS",
    "USUAL_DAYS",
    "SavedView",
    "SavedViewQuerySet",
    "ViewLink",
    "ViewLinkQuerySet",
    "WeeklyWord",
]
