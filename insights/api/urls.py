from __future__ import annotations

from django.urls import path
from rest_framework.routers import SimpleRouter

from insights.api.helped import HelpedView
from insights.api.introduction import IntroductionView
from insights.api.saved_views import SavedViewViewSet, ViewLinkViewSet
from insights.api.time import CohortsView, IncidenceView, RipenessView, VelocityView
from insights.api.views import (
    AlignmentView,
    BreakdownView,
    ChangesView,
    ConversionView,
    HealthView,
    KindsView,
    MoneyView,
    RepsView,
)

router = SimpleRouter()
router.register("views", SavedViewViewSet, basename="views")
router.register("view-links", ViewLinkViewSet, basename="view-links")

urlpatterns = [
    *router.urls,
    path("conversion/", ConversionView.as_view(), name="conversion"),
    path("conversion/alignment/", AlignmentView.as_view(), name="conversion_alignment"),
    path("conversion/breakdown/", BreakdownView.as_view(), name="conversion_breakdown"),
    path("conversion/kinds/", KindsView.as_view(), name="conversion_kinds"),
    path("conversion/cohorts/", CohortsView.as_view(), name="conversion_cohorts"),
    path("conversion/incidence/", IncidenceView.as_view(), name="conversion_incidence"),
    path("conversion/ripeness/", RipenessView.as_view(), name="conversion_ripeness"),
    path("conversion/velocity/", VelocityView.as_view(), name="conversion_velocity"),
    path("conversion/money/", MoneyView.as_view(), name="conversion_money"),
    path("conversion/reps/", RepsView.as_view(), name="conversion_reps"),
    path("conversion/changes/", ChangesView.as_view(), name="conversion_changes"),
    path("conversion/helped/", HelpedView.as_view(), name="conversion_helped"),
    path("conversion/introduction/", IntroductionView.as_view(), name="introduction"),
    path("conversion/health/", HealthView.as_view(), name="conversion_health"),
]
