from __future__ import annotations

from django.urls import path

from insights.api.views import AlignmentView, ConversionView, KindsView, RepsView

urlpatterns = [
    path("conversion/", ConversionView.as_view(), name="conversion"),
    path("conversion/alignment/", AlignmentView.as_view(), name="conversion_alignment"),
    path("conversion/kinds/", KindsView.as_view(), name="conversion_kinds"),
    path("conversion/reps/", RepsView.as_view(), name="conversion_reps"),
]
