"""Amounts of money: read as people write them, shown as they read them. Inside, always integer cents.

Two forms are read, by the person's language: German 1.234,50 and English 1,234.50. The language settles what
1.234 is, so whatever a page writes its forms read; a file, which has no language, is read by its column.
"""

from __future__ import annotations

import re
from decimal import ROUND_HALF_UP, Decimal
from typing import Final, Literal

from babel.numbers import format_currency
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from values.text import shorten

Tongue = Literal["de", "en"]
MAX_CENTS: Final = 100_000_000_000  # a thousand million; more is a slip of the finger
_BEYOND: Final = gettext_lazy(
    "%(value)s cents are beyond what can be kept: the limit is %(limit_value)s cents."
)
# Validators of columns that hold cents.
IN_REACH: Final = (MinValueValidator(0, message=_BEYOND), MaxValueValidator(MAX_CENTS, message=_BEYOND))
EXAMPLE: Final[dict[Tongue, str]] = {"de": "1.234,50", "en": "1,234.50"}
WHOLE: Final[dict[Tongue, str]] = {"de": "#,##0\xa0¤", "en": "¤#,##0"}
_SIGNS = re.compile(r"^(?:€|EUR|[A-Z]{3}|[$£])?\s*(.*?)\s*(?:€|EUR|[A-Z]{3}|[$£])?$", re.DOTALL)
_FORM: Final[dict[Tongue, re.Pattern[str]]] = {
    "de": re.compile(r"([0-9]{1,3}(?:\.[0-9]{3})+|[0-9]{1,12})(?:,([0-9]{1,2}))?"),
    "en": re.compile(r"([0-9]{1,3}(?:,[0-9]{3})+|[0-9]{1,12})(?:\.([0-9]{1,2}))?"),
}


def tongue_of(language: str) -> Tongue:
    """Which of the two forms a language code such as `en-gb` stands for; all but English read German."""
    return "en" if language.startswith("en") else "de"


def parse_cents(text: str, language: str) -> int:
    """Read an amount in the form of this language, in cents from 0 to `MAX_CENTS`.

    A currency sign before or behind and spaces are let pass. Raises ValidationError that names the value
    and the allowed form.
    """
    tongue = tongue_of(language)
    bare = _SIGNS.sub(r"\1", text.strip()).replace("\xa0", "").replace(" ", "")
    match = _FORM[tongue].fullmatch(bare)
    if match is None:
        message = _("“%(value)s” is not an amount. Allowed are amounts like %(example)s, not below zero.")
        raise ValidationError(
            message % {"value": shorten(text.strip()), "example": EXAMPLE[tongue]}, code="invalid"
        )
    whole, decimals = match.group(1).replace(".", "").replace(",", ""), match.group(2) or ""
    cents = int(whole) * 100 + int(decimals.ljust(2, "0"))
    if cents > MAX_CENTS:
        raise ValidationError(
            _("“%(value)s” is too much. Allowed are amounts up to %(most)s.")
            % {"value": shorten(text.strip()), "most": plain_amount(MAX_CENTS, language)},
            code="too_much",
        )
    return cents


def format_cents(cents: int, language: str, currency: str) -> str:
    """`1.234,50 €` in German and `€1,234.50` in English; the space does not break."""
    return format_currency(Decimal(cents) / 100, currency, locale=tongue_of(language))


def format_whole(cents: int, language: str, currency: str) -> str:
    """The same rounded to whole units, for tables in which cents only disturb: `1.235 €`."""
    units = (Decimal(cents) / 100).quantize(Decimal(1), rounding=ROUND_HALF_UP)
    tongue = tongue_of(language)
    return format_currency(units, currency, format=WHOLE[tongue], locale=tongue, currency_digits=False)


def plain_amount(cents: int, language: str) -> str:
    """The amount without its currency, as `parse_cents` reads it back: `1.234,50`."""
    english = f"{cents // 100:,}.{cents % 100:02d}"
    return english if tongue_of(language) == "en" else english.translate(str.maketrans(",.", ".,"))
