from __future__ import annotations

from django.urls import path
from rest_framework.routers import SimpleRouter

from leads.api.corrections import CorrectionViewSet
from leads.api.views import LeadViewSet

router = SimpleRouter()
router.register("leads", LeadViewSet, basename="leads")

urlpatterns = [
    *router.urls,
    path(
        "leads/<int:lead_id>/corrections/",
        CorrectionViewSet.as_view({"get": "list", "post": "create"}),
        name="corrections",
    ),
]
