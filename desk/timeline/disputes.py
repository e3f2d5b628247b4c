"""What marketing questioned of a rating, as events of a lead's timeline."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from django.utils.translation import gettext as _

from accounts.models import Team, User
from desk.timeline.events import Event
from feedback.models import Dispute, DisputeWord, Verdict
from leads.models import Lead
from values.compiled import Compiled, given_key

_DISPUTES: Final = Compiled(
    lambda: (
        Dispute.objects.filter(lead=given_key("lead"))
        .select_related("user", "rating", "ended_by")
        .prefetch_related("words__user")
    )
)


def events_of_disputes(lead: Lead, viewer: User) -> Iterable[Event]:
    """Nothing for whom marketing's grade is hidden: who says why may name it."""
    if not lead.shows_grade_to(viewer):
        return
    for dispute in _DISPUTES.rows(lead=lead.pk):
        yield Event(
            at=dispute.created_at,
            title=_("Rating questioned: %(quality)s") % {"quality": dispute.rating.get_quality_display()},
            text=dispute.text,
            by=str(dispute.user),
            team=Team.MARKETING,
        )
        yield from (_word(word) for word in dispute.words.all())
        if dispute.ended_at is not None:
            yield Event(
                at=dispute.ended_at,
                title=dispute.get_ended_how_display(),
                by=str(dispute.ended_by or ""),
                team=dispute.ended_by.team if dispute.ended_by else None,
            )


def _word(word: DisputeWord) -> Event:
    team = Team(word.team)
    said = {"team": team.label, "verdict": Verdict(word.verdict).label}
    return Event(
        at=word.created_at,
        title=_("%(team)s on the questioned rating: %(verdict)s") % said,
        text=word.text,
        by=str(word.user),
        team=team,
    )
