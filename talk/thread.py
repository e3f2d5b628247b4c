"""The comments on one thing as one person reads them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cache, cached_property
from typing import Final

from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from accounts.permissions import Action, may
from talk.forms import CommentForm
from talk.models import Comment, Thing, column_of
from values.compiled import Compiled, given_key

SHOWN: Final = 10


@cache
def _newest_by(column: str) -> Compiled[Comment]:
    """The newest of a thing, and one more to know whether there are others."""
    return Compiled(
        lambda: (
            Comment.objects.filter(**{column: given_key("thing")})
            .select_related("user", column)
            .prefetch_related("mentioned")[: SHOWN + 1]
        )
    )


class Thread:
    """The newest comments for the page of the thing, and the form for one more."""

    def __init__(self, *, user: User, thing: Thing) -> None:
        self.user, self.thing = user, thing
        self.form = CommentForm()

    @cached_property
    def _newest(self) -> Sequence[Comment]:
        return prepare(self.user, _newest_by(column_of(self.thing)).rows(thing=self.thing.pk))

    @property
    def comments(self) -> Sequence[Comment]:
        """The newest first."""
        return self._newest[:SHOWN]

    @property
    def has_more(self) -> bool:
        return len(self._newest) > SHOWN

    @property
    def can_write(self) -> bool:
        return may(self.user, Action.COMMENT)

    @property
    def url(self) -> str:
        """Where all of them stand, and a new one is sent to."""
        return reverse(f"talk:{column_of(self.thing)}", args=[self.thing.pk])

    @property
    def people_url(self) -> str:
        return reverse(f"talk:{column_of(self.thing)}_people", args=[self.thing.pk])


def prepare(reader: User, comments: Iterable[Comment]) -> list[Comment]:
    """To be read and never saved: covered for this reader, with what they can do with each."""
    now = timezone.now()
    prepared = list(comments)
    for comment in prepared:
        is_own = comment.user_id == reader.pk and comment.deleted_at is None
        comment.text = comment.text_for(reader)
        comment.can_delete = is_own  # type: ignore[attr-defined]
        comment.can_edit = is_own and now <= comment.editable_until  # type: ignore[attr-defined]
    return prepared
