"""What people say about a file beside its columns, checked once for page and command."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Any
from zoneinfo import available_timezones

from django.utils.translation import gettext as _
from phonenumbers import SUPPORTED_REGIONS

from files.problems import ImportRefused
from files.targets import target_named
from files.words import Meanings
from values.storable import make_storable
from values.text import shorten


def check_time_zone(name: str) -> str:
    """The name of a time zone, "" for the company's; else ImportRefused."""
    if name and name not in available_timezones():
        message = _(
            "“%(value)s” is no time zone. Allowed are for example Europe/Vienna and America/New_York."
        )
        raise ImportRefused(message % {"value": shorten(name)})
    return name


def check_country(code: str) -> str:
    """The two letters of a country, "" for the company's; else ImportRefused."""
    if code and code.upper() not in SUPPORTED_REGIONS:
        message = _("“%(value)s” is no country. Allowed are two letters such as DE, AT, CH or GB.")
        raise ImportRefused(message % {"value": shorten(code)})
    return code.upper()


def read_words(path: Path, target: str) -> dict[str, Meanings]:
    """What a JSON file says words mean. Raises ImportRefused when it cannot be read or used."""
    try:
        said = json.loads(path.read_bytes())
    except (OSError, ValueError, RecursionError) as error:
        message = _("“%(path)s” is no JSON that can be read: %(why)s.")
        raise ImportRefused(message % {"path": make_storable(str(path)), "why": error}) from error
    return check_words(said, target)


def check_words(said: Any, target: str) -> dict[str, Meanings]:
    """{field: {word: meaning}}, "" for a word that means nothing. Raises ImportRefused for anything else."""
    if not isinstance(said, Mapping) or not all(isinstance(of, Mapping) for of in said.values()):
        example = '{"status": {"Closed Won": "won"}}'
        raise ImportRefused(_("Words are given by field, for example %(example)s.") % {"example": example})
    fields = [field for field in target_named(target).fields() if field.meanings]
    allowed = {field.name: {"", *(meaning.value for meaning in field.meanings)} for field in fields}
    for name, of in said.items():
        if name not in allowed:
            message = _("“%(field)s” is no field of words. Allowed are: %(allowed)s.")
            raise ImportRefused(message % {"field": shorten(str(name)), "allowed": ", ".join(allowed)})
        _check_meanings(of, allowed[name])
    return {name: dict(of) for name, of in said.items()}


def _check_meanings(of: Meanings, allowed: Collection[str]) -> None:
    for word, meaning in of.items():
        if meaning not in allowed:
            message = _("“%(word)s” cannot mean “%(meaning)s”. Allowed are: %(allowed)s.")
            known = ", ".join(sorted(filter(None, allowed)))
            values = {"word": shorten(word), "meaning": shorten(str(meaning)), "allowed": known}
            raise ImportRefused(message % values)
