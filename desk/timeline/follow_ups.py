"""When sales wanted to come back to a lead, as events of its timeline."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from django.utils.translation import gettext as _

from accounts.models import User
from desk.timeline.events import Event
from feedback.models import FollowUp, FollowUpEnd
from leads.models import Lead
from values.compiled import Compiled, given_key

_FOLLOW_UPS: Final = Compiled(
    lambda: FollowUp.objects.filter(lead=given_key("lead")).select_related("user", "ended_by").order_by("pk")
)


def events_of_follow_ups(lead: Lead, _viewer: User) -> Iterable[Event]:
    """Set, replaced, done and taken back; what an outcome or a return ended stands there by itself."""
    before: FollowUp | None = None
    for follow_up in _FOLLOW_UPS.rows(lead=lead.pk):
        yield _set(follow_up, before)
        if follow_up.ended_how == FollowUpEnd.DONE:
            yield _ended(follow_up, _("Follow-up done"))
        if follow_up.ended_how == FollowUpEnd.TAKEN_BACK:
            yield _ended(follow_up, _("Follow-up taken back"))
        before = follow_up


def _set(follow_up: FollowUp, before: FollowUp | None) -> Event:
    lines = [follow_up.note]
    if before is not None and before.ended_how == FollowUpEnd.REPLACED:
        lines.insert(0, _("Instead of %(when)s") % {"when": before.planned})
    return Event(
        at=follow_up.created_at,
        title=_("Follow-up set for %(when)s") % {"when": follow_up.planned},
        text="\n".join(line for line in lines if line),
        by=str(follow_up.user),
        team=follow_up.user.team,
    )


def _ended(follow_up: FollowUp, title: str) -> Event:
    assert follow_up.ended_at is not None
    return Event(
        at=follow_up.ended_at,
        title=title,
        text=_("It was for %(when)s.") % {"when": follow_up.planned},
        by=str(follow_up.ended_by or ""),
        team=follow_up.ended_by.team if follow_up.ended_by else None,
    )
