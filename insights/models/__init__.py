from __future__ import annotations

from insights.models.saved_views import SavedView, SavedViewQuerySet

__all__ = ["SavedView", "SavedViewQuerySet"]
