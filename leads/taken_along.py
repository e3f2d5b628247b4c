"""What the page of the company says of lists of leads that were taken along."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.company_notes import Note
from accounts.models import User
from accounts.permissions import Action, may
from leads.models import LeadExport

LATELY: Final = timedelta(days=30)


def say_exports(reader: User) -> Note | None:
    """How often in the last 30 days; nothing to whom it does not concern."""
    if not may(reader, Action.VIEW_EXPORTS):
        return None
    count = LeadExport.objects.filter(created_at__gt=timezone.now() - LATELY).count()
    text = ngettext(
        "In the last 30 days a list of leads was taken along %(count)s time.",
        "In the last 30 days lists of leads were taken along %(count)s times.",
        count,
    )
    nothing = _("In the last 30 days nobody took a list of leads along.")
    return Note(text=text % {"count": count} if count else nothing, url=reverse("leads:exports"))
