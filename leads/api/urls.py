from __future__ import annotations

from rest_framework.routers import SimpleRouter

from leads.api.campaign_views import CampaignViewSet, CtaViewSet
from leads.api.lead_views import LeadViewSet

router = SimpleRouter()
router.register("campaigns", CampaignViewSet, basename="campaigns")
router.register("ctas", CtaViewSet, basename="ctas")
router.register("leads", LeadViewSet, basename="leads")

urlpatterns = router.urls
