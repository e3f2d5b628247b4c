from __future__ import annotations

from django.urls import path
from rest_framework.routers import SimpleRouter

from desk.api.firms import FirmViewSet
from desk.api.views import SearchView

router = SimpleRouter()
router.register("firms", FirmViewSet, basename="firms")

urlpatterns = [path("search/", SearchView.as_view(), name="search"), *router.urls]
