from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class HandoffConfig(AppConfig):
    name = "handoff"
    verbose_name = _("Handoff")

    def ready(self) -> None:
        """Let managers keep the reasons; keep imports of leads that were passed on from being taken back."""
        from handoff import own_lists  # models exist only now
        from handoff.models import Handoff
        from leads.doors.undoing import register_work

        own_lists.register()
        register_work(
            self.name,
            lambda ids, _since: set(Handoff.objects.filter(lead__in=ids).values_list("lead", flat=True)),
        )
