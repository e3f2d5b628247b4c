"""Which sources deals are credited to, as a table: a column for each way of dividing them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from counting import formats
from counting.statistics import Model
from figures.attribution import MODELS, Attribution, Credited
from insights.pages.plain_table import PlainTable

# Sources in sight; the others are folded away.
SHOWN: Final = 10


@dataclass(frozen=True, kw_only=True, slots=True)
class SourceLine:
    """A source, its revenue by each model, and below it the deals; `is_sum` for the line of all."""

    name: str
    cells: Sequence[tuple[str, str, str]]
    is_sum: bool = False


def names_of_models() -> dict[Model, str]:
    return {
        "first": _("First touch"),
        "last": _("Last touch"),
        "linear": _("Equal parts"),
        "position": _("40-20-40"),
    }


def draw_attribution(found: Attribution) -> dict[str, object]:
    """The dearest sources, the others, what is not attributed, and what all of them add up to."""
    *named, nobody = (_line(credited) for credited in found.sources)
    return {
        "heads": list(names_of_models().values()),
        "lines": [*named[:SHOWN], nobody, _sum_of(found)],
        "more": named[SHOWN:],
        "deals": formats.whole(found.deals),
        "alone": formats.whole(found.alone),
        "is_alone": found.alone == found.deals,
    }


def tabulate_attribution(found: Attribution) -> PlainTable:
    lines = [*(_line(credited) for credited in found.sources), _sum_of(found)]
    heads = [text for name in names_of_models().values() for text in (name, _("Deals"))]
    rows = [[line.name, *(text for _head, *both in line.cells for text in both)] for line in lines]
    return PlainTable(title=_("Where the revenue came from"), heads=["", *heads], rows=rows)


def _line(credited: Credited) -> SourceLine:
    # As a name: links say "newsletter" and "google".
    name = _("not attributed") if credited.source is None else capfirst(credited.source)
    cents, deals = credited.cents, credited.deals
    return SourceLine(
        name=name,
        cells=[
            (head, formats.money(cents[model]), _write(deals[model]))
            for model, head in names_of_models().items()
        ],
    )


def _sum_of(found: Attribution) -> SourceLine:
    revenue, deals = formats.money(found.revenue_cents), formats.whole(found.deals)
    heads = names_of_models()
    return SourceLine(
        name=_("Total"), cells=[(heads[model], revenue, deals) for model in MODELS], is_sum=True
    )


def _write(deals: Fraction) -> str:
    """`12` or `12,4`: a deal of several touches is divided among them."""
    return formats.whole(int(deals)) if deals.denominator == 1 else formats.decimal(float(deals), 1)
