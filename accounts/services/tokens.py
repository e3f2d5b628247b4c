"""Keys to the API: made once, shown once, kept as a hash."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Collection
from datetime import datetime

from django.db import connection
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import ApiToken, User
from accounts.own_company import today
from accounts.permissions import Action, authorise
from accounts.scopes import grant_of, scopes_for
from values.errors import field_error
from values.text import shorten

START = "smk_"
PREFIX_LENGTH = 10
_TOKEN_FIELDS = [field.attname for field in ApiToken._meta.concrete_fields]
_USER_FIELDS = [field.attname for field in User._meta.concrete_fields]
_VALID = f"""
    SELECT {", ".join(f"token.{name}" for name in _TOKEN_FIELDS)},
           {", ".join(f"person.{name}" for name in _USER_FIELDS)}
    FROM {ApiToken._meta.db_table} AS token JOIN {User._meta.db_table} AS person ON person.id = token.user_id
    WHERE token.token_hash = %s AND token.revoked_at IS NULL
        AND (token.expires_at IS NULL OR token.expires_at > %s) AND person.is_active
"""


def create_token(
    *, actor: User, name: str, scopes: Collection[str], expires_at: datetime | None = None
) -> tuple[ApiToken, str]:
    """Make a key to the API for oneself; return the row and the plain token, which is not kept anywhere.

    Raises ValidationError, keyed by field, for a missing name, no scope, a scope the role does not allow, or
    an end that has passed.
    """
    authorise(actor, Action.EDIT_OWN_ACCOUNT)
    _check(actor, scopes=scopes, expires_at=expires_at)
    plain = START + secrets.token_urlsafe(32)
    token = ApiToken(
        user=actor,
        name=name.strip(),
        prefix=plain[:PREFIX_LENGTH],
        token_hash=_hash(plain),
        scopes=sorted(set(scopes)),
        expires_at=expires_at,
    )
    token.full_clean(exclude=["last_used_on", "revoked_at"])
    token.save(force_insert=True)
    return token, plain


def authenticate_token(plain: str) -> ApiToken | None:
    """Return the valid token of an active person that this text is, with its `user`; otherwise None.

    The person may no more than the scopes let through, wherever they are handed on to as the actor.
    The text is compared by its hash in an index, so the time of the answer tells nothing about it. The day of
    the last use is written once a day.
    """
    token = _find_valid(_hash(plain))
    if token is not None and token.last_used_on != (day := today()):
        ApiToken.objects.filter(pk=token.pk).update(last_used_on=day)
        token.last_used_on = day
    return token


def _find_valid(token_hash: str) -> ApiToken | None:
    """Asked with every request of the API, so the statement is not made anew each time: that took longer
    than to answer it.
    """
    with connection.cursor() as cursor:
        cursor.execute(_VALID, [token_hash, timezone.now()])
        found = cursor.fetchone()
    if found is None:
        return None
    token = ApiToken.from_db(connection.alias, _TOKEN_FIELDS, found[: len(_TOKEN_FIELDS)])
    token.user = User.from_db(connection.alias, _USER_FIELDS, found[len(_TOKEN_FIELDS) :])
    token.user.grant = grant_of(token.scopes)
    return token


def revoke_token(*, actor: User, token: ApiToken) -> None:
    """End one's own token at once; a second time changes nothing."""
    authorise(actor, Action.EDIT_OWN_ACCOUNT)
    ApiToken.objects.of_user(actor).filter(pk=token.pk).update(revoked_at=timezone.now())


def _hash(plain: str) -> str:
    return hashlib.sha256(plain.encode("utf-8", "surrogatepass")).hexdigest()


def _check(actor: User, *, scopes: Collection[str], expires_at: datetime | None) -> None:
    allowed = [str(scope.action) for scope in scopes_for(actor)]
    if not scopes:
        raise field_error("scopes", _("Choose at least one thing the token may do."), "required")
    for scope in scopes:
        if scope not in allowed:
            message = _("Your role does not allow “%(scope)s”. Allowed are: %(allowed)s.")
            values = {"scope": shorten(scope), "allowed": ", ".join(allowed)}
            raise field_error("scopes", message % values, "choice")
    if expires_at is not None and expires_at <= timezone.now():
        raise field_error("expires_at", _("This moment has passed."), "out_of_range")
