"""Fields that more than one form of accounts needs."""

from __future__ import annotations

from functools import cache
from itertools import groupby
from typing import Any
from zoneinfo import available_timezones

from django import forms
from django.contrib.auth.password_validation import password_validators_help_texts
from django.utils.functional import lazy
from django.utils.translation import gettext_lazy as _

Choices = list[tuple[str, list[tuple[str, str]]]]


@cache
def time_zone_choices() -> Choices:
    """Every IANA zone with a place in its name, grouped by region; Europe first, old aliases left out."""
    names = sorted(
        name for name in available_timezones() if "/" in name and not name.startswith(("Etc", "SystemV"))
    )
    groups = [
        (region, [(name, name.partition("/")[2].replace("_", " ").replace("/", ", ")) for name in members])
        for region, members in groupby(names, key=lambda name: name.partition("/")[0])
    ]
    return [("UTC", [("UTC", "UTC")]), *sorted(groups, key=lambda group: (group[0] != "Europe", group[0]))]


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
