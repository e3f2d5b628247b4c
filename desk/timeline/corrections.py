"""What was corrected of a contact, as events of its timeline."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from django.utils.translation import gettext as _

from accounts.models import User
from desk.timeline.events import Event
from leads.models import ContactCorrection, Lead
from values.compiled import Compiled, given_key

_CORRECTIONS: Final = Compiled(
    lambda: ContactCorrection.objects.filter(lead=given_key("lead")).select_related("user")
)


def events_of_corrections(lead: Lead, _viewer: User) -> Iterable[Event]:
    """Who may not read the contact sees that it was corrected: the values are covered there."""
    for one in _CORRECTIONS.rows(lead=lead.pk):
        was = one.was or _("blank")
        yield Event(
            at=one.created_at,
            title=_("%(field)s corrected") % {"field": one.get_field_display()},
            text=_("Before: %(was)s") % {"was": was},
            by=str(one.user),
            team=one.user.team,
        )
