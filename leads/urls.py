"""The pages of leads, grouped by what they are about; a new page is one line in its group."""

from __future__ import annotations

from django.urls import URLPattern, include, path

app_name = "leads"

campaign_pages: list[URLPattern] = []
cta_pages: list[URLPattern] = []
lead_pages: list[URLPattern] = []
import_pages: list[URLPattern] = []

urlpatterns = [
    path("campaigns/", include(campaign_pages)),
    path("ctas/", include(cta_pages)),
    path("leads/", include(lead_pages)),
    path("imports/", include(import_pages)),
]
