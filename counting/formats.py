"""Figures as people read them, in the language in force: shares, ranges, spans of time, thousands."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Final

from django.utils.formats import get_format
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from accounts.own_company import company_currency
from counting.kinds import Counts
from counting.statistics import EDGES_SECONDS, Band, Rate
from values.money import format_cents, format_whole

NOTHING: Final = "–"
_MINUTE: Final = 60
_HOUR: Final = 60 * _MINUTE
_DAY: Final = 24 * _HOUR


def whole(number: int) -> str:
    """`1.284` or `1,284`."""
    return _localise(f"{number:,}")


def decimal(number: float, places: int) -> str:
    return _localise(f"{number:,.{places}f}")


def _localise(english: str) -> str:
    """Django's own way makes a Decimal and asks for five settings: too long for a thousand numbers a page."""
    return english if english.isdigit() else english.translate(_words().signs)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Words:
    """What a language writes numbers with; a page has a thousand, and each gettext asks which it is in."""

    signs: dict[int, str]
    percent: str
    spread: str
    part: str


def _words() -> _Words:
    return _words_of(get_language())


@cache
def _words_of(language: str | None) -> _Words:
    """Of the language in force."""
    thousand, point = get_format("THOUSAND_SEPARATOR", language), get_format("DECIMAL_SEPARATOR", language)
    return _Words(
        signs={ord(","): thousand, ord("."): point},
        percent=_("%(number)s%%"),
        spread=_("%(low)s to %(high)s"),
        part=_("%(count)s of %(total)s"),
    )


def percent(share: float | None, *, places: int | None = None) -> str:
    """A share from 0 to 1 in per cent: one decimal below 10 %, none above, unless `places` says otherwise."""
    if share is None:
        return NOTHING
    if places is None:
        places = 1 if 0 < share < 0.0995 else 0
    words = _words()
    return words.percent % {"number": f"{share * 100:,.{places}f}".translate(words.signs)}


def signed_percent(share: float) -> str:
    """A change in whole per cent with its sign: `+18 %`, `−5 %`, `0 %`."""
    return _words().percent % {"number": _sign(round(share * 100), 0)}


def points(difference: float) -> str:
    """A difference of two shares in percentage points with its sign: `+2,5`."""
    return _sign(round(difference * 100, 1), 1)


def _sign(number: float, places: int) -> str:
    sign = "+" if number > 0 else "−" if number < 0 else ""
    return sign + decimal(abs(number), places)


def spread(rate: Rate | Band, *, places: int | None = None) -> str:
    """The 95 % range of a rate: `12 % – 22 %`."""
    if rate.low is None or rate.high is None:
        return NOTHING
    low, high = percent(rate.low, places=places), percent(rate.high, places=places)
    return _words().spread % {"low": low, "high": high}


def counts(rate: Rate) -> str:
    """What a share is made of: `3 of 7`."""
    return part(rate.count, rate.of)


def money(cents: int | None, *, is_exact: bool = False) -> str:
    """In the company's currency, in whole units unless it is to be exact."""
    if cents is None:
        return NOTHING
    return _write_money(cents, get_language() or "de", company_currency(), is_exact=is_exact)


@lru_cache(maxsize=4_096)
def _write_money(cents: int, language: str, currency: str, *, is_exact: bool) -> str:
    """Babel takes as long for a sum as the rest of its line, and after a change most are what they were."""
    write = format_cents if is_exact else format_whole
    return write(cents, language, currency)


def part(count: int, total: int) -> str:
    return _words().part % {"count": whole(count), "total": whole(total)}


def young(counts: Counts) -> str:
    """How many leads are in no rate yet, and how many of them are deals already."""
    leads, won = counts["young"], counts["young_won"]
    if not leads:
        return ""
    said = ngettext("%(young)s too young", "%(young)s too young", leads) % {"young": whole(leads)}
    if not won:
        return said
    already = ngettext("%(won)s of them won already", "%(won)s of them won already", won)
    return f"{said}, {already % {'won': whole(won)}}"


def won_later(counts: Counts) -> str:
    """How many deals came after the maturity age: in no rate."""
    later = counts["won_later"]
    return ngettext("%(won)s later", "%(won)s later", later) % {"won": whole(later)} if later else ""


def won_undated(counts: Counts) -> str:
    """How many deals have no date: in no rate by age."""
    undated = counts["won_undated"]
    said = ngettext("%(won)s without a date", "%(won)s without a date", undated)
    return said % {"won": whole(undated)} if undated else ""


def duration(seconds: float) -> str:
    """A span of time no finer than it is known: seconds under a minute, then minutes, hours, days."""
    if seconds < 1:
        return _("less than a second")
    if seconds < _MINUTE:
        whole_seconds = round(seconds)
        return ngettext("%(count)d second", "%(count)d seconds", whole_seconds) % {"count": whole_seconds}
    if seconds < _HOUR:
        minutes = round(seconds / _MINUTE)
        return ngettext("%(count)s minute", "%(count)s minutes", minutes) % {"count": minutes}
    if seconds < 2 * _DAY:
        return _("%(count)s hours") % {"count": _short(seconds / _HOUR)}
    if seconds >= EDGES_SECONDS[-1]:
        return _("more than %(count)s days") % {"count": whole(int(EDGES_SECONDS[-1] // _DAY))}
    return _("%(count)s days") % {"count": _short(seconds / _DAY)}


def _short(number: float) -> str:
    return decimal(number, 1 if number < 9.95 else 0)
