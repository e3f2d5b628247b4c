"""Amounts of money as files write them, read by the format of their whole column. The result is integer
cents.

1.234,50 and 1,234.50 have one reading each. 1.234 and 1,234 have two: the column decides, by its values that
have only one or by what the user declared. Where it does not, the value is refused and never guessed.
"""

from __future__ import annotations

import re
from typing import Final, Literal

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from values.money import MAX_CENTS
from values.text import shorten

DecimalSign = Literal[",", "."]
DECIMAL_SIGNS: Final[tuple[DecimalSign, ...]] = (",", ".")
SYMBOLS: Final = {"€": "EUR", "$": "USD", "£": "GBP", "zł": "PLN", "Fr.": "CHF"}
_CURRENCY = r"[A-Z]{3}|[€$£]|zł|Fr\."
_AMOUNT = re.compile(rf"(?P<before>{_CURRENCY})?\s*(?P<number>[0-9][0-9.,'’\s]*)\s*(?P<after>{_CURRENCY})?")
_SPACES = re.compile("[\\s'’]")  # what parts thousands without ever being a decimal sign
# {decimal sign: the numbers it can be in}
_FORM: Final[dict[DecimalSign, re.Pattern[str]]] = {
    ",": re.compile(r"(?P<whole>[1-9][0-9]{0,2}(?:\.[0-9]{3})+|[0-9]{1,15})(?:,(?P<decimals>[0-9]{1,6}))?"),
    ".": re.compile(r"(?P<whole>[1-9][0-9]{0,2}(?:,[0-9]{3})+|[0-9]{1,15})(?:\.(?P<decimals>[0-9]{1,6}))?"),
}


class AmountColumn:
    """Learns from every value of one column (`learn`), then reads them (`read`) as cents of `currency`."""

    def __init__(self, currency: str, *, declared: DecimalSign | None = None) -> None:
        self.currency = currency
        self._signs: set[DecimalSign] = {declared} if declared else set()
        self._is_declared = declared is not None

    def learn(self, text: str) -> None:
        """Learn the decimal sign from a value that has only one reading."""
        if self._is_declared or ("," not in text and "." not in text):
            return
        match = _AMOUNT.fullmatch(text)
        readings = _readings(match["number"]) if match else {}
        if len(readings) == 1:
            self._signs |= readings.keys()

    @property
    def decimal_sign(self) -> DecimalSign | None:
        """The decimal sign of the whole column; None where no value tells, or values contradict each
        other.
        """
        return next(iter(self._signs)) if len(self._signs) == 1 else None

    def read(self, text: str) -> int:
        match = _AMOUNT.fullmatch(text)
        if match is None:
            raise _refusal(text)
        self._check_currency(text, match["before"] or match["after"])
        readings = _readings(match["number"])
        if self.decimal_sign and readings:
            readings = {sign: reading for sign, reading in readings.items() if sign == self.decimal_sign}
        if not readings:
            raise _refusal(text)
        if len(set(readings.values())) > 1:
            raise _two_readings(text, readings)
        return _cents(text, *next(iter(readings.values())))

    def _check_currency(self, text: str, found: str | None) -> None:
        if found and SYMBOLS.get(found, found) != self.currency:
            message = _("“%(value)s” is not in %(currency)s, the currency of this company.")
            raise ValidationError(
                message % {"value": shorten(text), "currency": self.currency}, code="currency"
            )


def _readings(number: str) -> dict[DecimalSign, tuple[str, str]]:
    """{decimal sign: (whole, decimals)} of every form this number fits."""
    bare = _SPACES.sub("", number)
    found: dict[DecimalSign, tuple[str, str]] = {}
    for sign, form in _FORM.items():
        if match := form.fullmatch(bare):
            found[sign] = re.sub("[.,]", "", match["whole"]), match["decimals"] or ""
    return found


def _cents(text: str, whole: str, decimals: str) -> int:
    if decimals[2:].strip("0"):
        message = _("“%(value)s” has more than two decimals.")
        raise ValidationError(message % {"value": shorten(text)}, code="decimals")
    cents = int(whole) * 100 + int(decimals[:2].ljust(2, "0"))
    if cents > MAX_CENTS:
        message = _("“%(value)s” is too much. Allowed are amounts up to %(most)d.")
        raise ValidationError(message % {"value": shorten(text), "most": MAX_CENTS // 100}, code="too_much")
    return cents


def _two_readings(text: str, readings: dict[DecimalSign, tuple[str, str]]) -> ValidationError:
    one, other = (f"{whole}.{decimals}" if decimals else whole for whole, decimals in readings.values())
    message = _(
        "“%(value)s” can be read in two ways, as %(one)s or as %(other)s. Write it with two "
        "decimals or say which decimal sign the column has."
    )
    return ValidationError(message % {"value": shorten(text), "one": one, "other": other}, code="ambiguous")


def _refusal(text: str) -> ValidationError:
    message = _("“%(value)s” is not an amount. Allowed are for example %(examples)s, not below zero.")
    return ValidationError(
        message % {"value": shorten(text), "examples": "1.234,50; 1,234.50; 1234"}, code="invalid"
    )
