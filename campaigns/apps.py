from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CampaignsConfig(AppConfig):
    name = "campaigns"
    verbose_name = _("Campaigns")

    def ready(self) -> None:
        """Let managers keep needs and channels, and costs be imported."""
        from campaigns import imports, own_lists  # models exist only now

        own_lists.register()
        imports.register()
