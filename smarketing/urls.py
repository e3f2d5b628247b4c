"""Every page and endpoint; each app names its own."""

from __future__ import annotations

from django.urls import include, path

urlpatterns = [
    path("", include("smarketing.health.urls")),
    path("", include("accounts.urls")),
    path("", include("leads.urls")),
    path("", include("feedback.urls")),
    path("", include("insights.urls")),
    path("api/", include("smarketing.api_urls")),
]
