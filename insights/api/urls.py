from __future__ import annotations

from django.urls import path

from insights.api.views import ConversionView, KindsView, MoneyView, RepsView

urlpatterns = [
    path("conversion/", ConversionView.as_view(), name="conversion"),
    path("conversion/kinds/", KindsView.as_view(), name="conversion_kinds"),
    path("conversion/money/", MoneyView.as_view(), name="conversion_money"),
    path("conversion/reps/", RepsView.as_view(), name="conversion_reps"),
]
