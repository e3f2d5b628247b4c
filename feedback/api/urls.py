from __future__ import annotations

from typing import Any

from django.urls import path

from feedback.api.undo import UndoViewSet
from feedback.api.views import AttemptViewSet, OutcomeViewSet, RatingViewSet

list_or_create: dict[str, Any] = {"get": "list", "post": "create"}

urlpatterns = [
    path("undo/", UndoViewSet.as_view({"post": "create"}), name="undo"),
    path("leads/<int:lead_id>/attempts/", AttemptViewSet.as_view(list_or_create), name="attempts"),
    path("leads/<int:lead_id>/ratings/", RatingViewSet.as_view(list_or_create), name="ratings"),
    path("leads/<int:lead_id>/outcomes/", OutcomeViewSet.as_view(list_or_create), name="outcomes"),
]
