from __future__ import annotations

from rest_framework.routers import SimpleRouter

from campaigns.api.views import CampaignViewSet, CtaViewSet, KeptListViewSet, MilestoneViewSet

router = SimpleRouter()
router.register("campaigns", CampaignViewSet, basename="campaigns")
router.register(r"lists/(?P<list_name>[\w-]+)", KeptListViewSet, basename="lists")
router.register("milestones", MilestoneViewSet, basename="milestones")
router.register("ctas", CtaViewSet, basename="ctas")

urlpatterns = router.urls
