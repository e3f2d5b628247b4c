"""Saying something about a lead, a campaign or a call-to-action, changing it, and taking it away again."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.permissions import Action, authorise
from talk import notifications
from talk.errors import NotEditable
from talk.mentions import find_mentioned, require_they_see, sees
from talk.models import Comment, Thing, column_of
from values.columns import clean_value


@transaction.atomic
def add_comment(*, actor: User, thing: Thing, text: str) -> Comment:
    """Append a comment; whoever it mentions is told, and whoever took part before, each once, never oneself.

    The caller has fetched the thing as the actor may see it. Raises PermissionDenied, ValidationError (text)
    also for a mention of nobody, of several, or of somebody who may not see the thing.
    """
    authorise(actor, Action.COMMENT)
    text = clean_value(Comment, "text", text)
    mentioned = find_mentioned(text)
    require_they_see(thing, mentioned)
    comment = Comment.objects.create(user=actor, text=text, **{column_of(thing): thing})
    comment.mentioned.set(mentioned)
    told = [person for person in mentioned if person != actor]
    notifications.tell_mentioned(comment, told)
    earlier = User.objects.active().filter(pk__in=_authors(thing)).exclude(pk__in=[actor.pk, *_keys(told)])
    notifications.tell_partners(comment, [person for person in earlier if sees(person, thing)])
    return comment


def _authors(thing: Thing) -> set[int]:
    standing = Comment.objects.about(thing).filter(deleted_at=None).order_by()
    return set(standing.values_list("user_id", flat=True).distinct())


def _keys(people: list[User]) -> list[int]:
    return [person.pk for person in people]


@transaction.atomic
def edit_comment(*, actor: User, comment: Comment, text: str) -> Comment:
    """Change one's own words within ten minutes; who is mentioned only now is told.

    Raises PermissionDenied, NotEditable, ValidationError (text) as `add_comment`.
    """
    locked = _lock_own(actor, comment)
    if locked.deleted_at is not None:
        raise NotEditable(_("You have deleted this comment."))
    if timezone.now() > locked.editable_until:
        clock = date_format(timezone.localtime(locked.editable_until), "TIME_FORMAT")
        message = _("This could be changed until %(time)s. Write another comment instead.")
        raise NotEditable(message % {"time": clock})
    text = clean_value(Comment, "text", text)
    if text == locked.text:
        return locked
    mentioned = find_mentioned(text)
    require_they_see(locked.thing, mentioned)
    before = set(locked.mentioned.values_list("pk", flat=True))
    locked.text, locked.edited_at = text, timezone.now()
    locked.save(update_fields=["text", "edited_at"])
    locked.mentioned.set(mentioned)
    fresh = [person for person in mentioned if person.pk not in before and person != actor]
    notifications.tell_mentioned(locked, fresh)
    return locked


@transaction.atomic
def delete_comment(*, actor: User, comment: Comment) -> Comment:
    """Take one's own words away for good; that there was a comment stays. A second time changes nothing.

    Raises PermissionDenied, NotEditable for somebody else's.
    """
    locked = _lock_own(actor, comment)
    if locked.deleted_at is None:
        locked.text, locked.deleted_at = "", timezone.now()
        locked.save(update_fields=["text", "deleted_at"])
        locked.mentioned.clear()
    return locked


def _lock_own(actor: User, comment: Comment) -> Comment:
    authorise(actor, Action.COMMENT)
    locked = Comment.objects.select_for_update(of=("self",)).get(pk=comment.pk)
    if locked.user_id != actor.pk:
        raise NotEditable(_("Only who wrote this comment can change or delete it."))
    return locked
