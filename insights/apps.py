from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class InsightsConfig(AppConfig):
    name = "insights"
    verbose_name = _("Insights")

    def ready(self) -> None:
        """Let the page of the company say what of it is read outside, and findings lead to their leads."""
        from accounts.company_notes import register_company_note
        from findings.addresses import register_lead_address
        from insights.finding_leads import say_address
        from insights.sharing import say_shared  # models exist only now

        register_company_note(self.name, say_shared)
        register_lead_address(say_address)
