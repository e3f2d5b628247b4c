"""One absence; the list of them and handing over are addresses of the whole house."""

from __future__ import annotations

from django.urls import path

from handoff import views

app_name = "handoff"

urlpatterns = [
    path("absences/<int:absence_id>/", views.absence, name="absence"),
    path("absences/<int:absence_id>/end/", views.absence_end, name="absence_end"),
]
