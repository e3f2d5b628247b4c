from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class FeedbackConfig(AppConfig):
    name = "feedback"
    verbose_name = _("Feedback")

    def ready(self) -> None:
        """Let the page of a lead tell what sales said of it, and imports bring in what it said before."""
        from feedback import imports  # models exist only now
        from feedback.timeline import events_of_lead
        from leads.timeline import register_events

        register_events(events_of_lead)
        imports.register()
