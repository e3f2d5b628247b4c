from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class HandoffConfig(AppConfig):
    name = "handoff"
    verbose_name = _("Handoff")

    def ready(self) -> None:
        """Let managers keep the reasons, deputies see leads, and sales leads hear of what a leaver leaves.

        Imports of leads that were passed on are kept from being taken back.
        """
        from accounts.leavers import register_leaving
        from handoff import own_lists  # models exist only now
        from handoff.deputies import represented_ids
        from handoff.models import Handoff
        from handoff.notifications import tell_left_behind, tell_without_deputy
        from leads.deputies import register_deputies
        from leads.doors.undoing import register_work

        own_lists.register()
        register_deputies(represented_ids)
        register_leaving("leads left behind", tell_left_behind)
        register_leaving("absences without a deputy", tell_without_deputy)
        register_work(
            self.name,
            lambda ids, _since: set(Handoff.objects.filter(lead__in=ids).values_list("lead", flat=True)),
        )
