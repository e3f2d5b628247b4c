"""The joint page and the leads behind its figures."""

from __future__ import annotations

from django.urls import path

from insights.views.dashboard import dashboard
from insights.views.leads import cell_leads

app_name = "insights"

urlpatterns = [
    path("overview/", dashboard, name="dashboard"),
    path("overview/leads/", cell_leads, name="cell_leads"),
]
