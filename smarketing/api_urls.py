"""The public API, version 1, with its schema and a page that explains it."""

from __future__ import annotations

from django.urls import include, path
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerView

from smarketing import api_schema  # noqa: F401 - registers how tokens are described

app_name = "api"
urlpatterns = [
    path("v1/", include("leads.api.urls")),
    path("v1/", include("feedback.api.urls")),
    path("schema/", SpectacularAPIView.as_view(), name="schema"),
    path("docs/", SpectacularSwaggerView.as_view(url_name="api:schema"), name="docs"),
]
