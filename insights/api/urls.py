from __future__ import annotations

from django.urls import path

from insights.api.views import ConversionView

urlpatterns = [path("conversion/", ConversionView.as_view(), name="conversion")]
