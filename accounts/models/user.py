from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar
from zoneinfo import available_timezones

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from values.text import shorten


class Team(models.TextChoices):
    MARKETING = "marketing", _("Marketing")
    SALES = "sales", _("Sales")


class Role(models.TextChoices):
    MARKETER = "marketer", _("Marketer")
    SALES_REP = "sales_rep", _("Sales rep")
    SALES_LEAD = "sales_lead", _("Sales lead")
    MANAGER = "manager", _("Manager")
    ADMIN = "admin", _("Administrator")


# A role that is not named here belongs to neither team.
TEAM_OF_ROLE: dict[str, Team] = {
    Role.MARKETER: Team.MARKETING,
    Role.SALES_REP: Team.SALES,
    Role.SALES_LEAD: Team.SALES,
}


class Language(models.TextChoices):
    # Each language is named in itself, so that whoever needs it can read it.
    GERMAN = "de", "Deutsch"
    ENGLISH = "en", "English"


class Theme(models.TextChoices):
    AUTO = "auto", _("Like the device")
    LIGHT = "light", _("Light")
    DARK = "dark", _("Dark")


def validate_time_zone(name: str) -> None:
    """Refuse anything but an IANA time zone name."""
    if name not in available_timezones():
        raise ValidationError(
            _("“%(name)s” is not a time zone. Allowed are IANA names such as Europe/Berlin."),
            code="time_zone",
            params={"name": shorten(name)},
        )


@dataclass(frozen=True, slots=True)
class Grant:
    """What a token lets through of all that its person may: actions of the permission table.

    `found` are those by which rows are found so that something can be done to them; nothing of such a row may
    be shown by them.
    """

    actions: frozenset[str]
    found: frozenset[str]


class UserQuerySet(models.QuerySet["User"]):
    def active(self) -> UserQuerySet:
        return self.filter(is_active=True)

    def in_team(self, team: Team) -> UserQuerySet:
        return self.filter(role__in=[role for role, its_team in TEAM_OF_ROLE.items() if its_team == team])

    def administrators(self) -> UserQuerySet:
        """Those who can let others in; there is always at least one."""
        return self.active().filter(role=Role.ADMIN)

    def who_take_leads(self) -> UserQuerySet:
        """The people of sales a lead can be handed to."""
        return self.active().in_team(Team.SALES)


class UserManager(BaseUserManager["User"]):
    def get_by_natural_key(self, username: str | None) -> User:
        return self.get(email__iexact=username)

    def create_user(self, *, email: str, password: str | None = None, **fields: Any) -> User:
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.full_clean(exclude=["password"])
        user.save(using=self._db)
        return user


class User(AbstractBaseUser):
    """One person who signs in; the e-mail address is the name."""

    email = models.EmailField(_("e-mail address"), max_length=254)
    full_name = models.CharField(_("name"), max_length=120)
    role = models.CharField(_("role"), max_length=12, choices=Role.choices)
    language = models.CharField(
        _("language"), max_length=2, choices=Language.choices, default=Language.GERMAN
    )
    theme = models.CharField(_("appearance"), max_length=5, choices=Theme.choices, default=Theme.AUTO)
    time_zone = models.CharField(
        _("time zone"), max_length=64, default="Europe/Berlin", validators=[validate_time_zone]
    )
    is_active = models.BooleanField(_("may sign in"), default=True)
    joined_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = UserManager.from_queryset(UserQuerySet)()

    # What the token they came with lets through; None in the browser. No column: it lasts for one request.
    grant: Grant | None = None

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["full_name", "role"]

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")
        ordering = ["full_name", "id"]
        constraints = [
            models.UniqueConstraint(
                Lower("email"),
                name="user_email_once",
                violation_error_message=_("Somebody already signs in with this e-mail address."),
            ),
            models.CheckConstraint(condition=models.Q(role__in=Role.values), name="user_role_known"),
        ]

    def __str__(self) -> str:
        return self.full_name or self.email

    @property
    def team(self) -> Team | None:
        """Marketing or sales; managers and administrators stand between the two."""
        return TEAM_OF_ROLE.get(self.role)

    def get_full_name(self) -> str:
        return self.full_name

    def get_short_name(self) -> str:
        return self.full_name.split(" ")[0]
