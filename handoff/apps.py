from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class HandoffConfig(AppConfig):
    name = "handoff"
    verbose_name = _("Handoff")

    def ready(self) -> None:
        """Say which leads were passed on, so that no import of them is taken back."""
        from handoff.models import Handoff  # models exist only now
        from leads.doors.undoing import register_work

        register_work(
            self.name,
            lambda ids, _since: set(Handoff.objects.filter(lead__in=ids).values_list("lead", flat=True)),
        )
