"""Has it helped? The leads of before and since the introduction, at equal age."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext

from counting import formats
from figures.helped import BENEFITS, RESULTS, Helped, Name, find_helped
from figures.introduction import Introduction
from figures.periods import Period
from figures.tables import conversion, maturity_days
from insights.pages.address import Address
from insights.pages.helped import Row, as_texts, draw_row
from insights.pages.plain_table import PlainTable
from insights.pages.table import Number
from insights.sheets.sheet import Asked, Content, Sheet


@dataclass(frozen=True, kw_only=True, slots=True)
class Claim:
    """What is claimed elsewhere, and by which figure of ours it could be seen here."""

    text: str | Promise
    name: Name


# They are handed on from page to page; none says whom it asked, how many, or compared with what.
CLAIMS: Final = (
    Claim(text=gettext_lazy("36 percent more customers are kept"), name="kept_year"),
    Claim(text=gettext_lazy("38 percent higher win rate"), name="win_rate"),
    Claim(text=gettext_lazy("67 percent better at closing deals"), name="deals"),
    Claim(text=gettext_lazy("200 percent more revenue from marketing"), name="revenue"),
)


@dataclass(frozen=True, kw_only=True, slots=True)
class ClaimRow:
    """A claim beside our own figure."""

    claim: str
    row: Row


def draw(asked: Asked) -> Content:
    """The seven benefits, what became of the leads, and what is claimed elsewhere."""
    table = conversion(by="campaign", filters=asked.filters)
    if not table.rows:
        return Content()
    found = find_helped(asked.filters, asked.day)
    age = maturity_days()
    rows = {name: draw_row(one, found, asked.address, age) for name, one in found.comparisons.items()}
    benefits, results = ([rows[name] for name in names if name in rows] for names in (BENEFITS, RESULTS))
    claims = [ClaimRow(claim=str(claim.text), row=rows[claim.name]) for claim in CLAIMS if claim.name in rows]
    context = {
        "introduction": say_introduction(found.introduction),
        "headline": say_result(found),
        "young": say_young(table.total.figures.young, asked.address),
        "groups": [
            {"name": "benefits", "title": _("The seven benefits"), "rows": benefits},
            {"name": "results", "title": _("What became of the leads"), "rows": results},
        ],
        "claims": claims,
        "comparisons": len(rows),
        "maturity_days": age,
    }
    return Content(context=context, tables=_tables(benefits, results, claims))


def say_introduction(introduction: Introduction | None) -> str:
    """Since when both teams work by the portal, and what says so where nobody did."""
    if introduction is None:
        return _("There are no leads under a signed lead definition yet, so there is nothing to compare.")
    day = date_format(introduction.day, "DATE_FORMAT")
    if introduction.is_set:
        return _("Introduced on %(day)s.") % {"day": day}
    text = _("Introduced on %(day)s: the first lead under a signed lead definition came in then.")
    return text % {"day": day}


def say_young(leads: int, address: Address) -> Number | None:
    """How many leads are on no side yet."""
    if not leads:
        return None
    text = ngettext("%(leads)s lead is too young yet", "%(leads)s leads are too young yet", leads)
    return Number(text=text % {"leads": formats.whole(leads)}, url=address.leads("young"))


def say_result(found: Helped) -> str:
    """How many of the benefits are better and worse beyond chance."""
    if found.introduction is None:
        return _("Nothing to compare yet")
    better, worse = found.count("better"), found.count("worse")
    if not better and not worse:
        return _("Whether it has helped is not certain yet")
    text = ngettext("%(better)s of 7 benefits is better", "%(better)s of 7 benefits are better", better)
    said = text % {"better": better}
    if not worse:
        return said
    also = ngettext("%(worse)s is worse", "%(worse)s are worse", worse) % {"worse": worse}
    return f"{said}, {also}"


def _tables(benefits: Sequence[Row], results: Sequence[Row], claims: Sequence[ClaimRow]) -> list[PlainTable]:
    heads = [
        _("Figure"),
        _("Compared"),
        pgettext("time", "Before"),
        _("Of how many"),
        _("95 percent range"),
        _("Now"),
        _("Of how many"),
        _("95 percent range"),
        _("Verdict"),
    ]
    return [
        PlainTable(title=_("The seven benefits"), heads=heads, rows=[as_texts(row) for row in benefits]),
        PlainTable(title=_("What became of the leads"), heads=heads, rows=[as_texts(row) for row in results]),
        PlainTable(
            title=_("What is claimed elsewhere"),
            heads=[
                _("Claim"),
                _("Figure"),
                pgettext("time", "Before"),
                _("Now"),
                pgettext("difference", "Change"),
                _("Verdict"),
            ],
            rows=[
                [
                    one.claim,
                    one.row.label,
                    one.row.before.text,
                    one.row.now.text,
                    one.row.change,
                    one.row.verdict,
                ]
                for one in claims
            ],
        ),
    ]


HELPED: Final = Sheet(
    name="helped",
    label=gettext_lazy("Has it helped?"),
    question=gettext_lazy("Has working together helped?"),
    draw=draw,
    period=Period.ALL,
)
