from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class FeedbackConfig(AppConfig):
    name = "feedback"
    verbose_name = _("Feedback")

    def ready(self) -> None:
        """Let imports bring in what sales said before, and managers make needs of what reps typed."""
        from feedback import imports, need_texts  # models exist only now

        imports.register()
        need_texts.register()
