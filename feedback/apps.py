from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class FeedbackConfig(AppConfig):
    name = "feedback"
    verbose_name = _("Feedback")

    def ready(self) -> None:
        """Let imports bring in what sales said before, managers keep what reps typed, mails be rated from."""
        from feedback import imports, own_lists, rating_mails  # models exist only now

        imports.register()
        own_lists.register()
        rating_mails.register()
