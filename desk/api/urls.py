from __future__ import annotations

from django.urls import path
from rest_framework.routers import SimpleRouter

from desk.api.firm_pairs import FirmPairList
from desk.api.firms import FirmViewSet
from desk.api.views import HoldingsView, LeavingView, SearchView

router = SimpleRouter()
router.register("firms", FirmViewSet, basename="firms")

urlpatterns = [
    path("search/", SearchView.as_view(), name="search"),
    path("people/<int:pk>/work/", HoldingsView.as_view(), name="person_work"),
    path("people/<int:pk>/deactivate/", LeavingView.as_view(), name="person_deactivate"),
    path("firms/alike/", FirmPairList.as_view(), name="firm_pairs"),
    *router.urls,
]
