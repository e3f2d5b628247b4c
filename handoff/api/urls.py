from __future__ import annotations

from django.urls import path

from handoff.api.absences import AbsenceViewSet
from handoff.api.views import HandoffViewSet

urlpatterns = [
    path("absences/", AbsenceViewSet.as_view({"get": "list", "post": "create"}), name="absences"),
    path("absences/<int:pk>/", AbsenceViewSet.as_view({"patch": "partial_update"}), name="absence"),
    path("absences/<int:pk>/end/", AbsenceViewSet.as_view({"post": "end"}), name="absence_end"),
    path(
        "leads/<int:lead_id>/handoffs/",
        HandoffViewSet.as_view({"get": "list", "post": "create"}),
        name="handoffs",
    ),
    path(
        "leads/<int:lead_id>/handoffs/answer/",
        HandoffViewSet.as_view({"post": "answer"}),
        name="handoff_answer",
    ),
    path(
        "leads/<int:lead_id>/handoffs/pass-on/",
        HandoffViewSet.as_view({"post": "pass_on"}),
        name="handoff_pass_on",
    ),
    path(
        "leads/<int:lead_id>/handoffs/reply/",
        HandoffViewSet.as_view({"post": "reply"}),
        name="handoff_reply",
    ),
]
