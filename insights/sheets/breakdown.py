"""Breakdown: the leads told apart by one thing: where they came in, who has them, what they answered."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from counting import formats
from counting.measures import SHARES
from counting.models import FacetKind
from counting.statistics import Direction
from figures.breakdown import Part
from figures.facets import FEWEST, MOST_NAMED, OTHER
from figures.tables import maturity_days
from figures.told_apart import KIND, NOT_COMPARED, PLACES, ToldApart, find_ways, tell_apart
from insights.pages.address import Address
from insights.pages.plain_table import PlainTable
from insights.pages.table import Cell, Line, Number, draw_rate, find_top_of
from insights.pages.told_apart import group_ways, name_part, name_way, say_lean, say_what_stands_out
from insights.sheets.sheet import Asked, Content, Sheet


def draw(asked: Asked) -> Content:
    """By the kind of the call-to-action, unless the address asks for something else; a way nobody offers is
    named.
    """
    ways = find_ways(sees_reps=asked.sees_reps)
    wanted = dict(asked.address.values).get("by", KIND)
    by = wanted if wanted in ways else KIND
    told = tell_apart(by, asked.filters, asked.day)
    if told is None or not told.total.leads:
        return Content()
    context = {
        "name": name_way(by),
        "stands_out": say_what_stands_out(told) if told.is_compared else "",
        "choices": group_ways(ways, by),
        "keep": dict(asked.address.but(by=None).values),
        "lines": _lines(told, asked.address),
        "notes": _notes(told),
        "is_marked": told.by != KIND,
        "maturity_days": maturity_days(),
    }
    return Content(
        context=context,
        tables=[_table(name_way(by), told)],
        problem="" if wanted in ways else _say_unknown(wanted, ways),
    )


def _say_unknown(wanted: str, ways: Sequence[str]) -> str:
    values = {"value": wanted, "allowed": ", ".join(ways)}
    return _("“by=%(value)s” in the address is not known; allowed are %(allowed)s.") % values


@dataclass(frozen=True, kw_only=True, slots=True)
class _Beside:
    """What the lines are seen beside: the right end of their axis, and the shares of all leads."""

    top: float
    good: float | None = None
    mature: float | None = None


def _lines(told: ToldApart, address: Address) -> list[Line]:
    top, total = find_top_of([part.mature for part in told.parts]), told.total
    if told.by == KIND:
        # Kinds are not alike: what they are together says nothing.
        beside = _Beside(top=top)
        return [_line_of(told, part, "level", address, beside) for part in told.parts]
    beside = _Beside(top=top, good=total.good_share.value, mature=total.mature.value)
    whole = Part(key="", name=_("All leads"), leads=total.leads, good=total.good_share, mature=total.mature)
    return [
        *(
            _line_of(told, part, lean, address, beside)
            for part, lean in zip(told.parts, told.leans, strict=True)
        ),
        Line(
            name=whole.name,
            small="",
            url="",
            cells=_cells(whole, address.leads, "", beside),
            labels=_labels(),
            verdicts=None,
        ),
    ]


def _line_of(told: ToldApart, part: Part, lean: Direction, address: Address, beside: _Beside) -> Line:
    return Line(
        name=name_part(told, part),
        small="",
        url="",
        cells=_cells(part, _leads_of(told, part, address), say_lean(lean), beside),
        labels=_labels(),
        verdicts=None,
    )


def _leads_of(told: ToldApart, part: Part, address: Address) -> Callable[[str], str]:
    """Where the leads of a part stand that a figure counts."""
    key = part.key or "none"
    if told.by in PLACES:
        return address.but(**{told.by: key}).leads
    if told.of_facet:
        return partial(address.leads, facet=f"{told.of_facet.facet.id}-{key}")
    return partial(address.leads, **{told.by: key})


def _labels() -> list[str]:
    return [_("Leads"), str(SHARES["good_share"].label), str(SHARES["mature"].label)]


def _cells(part: Part, leads: Callable[[str], str], lean: str, beside: _Beside) -> dict[str, Cell]:
    return {
        "leads": Number(text=formats.whole(part.leads), url=leads("leads")),
        "good": draw_rate(part.good, tone="sl", url=leads("good_recorded"), mark=beside.good),
        "deal": draw_rate(
            part.mature,
            tone="ok",
            url=leads("mature_won"),
            top=beside.top,
            mark=beside.mature,
            asides=[Number(text=lean)] if lean else [],
        ),
    }


def _table(title: str, told: ToldApart) -> PlainTable:
    is_compared = [_("Against all other leads")] * told.is_compared
    return PlainTable(
        title=title,
        heads=[
            "",
            _("Leads"),
            _("Rated good"),
            _("Rated"),
            _("Deals in time"),
            _("Old enough"),
            str(SHARES["mature"].label),
            *is_compared,
        ],
        rows=[
            [name_part(told, part), *_texts(part), *([say_lean(lean)] * told.is_compared)]
            for part, lean in zip(told.parts, told.leans, strict=True)
        ],
    )


def _texts(part: Part) -> list[str]:
    counts = (part.leads, part.good.count, part.good.of, part.mature.count, part.mature.of)
    return [*map(formats.whole, counts), formats.percent(part.mature.value)]


def _notes(told: ToldApart) -> list[str]:
    """What has to be known to read the lines."""
    if told.of_facet:
        return [*_say_several(told), *_say_reading(told)]
    notes = {
        KIND: _(
            "A visit and a purchase are not the same kind of lead: the kinds stand beside each other and are"
            " not added up."
        ),
        "rep": _(
            "With whom a lead lies today. Whoever gets other campaigns gets other leads: a difference between"
            " two reps says nothing of them yet."
        ),
    }
    judged = _("How a campaign does is said on the overview, by its target and against the company.")
    return [notes[told.by]] if told.by in notes else [judged] * (told.by in NOT_COMPARED)


def _say_several(told: ToldApart) -> list[str]:
    assert told.of_facet
    said, found = told.of_facet.others_said, []
    if told.of_facet.gives_several:
        found.append(_("Some leads gave several answers: the lines add up to more than all leads."))
    if said:
        text = ngettext(
            "Another answer was given %(times)s time.", "Other answers were given %(times)s times.", said
        )
        found.append(text % {"times": formats.whole(said)})
    return found


def _say_reading(told: ToldApart) -> list[str]:
    assert told.of_facet
    facet = told.of_facet.facet
    named, found = facet.named.values(), []
    if facet.kind == FacetKind.PAGE:
        found.append(_("A page is its host and path; what an address says behind ? or # is left out."))
    if facet.kind == FacetKind.SOURCE:
        found.append(_("utm_source and utm_medium of the last touch."))
    if facet.is_free:
        found.append(
            _("Too many different answers to tell them apart: the question is read as one in free words.")
        )
    if any(each.low is not None for each in named):
        found.append(_("Numbers count by bands, which are the same for every question."))
    if any(each.zone for each in named):
        found.append(_("Postcodes count by their first digit."))
    if any(part.key == OTHER for part in told.parts) and not facet.is_free:
        values = {"fewest": FEWEST, "most": MOST_NAMED}
        found.append(
            _(
                "Others: by name stand at most the %(most)s most frequent; of answers none that fewer than"
                " %(fewest)s leads of the company gave, since it may be somebody's own."
            )
            % values
        )
    return found


BREAKDOWN: Final = Sheet(
    name="breakdown",
    label=gettext_lazy("Breakdown"),
    question=gettext_lazy("Which leads become deals?"),
    draw=draw,
)
