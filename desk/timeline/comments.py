"""What people said to each other about a lead, as events of its timeline."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from django.utils.translation import gettext as _

from accounts.models import User
from desk.timeline.events import Event
from leads.models import Lead
from talk.models import Comment
from values.compiled import Compiled, given_key

# All of them stand on a page of their own.
MOST: Final = 100
_COMMENTS: Final = Compiled(
    lambda: Comment.objects.filter(lead=given_key("lead")).select_related("user")[:MOST]
)


def events_of_comments(lead: Lead, _viewer: User) -> Iterable[Event]:
    """The newest ones, for whoever may see the lead; of a deleted one only that there was one."""
    for comment in _COMMENTS.rows(lead=lead.pk):
        yield Event(
            at=comment.created_at,
            title=_("Comment deleted by the author") if comment.deleted_at else _("Comment"),
            text=comment.text,
            by=str(comment.user),
            team=comment.user.team,
        )
