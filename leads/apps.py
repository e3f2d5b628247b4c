from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class LeadsConfig(AppConfig):
    name = "leads"
    verbose_name = _("Leads")

    def ready(self) -> None:
        """Let files be imported as leads; other apps add their own targets."""
        from leads.doors import file  # models exist only now

        file.register()
