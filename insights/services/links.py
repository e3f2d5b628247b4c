"""Links by which strangers read the figures of one view: made, asked for and ended."""

from __future__ import annotations

import hashlib
import secrets
from base64 import urlsafe_b64encode
from datetime import timedelta
from typing import Final

from django.contrib.auth.hashers import check_password, make_password
from django.core import signing
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.translation import gettext as _

from accounts.limits import Limit, spend
from accounts.models import User
from accounts.permissions import Action, authorise, may
from insights.models import MOST_DAYS, SavedView, ViewLink
from pages.receipts import KeyReused
from values.checking import Findings
from values.errors import field_error

SHORTEST_PASSWORD: Final = 8
LONGEST_PASSWORD: Final = 200
# So long whoever gave the password reads on without it.
UNLOCKED_FOR: Final = timedelta(hours=12)
NOTED_EVERY: Final = timedelta(minutes=1)
_SALT: Final = "insights.links"


def make_link(*, actor: User, view: SavedView, days: int, password: str = "") -> str:
    """Make a link to a view for so many days; return its secret, for it is kept nowhere.

    The caller has fetched the view as the actor may see it. Raises PermissionDenied, ValidationError by
    field.
    """
    secret = secrets.token_urlsafe(32)
    _make(secret, actor=actor, view=view, days=days, password=password)
    return secret


def make_link_once(
    *, actor: User, view: SavedView, days: int, password: str, key: str, caller: str
) -> tuple[str, ViewLink]:
    """The same for a program that may send its request again: the secret follows from `key`, whose `caller`
    is, so that the same again gets the same link and still nothing is kept that would open it.

    Raises KeyReused where the key came with something else, too.
    """
    said = "|".join((caller, str(actor.pk), str(view.pk), key))
    digest = salted_hmac("insights.links.once", said, algorithm="sha256").digest()
    secret = urlsafe_b64encode(digest).decode().rstrip("=")
    known = ViewLink.objects.filter(secret_hash=_hash(secret)).first()
    if known is None:
        return secret, _make(secret, actor=actor, view=view, days=days, password=password)
    authorise(actor, Action.SHARE_VIEWS)
    lasts = known.expires_at - known.created_at
    if lasts != timedelta(days=days) or not _has_password(known, password):
        raise KeyReused(_("This idempotency key came before with another content. Use a new key."))
    return secret, known


def _has_password(link: ViewLink, password: str) -> bool:
    return check_password(password, link.password) if link.password else not password


def _make(secret: str, *, actor: User, view: SavedView, days: int, password: str) -> ViewLink:
    authorise(actor, Action.SHARE_VIEWS)
    _check(days, password)
    now = timezone.now()
    return ViewLink.objects.create(
        view=view,
        user=actor,
        secret_hash=_hash(secret),
        password=make_password(password) if password else "",
        created_at=now,
        expires_at=now + timedelta(days=days),
    )


def _check(days: int, password: str) -> None:
    findings = Findings()
    if not 1 <= days <= MOST_DAYS:
        message = _("“%(days)s” is not allowed here. A link works for 1 to %(most)s days.")
        findings.note("days", message % {"days": days, "most": MOST_DAYS}, "days")
    if password and not SHORTEST_PASSWORD <= len(password) <= LONGEST_PASSWORD:
        message = _("A password has %(least)s to %(most)s characters; this one has %(count)s.")
        values = {"least": SHORTEST_PASSWORD, "most": LONGEST_PASSWORD, "count": len(password)}
        findings.note("password", message % values, "length")
    findings.raise_if_any()


@transaction.atomic
def revoke_link(*, actor: User, link: ViewLink) -> None:
    """Let nobody read by it any more, whoever made it; a second time changes nothing."""
    authorise(actor, Action.SHARE_VIEWS)
    ViewLink.objects.filter(pk=link.pk, revoked_at=None).update(revoked_at=timezone.now(), revoked_by=actor)


def find_link(secret: str) -> ViewLink | None:
    """Whose secret this is, while the link works and its maker may still share; looked up by an index."""
    working = ViewLink.objects.working(timezone.now()).select_related("view", "user")
    link = working.filter(secret_hash=_hash(secret)).first()
    return link if link is not None and may(link.user, Action.SHARE_VIEWS) else None


def unlock(link: ViewLink, password: str) -> str:
    """Return what proves later that the password was given.

    Raises TooManyCalls, and ValidationError by field for a wrong one.
    """
    spend(Limit.UNLOCKS, f"view link {link.pk}")
    if not check_password(password[:LONGEST_PASSWORD], link.password):
        raise field_error("password", _("This is not the password of this link."), "password")
    return signing.dumps(_proof_of(link), salt=_SALT)


def is_unlocked(link: ViewLink, proof: str) -> bool:
    """Whether no password is asked for, or this proves that it was given not long ago."""
    if not link.password:
        return True
    try:
        said = signing.loads(proof, salt=_SALT, max_age=UNLOCKED_FOR)
    except signing.BadSignature:
        return False
    return constant_time_compare(str(said), _proof_of(link))


def note_opened(link: ViewLink) -> None:
    """Remember when it was opened last, to the minute."""
    now = timezone.now()
    stale = Q(last_opened_at=None) | Q(last_opened_at__lt=now - NOTED_EVERY)
    ViewLink.objects.filter(stale, pk=link.pk).update(last_opened_at=now)


def _proof_of(link: ViewLink) -> str:
    """Of this link with this password: nothing else is opened by it."""
    return salted_hmac(_SALT, f"{link.pk} {link.password}", algorithm="sha256").hexdigest()


def _hash(secret: str) -> str:
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()
