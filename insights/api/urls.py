from __future__ import annotations

from django.urls import path

from insights.api.views import ChangesView, ConversionView, HealthView, KindsView, RepsView

urlpatterns = [
    path("conversion/", ConversionView.as_view(), name="conversion"),
    path("conversion/kinds/", KindsView.as_view(), name="conversion_kinds"),
    path("conversion/reps/", RepsView.as_view(), name="conversion_reps"),
    path("conversion/changes/", ChangesView.as_view(), name="conversion_changes"),
    path("conversion/health/", HealthView.as_view(), name="conversion_health"),
]
