"""Who took a lead out of the figures, or back in, as events of its timeline."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from django.utils.translation import gettext as _

from accounts.models import User
from desk.timeline.events import Event
from leads.models import KindChange, Lead, LeadKind
from values.compiled import Compiled, given_key

_CHANGES: Final = Compiled(lambda: KindChange.objects.filter(lead=given_key("lead")).select_related("user"))


def events_of_kinds(lead: Lead, _viewer: User) -> Iterable[Event]:
    """Both teams may know: it moves the figures of both."""
    for change in _CHANGES.rows(lead=lead.pk):
        yield Event(
            at=change.created_at,
            title=_title(change),
            text=change.reason,
            by=str(change.user),
            team=change.user.team,
        )


def _title(change: KindChange) -> str:
    if change.kind == LeadKind.REAL:
        return _("Back in the figures: real lead")
    return _("Taken out of the figures: %(kind)s") % {"kind": change.get_kind_display()}
