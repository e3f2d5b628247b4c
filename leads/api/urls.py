from __future__ import annotations

from rest_framework.routers import SimpleRouter

from leads.api.views import LeadViewSet

router = SimpleRouter()
router.register("leads", LeadViewSet, basename="leads")

urlpatterns = router.urls
