"""The pages of leads. Their list is an address of the whole house: `smarketing.urls`."""

from __future__ import annotations

from django.urls import path

from leads.views import leads

app_name = "leads"

urlpatterns = [
    path("leads/new/", leads.lead_new, name="lead_new"),
    path("leads/duplicates/", leads.lead_duplicates, name="lead_duplicates"),
    path("leads/<int:lead_id>/kind/", leads.lead_kind, name="lead_kind"),
]
