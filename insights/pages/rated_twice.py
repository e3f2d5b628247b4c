"""How far sales agrees with itself, in words and as a matrix: first ratings beside second opinions."""

from __future__ import annotations

from collections.abc import Mapping
from math import ceil
from typing import Any, Final

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from counting import formats
from counting.pairs import GRADES
from counting.statistics import Agreement
from counting.statistics.agreement import ENOUGH_PAIRS
from insights.behind_twice import BETTER, CANNOT_TELL, SAME, UNANSWERED, WORSE
from insights.pages.address import Address
from insights.pages.agreement import (
    RATED,
    SIGN_BETTER,
    SIGN_SAME,
    SIGN_WORSE,
    Link,
    MatrixCell,
    MatrixRow,
    say_number_of_kappa,
    say_same,
    sign_of,
)
from insights.pages.plain_table import PlainTable
from second_opinions.figures import RatedTwice

_SHADES: Final = 5
_NO_PAIR: Final = "gr"


def draw(found: RatedTwice, marketing: Agreement, address: Address) -> Mapping[str, Any]:
    """What the sheet shows of it; `marketing` is how far marketing and sales agree on the same leads."""
    return {
        "has_second_opinions": bool(found.asked),
        "twice_counted": say_counted(found),
        "twice_has_pairs": bool(found.pairs),
        "twice_same": say_same(found.agreement.same),
        "twice_kappa": say_kappa(found.agreement),
        "twice_beside": say_beside(found, marketing),
        "twice_matrix": build_matrix(found, address),
        "twice_ways": build_links(found, address),
    }


def say_counted(found: RatedTwice) -> str:
    """Of how many a second opinion was asked for, and what became of it; the parts are the whole."""
    text = ngettext(
        "%(asked)s second opinion was asked for: %(pairs)s with a letter, %(unknown)s could not tell,"
        " %(open)s not given.",
        "%(asked)s second opinions were asked for: %(pairs)s with a letter, %(unknown)s could not tell,"
        " %(open)s not given.",
        found.asked,
    )
    return text % {
        "asked": formats.whole(found.asked),
        "pairs": formats.whole(found.pairs),
        "unknown": formats.whole(found.cannot_tell),
        "open": formats.whole(found.unanswered),
    }


def say_kappa(agreement: Agreement) -> str:
    """The figure, or why there is none."""
    if agreement.same.of < ENOUGH_PAIRS:
        text = _("Agreement beyond chance (kappa) is told from %(enough)s pairs on; there are %(pairs)s.")
        return text % {"enough": ENOUGH_PAIRS, "pairs": agreement.same.of}
    if agreement.kappa is None:
        return _("All letters are the same one: agreement cannot be told from chance (no kappa).")
    return _("Agreement beyond chance (kappa): %(value)s.") % {"value": say_number_of_kappa(agreement)}


def say_beside(found: RatedTwice, marketing: Agreement) -> str:
    """Why it matters: who does not agree with itself cannot be agreed with."""
    if found.agreement.same.is_small or marketing.same.is_small:
        return _("From ten pairs on it stands beside how often marketing and sales agree.")
    return _(
        "Marketing and sales give the same letter in %(marketing)s of cases, two people of sales in"
        " %(sales)s. Where two people of sales differ, marketing cannot agree with both."
    ) % {
        "marketing": formats.percent(marketing.same.value),
        "sales": formats.percent(found.agreement.same.value),
    }


def build_matrix(found: RatedTwice, address: Address) -> list[MatrixRow]:
    most = max(1, *(count for row in found.matrix for count in row))
    return [
        MatrixRow(
            grade=first,
            cells=[
                MatrixCell(
                    text=formats.whole(count),
                    label=_("First %(first)s, second %(second)s") % {"first": first, "second": second},
                    url=address.leads(RATED, twice=first + second) if count else "",
                    tone="ok" if first == second else "sl" if first < second else "up",
                    shade=ceil(_SHADES * count / most),
                    sign=sign_of(first, second),
                )
                for second, count in zip(GRADES, row, strict=True)
            ],
        )
        for first, row in zip(GRADES, found.matrix, strict=True)
    ]


def build_links(found: RatedTwice, address: Address) -> list[Link]:
    """All that came of what was asked for, each with its leads; of the pairs, what share of them it is."""
    agreement = found.agreement
    ways = [
        (SAME, _("Same letter"), agreement.same.count, "ok", SIGN_SAME),
        (WORSE, _("Second letter worse"), agreement.optimistic.count, "sl", SIGN_WORSE),
        (BETTER, _("Second letter better"), agreement.pessimistic.count, "up", SIGN_BETTER),
        (CANNOT_TELL, _("Could not tell"), found.cannot_tell, _NO_PAIR, ""),
        (UNANSWERED, _("Not given"), found.unanswered, _NO_PAIR, ""),
    ]
    return [
        Link(
            name=name,
            text=formats.whole(count),
            share=formats.percent(count / found.pairs) if found.pairs and tone != _NO_PAIR else "",
            url=address.leads(RATED, twice=which) if count else "",
            tone=tone,
            sign=sign,
        )
        for which, name, count, tone, sign in ways
    ]


def as_table(found: RatedTwice) -> PlainTable:
    return PlainTable(
        title=_("First rating and second opinion"),
        heads=["", *(_("Second %(quality)s") % {"quality": quality} for quality in GRADES)],
        rows=[
            [_("First %(quality)s") % {"quality": first}, *map(formats.whole, row)]
            for first, row in zip(GRADES, found.matrix, strict=True)
        ],
    )
