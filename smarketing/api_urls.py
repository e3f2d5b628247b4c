"""The public API, version 1, with its schema and a page that explains it."""

from __future__ import annotations

from csp.constants import UNSAFE_INLINE
from csp.decorators import csp_update
from django.urls import include, path
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerSplitView

from smarketing import api_schema  # noqa: F401 - registers how tokens are described

# Swagger's page brings one inline style sheet of its own; its scripts come from files.
docs = csp_update({"style-src": [UNSAFE_INLINE]})(SpectacularSwaggerSplitView.as_view(url_name="api:schema"))

app_name = "api"
urlpatterns = [
    path("v1/", include("campaigns.api.urls")),
    path("v1/", include("leads.api.urls")),
    path("v1/", include("talk.api.urls")),
    path("v1/", include("handoff.api.urls")),
    path("v1/", include("feedback.api.urls")),
    path("v1/", include("surveys.api.urls")),
    path("v1/", include("second_opinions.api.urls")),
    path("v1/", include("findings.api.urls")),
    path("v1/", include("insights.api.urls")),
    path("v1/", include("desk.api.urls")),
    path("v1/", include("bulk.api.urls")),
    path("v1/", include("accounts.notice_api")),
    path("schema/", SpectacularAPIView.as_view(), name="schema"),
    path("docs/", docs, name="docs"),
]
