from __future__ import annotations

from rest_framework.routers import SimpleRouter

from campaigns.api.views import CampaignViewSet, CtaViewSet

router = SimpleRouter()
router.register("campaigns", CampaignViewSet, basename="campaigns")
router.register("ctas", CtaViewSet, basename="ctas")

urlpatterns = router.urls
