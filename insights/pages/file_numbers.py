"""Numbers as a spreadsheet of the reader's language computes with them: one to a cell, the unit in the head.

No thousands sign, no unit and no plus; in German the decimal sign is a comma. Empty where there is none.
"""

from __future__ import annotations

from django.utils.formats import get_format
from django.utils.translation import gettext as _

from accounts.own_company import company_currency
from counting.statistics import Rate


def write_decimal(number: float | None, places: int) -> str:
    """`-1234,50` or `-1234.50`."""
    if number is None:
        return ""
    return f"{number:.{places}f}".replace(".", get_format("DECIMAL_SEPARATOR"))


def write_percent(share: float | None) -> str:
    """A share from 0 to 1 in per cent, to two decimals."""
    return write_decimal(None if share is None else share * 100, 2)


def write_money(cents: int | None) -> str:
    return write_decimal(None if cents is None else cents / 100, 2)


def write_rate(rate: Rate) -> list[str]:
    """The share and the ends of its 95% range, in per cent."""
    return [write_percent(rate.value), write_percent(rate.low), write_percent(rate.high)]


def head_rate(name: str) -> list[str]:
    """What stands above `write_rate`."""
    return [
        _("%(name)s (%%)") % {"name": name},
        _("%(name)s: 95%% range from (%%)") % {"name": name},
        _("%(name)s: 95%% range to (%%)") % {"name": name},
    ]


def head_money(name: str) -> str:
    return _("%(name)s (%(currency)s)") % {"name": name, "currency": company_currency()}
