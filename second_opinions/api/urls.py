from __future__ import annotations

from django.urls import path
from rest_framework.routers import SimpleRouter

from second_opinions.api.views import SecondOpinionSettingsView, SecondOpinionViewSet

router = SimpleRouter()
router.register("second-opinions", SecondOpinionViewSet, basename="second-opinions")

urlpatterns = [
    path("second-opinions/settings/", SecondOpinionSettingsView.as_view(), name="second-opinion-settings"),
    *router.urls,
]
