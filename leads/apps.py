from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class LeadsConfig(AppConfig):
    name = "leads"
    verbose_name = _("Leads")

    def ready(self) -> None:
        """Let files be imported as leads; other apps add theirs. People follow a merge of firms. The page of
        the company leads to who took leads along.
        """
        from accounts.company_notes import register_company_note
        from firms.services.merging import register_moving  # models exist only now
        from leads.doors import file
        from leads.models import Person
        from leads.taken_along import say_exports

        register_company_note(self.name, say_exports)
        file.register()
        register_moving(Person, "organisation")
