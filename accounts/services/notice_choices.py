"""How somebody wants to hear of things: chosen kind by kind, by oneself or by the link in a mail."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, time
from typing import Any, Final

from django.core import signing
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.kinds import ABOUT, Group, Kind, effective_way, kinds_for, ways_of
from accounts.models import NoticeChoice, NoticeTimes, User, Way
from accounts.permissions import Action, authorise
from values.errors import field_error

# What the link of a digest names in place of kinds: whatever comes by digest.
DIGEST: Final = "digest"
_SALT: Final = "accounts.notices.unsubscribe"


@dataclass(frozen=True, kw_only=True, slots=True)
class Choice:
    """One kind as a person has it; `unsubscribed_at` where a link in a mail brought it down to the page."""

    kind: Kind
    way: Way
    unsubscribed_at: datetime | None

    @property
    def group(self) -> Group:
        return ABOUT[self.kind].group

    @property
    def usual(self) -> Way:
        return ABOUT[self.kind].usual

    @property
    def ways(self) -> list[Way]:
        return ways_of(self.kind)


def choices_of(user: User) -> list[Choice]:
    """What can reach somebody in this role and how it does, in the order of the page."""
    chosen = {row.kind: row for row in NoticeChoice.objects.filter(user=user)}
    return [
        Choice(
            kind=kind,
            way=effective_way(kind, chosen[kind].way if kind in chosen else None),
            unsubscribed_at=chosen[kind].unsubscribed_at if kind in chosen else None,
        )
        for kind in kinds_for(user)
    ]


def times_of(user: User) -> NoticeTimes:
    """When the person's mails may come; nothing is written for who has said nothing."""
    return NoticeTimes.objects.filter(user=user).first() or NoticeTimes(user=user)


@transaction.atomic
def choose_ways(*, actor: User, ways: dict[str, str]) -> None:
    """Choose for each of these kinds how it comes from now on; what waits already follows it.

    Raises ValidationError beside the kind that does not reach this role, or cannot come that way.
    """
    authorise(actor, Action.CHOOSE_NOTICES)
    allowed = kinds_for(actor)
    for name, way in ways.items():
        if name not in allowed:
            raise field_error(name, _("No notification of this kind comes to your role."), "unknown")
        if way not in ways_of(Kind(name)):
            raise field_error(
                name,
                _("“%(kind)s” cannot come that way. Allowed are: %(ways)s.")
                % {"kind": Kind(name).label, "ways": ", ".join(map(str, ways_of(Kind(name))))},
                "way",
            )
        _write(actor, name, Way(way))


@transaction.atomic
def choose_usual(*, actor: User) -> None:
    """Have every kind come as it usually does; the times of mails stay."""
    authorise(actor, Action.CHOOSE_NOTICES)
    NoticeChoice.objects.filter(user=actor).delete()


@transaction.atomic
def choose_times(
    *,
    actor: User,
    digest_at: time,
    quiet_from: time | None = None,
    quiet_until: time | None = None,
    quiet_weekends: bool = False,
) -> NoticeTimes:
    """Say when mails may come, on the company's clock; a day has one digest, whatever its hour becomes.

    Raises ValidationError (`quiet_from`, `quiet_until`) where a beginning has no end or both are the same.
    """
    authorise(actor, Action.CHOOSE_NOTICES)
    if (quiet_from is None) != (quiet_until is None):
        missing = "quiet_from" if quiet_from is None else "quiet_until"
        raise field_error(missing, _("Please say when the quiet hours begin and when they end."), "required")
    if quiet_from is not None and quiet_from == quiet_until:
        raise field_error("quiet_until", _("The end is the beginning. Please choose another hour."), "same")
    said: dict[str, Any] = {
        "digest_at": digest_at,
        "quiet_from": quiet_from,
        "quiet_until": quiet_until,
        "quiet_weekends": quiet_weekends,
    }
    return NoticeTimes.objects.update_or_create(user=actor, defaults=said)[0]


def unsubscribe_secret(user: User, kinds: Iterable[str]) -> str:
    """What the link in a mail carries: whose mails it ends and of which kinds; it works for ever."""
    return signing.dumps([user.pk, sorted(set(kinds))], salt=_SALT)


def read_unsubscribe(secret: str) -> tuple[User, list[str]] | None:
    """Whom the link of a mail is for, and what it ends; None for one we never sent, or of who has left."""
    try:
        user_id, kinds = signing.loads(secret, salt=_SALT)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    user = User.objects.active().filter(pk=user_id).first()
    return (user, kinds) if user else None


@transaction.atomic
def unsubscribe(*, secret: str) -> tuple[User, list[str]] | None:
    """Let what a mail was about stand on the page only from now on; again it comes to the same.

    What the person has switched off stays off. Returns whose and which, None for a link that is none.
    """
    found = read_unsubscribe(secret)
    if found is None:
        return None
    user, named = found
    by_digest = [choice.kind.value for choice in choices_of(user) if choice.way is Way.DIGEST]
    kinds = by_digest if named == [DIGEST] else named
    chosen = dict(NoticeChoice.objects.filter(user=user).values_list("kind", "way"))
    for kind in kinds:
        if effective_way(kind, chosen.get(kind)) in {Way.MAIL, Way.DIGEST}:
            _write(user, kind, Way.PAGE, unsubscribed_at=timezone.now())
    return user, kinds


def _write(user: User, kind: str, way: Way, unsubscribed_at: datetime | None = None) -> None:
    values = {"way": way, "unsubscribed_at": unsubscribed_at}
    NoticeChoice.objects.update_or_create(user=user, kind=kind, defaults=values)
