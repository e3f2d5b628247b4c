"""What lets somebody in: invitations, the one-time set-up code and API tokens; only hashes are kept."""

from __future__ import annotations

from base64 import urlsafe_b64encode
from datetime import UTC, timedelta
from typing import ClassVar, Final

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.core import signing
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from accounts.models.user import Language, Role, User

EMAIL_CHANGE_SALT: Final = "accounts.email_change"


class SetupCode(models.Model):
    """The code `make run DEMO=0` prints; it opens the set-up page once."""

    code_hash = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField(auto_now_add=True)


class InvitationQuerySet(models.QuerySet["Invitation"]):
    def waiting(self) -> InvitationQuerySet:
        """Neither accepted nor withdrawn; the link may have run out."""
        return self.filter(accepted_at=None, withdrawn_at=None)

    def open(self) -> InvitationQuerySet:
        """Waiting, and the link still works."""
        return self.waiting().filter(expires_at__gt=timezone.now())


class Invitation(models.Model):
    """An open seat for one e-mail address; the link in the mail carries the secret, the row only its hash."""

    email = models.EmailField(_("e-mail address"))
    full_name = models.CharField(_("name"), max_length=120, blank=True)
    role = models.CharField(_("role"), max_length=12, choices=Role.choices)
    language = models.CharField(
        _("language"), max_length=2, choices=Language.choices, default=Language.GERMAN
    )
    token_hash = models.CharField(max_length=64, unique=True)
    invited_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)

    objects = InvitationQuerySet.as_manager()

    class Meta:
        verbose_name = _("invitation")
        ordering = ["email", "id"]
        constraints = [
            models.UniqueConstraint(
                Lower("email"),
                condition=models.Q(accepted_at=None, withdrawn_at=None),
                name="invitation_waits_once",
                violation_error_message=_("Somebody with this e-mail address is invited already."),
            )
        ]

    def __str__(self) -> str:
        return self.email

    @property
    def is_expired(self) -> bool:
        return self.expires_at <= timezone.now()

    def link_secret(self) -> str:
        """The secret of the newest link: 43 characters of URL-safe base64, renewed with `expires_at`.

        It is derived from the installation's SECRET_KEY, so that the mail can be written later, by another
        process, while the database keeps nothing but a hash.
        """
        words = f"{self.email}|{self.expires_at.astimezone(UTC).isoformat()}"
        digest = salted_hmac("accounts.invitation", words, algorithm="sha256").digest()
        return urlsafe_b64encode(digest).decode().rstrip("=")


class EmailChangeQuerySet(models.QuerySet["EmailChange"]):
    def open(self) -> EmailChangeQuerySet:
        """Not confirmed yet, and the link still works."""
        return self.filter(confirmed_at=None, asked_at__gt=timezone.now() - EmailChange.VALID_FOR)

    def newest_of(self, user: User) -> EmailChange | None:
        """The change somebody asked for last, while it can be confirmed: the links of others are void."""
        newest = self.filter(user=user).order_by("-pk").first()
        return newest if newest and newest in self.open() else None


class EmailChange(models.Model):
    """That somebody wants to sign in with another address, and since when; `was` is the one before."""

    VALID_FOR: ClassVar[timedelta] = timedelta(days=1)

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    was = models.EmailField(max_length=254)
    email = models.EmailField(_("new e-mail address"), max_length=254)
    asked_at = models.DateTimeField(auto_now_add=True)
    confirmed_at = models.DateTimeField(null=True)

    objects = EmailChangeQuerySet.as_manager()

    class Meta:
        verbose_name = _("change of an e-mail address")
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.user_id} {self.asked_at}"

    def link_secret(self) -> str:
        """What the link to the new address carries; the row keeps nothing that would open it."""
        return signing.dumps(self.pk, salt=EMAIL_CHANGE_SALT)


class ApiTokenQuerySet(models.QuerySet["ApiToken"]):
    def of_user(self, user: User) -> ApiTokenQuerySet:
        """Everybody sees and revokes their own tokens only."""
        return self.filter(user=user, revoked_at=None)


class ApiToken(models.Model):
    """A key to the API in the name of one person; it can do no more than that person and its scopes allow."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="api_tokens")
    name = models.CharField(_("what it is for"), max_length=80)
    prefix = models.CharField(max_length=12)
    token_hash = models.CharField(max_length=64, unique=True)
    scopes = ArrayField(models.CharField(max_length=40), verbose_name=_("scopes"))
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField(_("valid until"), null=True, blank=True)
    last_used_on = models.DateField(null=True)
    revoked_at = models.DateTimeField(null=True)

    objects = ApiTokenQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-id"]

    def __str__(self) -> str:
        return self.name

    def allows(self, action: str) -> bool:
        """Whether its scopes name this action of the permission table; the role must allow it too."""
        return str(action) in self.scopes
