"""Who is told of a comment, worded in their language; its words stand in no subject."""

from __future__ import annotations

from collections.abc import Iterable

from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from accounts.kinds import Kind
from accounts.models import User
from accounts.services import notify
from leads.models import Lead
from talk.models import Comment, Thing, column_of
from values.contacts import quote


def tell_mentioned(comment: Comment, people: Iterable[User]) -> None:
    """Tell whoever is named in it."""
    for reader in people:
        with translation.override(reader.language):
            said = {"person": comment.user, "thing": name_of(comment.thing)}
            notify(
                user=reader,
                kind=Kind.MENTION,
                title=_("%(person)s mentioned you: %(thing)s") % said,
                body=quote(comment.text).strip(),
                path=path_of(comment.thing),
            )


def tell_partners(comment: Comment, people: Iterable[User]) -> None:
    """Tell whoever took part before that it goes on."""
    for reader in people:
        with translation.override(reader.language):
            said = {"person": comment.user, "thing": name_of(comment.thing)}
            notify(
                user=reader,
                kind=Kind.COMMENT,
                title=_("%(person)s commented: %(thing)s") % said,
                body=quote(comment.text).strip(),
                path=path_of(comment.thing),
            )


def name_of(thing: Thing) -> str:
    return (thing.contact.title if isinstance(thing, Lead) else thing.name)[:120]


def path_of(thing: Thing) -> str:
    """The page of the thing, where its comments stand."""
    return reverse(column_of(thing), args=[thing.pk]) + "#comments"
