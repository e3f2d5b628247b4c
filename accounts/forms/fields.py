"""Fields that more than one form of accounts needs."""

from __future__ import annotations

from functools import cache
from itertools import groupby
from typing import Any
from zoneinfo import available_timezones

from babel.dates import get_timezone_location
from django import forms
from django.contrib.auth.password_validation import password_validators_help_texts
from django.utils.functional import lazy
from django.utils.translation import get_language, gettext, override
from django.utils.translation import gettext_lazy as _

Choices = list[tuple[str, list[tuple[str, str]]]]


# What nearly everybody chooses, before the six hundred others.
USUAL = ("Europe/Berlin", "Europe/Vienna", "Europe/Zurich", "Europe/London", "UTC")
REGIONS = {
    "Africa": _("Africa"),
    "America": _("America"),
    "Antarctica": _("Antarctica"),
    "Arctic": _("Arctic"),
    "Asia": _("Asia"),
    "Atlantic": _("Atlantic"),
    "Australia": _("Australia"),
    "Europe": _("Europe"),
    "Indian": _("Indian Ocean"),
    "Pacific": _("Pacific"),
}


def time_zone_choices() -> Choices:
    """Every IANA zone of a place by region, in the reader's language; the usual ones and Europe first."""
    return _time_zone_choices(get_language() or "de")


@cache
def _time_zone_choices(language: str) -> Choices:
    names = sorted(name for name in available_timezones() if name.partition("/")[0] in REGIONS)
    with override(language):
        groups = [
            (str(REGIONS[region]), sorted(((name, _city(name, language)) for name in members), key=_by_city))
            for region, members in groupby(names, key=lambda name: name.partition("/")[0])
        ]
        europe = str(REGIONS["Europe"])
        usual = [(name, _city(name, language)) for name in USUAL]
        return [(gettext("Usual"), usual), *sorted(groups, key=lambda group: (group[0] != europe, group[0]))]


def _city(name: str, language: str) -> str:
    """As the reader calls the place; what the library has no name for stays as it is written."""
    if name == "UTC":
        return name
    city = str(get_timezone_location(name, locale=language, return_city=True))
    return city or name.partition("/")[2].replace("_", " ")


def _by_city(choice: tuple[str, str]) -> str:
    return choice[1].casefold()


def time_zone_field(*, help_text: Any, initial: str | None = None) -> forms.ChoiceField:
    """A zone of the list; the columns hold any name of one."""
    return forms.ChoiceField(
        label=_("Time zone"), choices=time_zone_choices, help_text=help_text, initial=initial
    )


def password_help() -> str:
    """What the validators of the settings ask for, in one line of the reader's language."""
    return " ".join(str(text) for text in password_validators_help_texts())


def new_password_field() -> forms.CharField:
    """A field for a new password; the service judges it."""
    return forms.CharField(
        label=_("Password"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=lazy(password_help, str)(),
        max_length=256,
    )
