from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class LeadsConfig(AppConfig):
    name = "leads"
    verbose_name = _("Leads")

    def ready(self) -> None:
        """Let files be imported as leads; other apps add theirs. People follow a merge of firms."""
        from firms.services.merging import register_moving  # models exist only now
        from leads.doors import file
        from leads.models import Person

        file.register()
        register_moving(Person, "organisation")
