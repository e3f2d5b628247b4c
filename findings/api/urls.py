from __future__ import annotations

from rest_framework.routers import SimpleRouter

from findings.api.views import FindingViewSet

router = SimpleRouter()
router.register("findings", FindingViewSet, basename="findings")

urlpatterns = router.urls
