"""What stood out in the figures."""

from __future__ import annotations

from django.urls import path

from findings import views

app_name = "findings"

urlpatterns = [
    path("findings/", views.finding_list, name="finding_list"),
    path("findings/<int:finding_id>/", views.finding, name="finding"),
]
