"""Alignment: whether marketing and sales agree, and whether a weak campaign is one or was called late."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from counting import formats
from counting.pairs import GRADES
from counting.statistics import Agreement, Rate, subtract_rates
from counting.waits import Wait
from figures.agreement import CampaignPairs, GradesBesideRatings, grades_beside_ratings
from figures.before import Earlier
from figures.same_reps import CampaignBeside, campaigns_with_same_reps
from figures.tables import maturity_days
from figures.waits import BANDS, Waits, waits
from insights.behind_traits import WAITS
from insights.pages import agreement as said
from insights.pages import rated_twice
from insights.pages import same_reps as beside
from insights.pages import waits as waited
from insights.pages.before import Change, say_difference
from insights.pages.plain_table import PlainTable
from insights.sheets.sheet import Asked, Content, Sheet
from second_opinions.figures import read_rated_twice


def draw(asked: Asked) -> Content:
    found = grades_beside_ratings(asked.filters)
    if not found.leads:
        return Content()
    twice = read_rated_twice(asked.filters)
    late, campaigns = waits(asked.filters, asked.day), campaigns_with_same_reps(asked.filters, asked.day)
    context = {
        **_draw_agreement(found, asked),
        **_draw_waits(late, asked),
        **rated_twice.draw(twice, found.agreement, asked.address),
        "beside": beside.build_lines(campaigns, asked.address),
        "beside_text": beside.say_found(campaigns),
        "is_narrowed": replace(asked.filters, campaign_id=None).is_narrowed,
        "maturity_days": maturity_days(),
    }
    tables = [
        _matrix_table(found),
        _span_table(found),
        _campaign_table(found.campaigns),
        _band_table(late),
        _waits_table(late),
        _beside_table(campaigns),
        *([rated_twice.as_table(twice)] if twice.asked else []),
    ]
    return Content(context=context, tables=tables)


def _draw_agreement(found: GradesBesideRatings, asked: Asked) -> dict[str, Any]:
    agreement, earlier = found.agreement, asked.earlier
    return {
        "has_pairs": bool(agreement.same.of),
        "counted": said.say_counted(found),
        "answer": said.say_answer(agreement),
        "same": said.say_same(agreement.same),
        "same_change": _say_change(agreement, earlier),
        "earlier": earlier,
        "lean": said.say_lean(agreement),
        "kappa": said.say_kappa(agreement),
        "grades": GRADES,
        "matrix": said.build_matrix(found, asked.address),
        "ways": said.build_links(agreement, asked.address),
        "trend": said.say_trend(found.trend, found.unit),
        "spans": said.build_spans(found, asked.address, asked.filters),
        "campaigns": said.build_campaigns(found.campaigns, asked.address),
    }


def _say_change(now: Agreement, earlier: Earlier | None) -> Change | None:
    """How the share of equal letters stands against that of the days compared with."""
    if earlier is None:
        return None
    return say_difference(subtract_rates(now.same, grades_beside_ratings(earlier.filters).agreement.same))


def _draw_waits(late: Waits, asked: Asked) -> dict[str, Any]:
    return {
        "late": waited.say_trend(late),
        "has_waits": bool(late.whole.of),
        "is_within": waited.has_several(late),
        "bands": waited.build_bands(late, asked.address),
        "pictures": waited.build_pictures(late, asked.address),
        "waits_lines": waited.build_campaigns(late, asked.address),
    }


def _matrix_table(found: GradesBesideRatings) -> PlainTable:
    return PlainTable(
        title=_("Marketing's grade and sales' first rating"),
        heads=["", *(_("Sales %(quality)s") % {"quality": quality} for quality in GRADES)],
        rows=[
            [_("Marketing %(grade)s") % {"grade": grade}, *map(formats.whole, row)]
            for grade, row in zip(GRADES, found.matrix, strict=True)
        ],
    )


def _span_table(found: GradesBesideRatings) -> PlainTable:
    return PlainTable(
        title=_("Over time, by intake"),
        heads=["", _("Pairs"), _("Same letter"), _("Share"), _("95 percent range"), _("Kappa")],
        rows=[
            [
                said.name_span(span, found.unit),
                formats.whole(span.agreement.same.of),
                formats.whole(span.agreement.same.count),
                formats.percent(span.agreement.same.value),
                formats.spread(span.agreement.same),
                said.say_number_of_kappa(span.agreement),
            ]
            for span in found.spans
        ],
    )


def _campaign_table(rows: tuple[CampaignPairs, ...]) -> PlainTable:
    heads = ["", _("Pairs"), _("Same letter"), _("Share"), _("95 percent range")]
    return PlainTable(
        title=_("By campaign"),
        heads=[*heads, _("Marketing better"), _("Marketing worse"), _("Kappa"), _("What can be said")],
        rows=[
            [
                row.name,
                formats.whole(row.agreement.same.of),
                formats.whole(row.agreement.same.count),
                formats.percent(row.agreement.same.value),
                formats.spread(row.agreement.same),
                formats.whole(row.agreement.optimistic.count),
                formats.whole(row.agreement.pessimistic.count),
                said.say_number_of_kappa(row.agreement),
                ", ".join(word for word, _tone in said.say_campaign(row)),
            ]
            for row in rows
        ],
    )


def _band_table(late: Waits) -> PlainTable:
    rows = [
        (str(WAITS[wait]), rate, waited.write_expected(expected))
        for wait, rate, expected in zip(BANDS, late.bands, late.trend.expected, strict=True)
    ]
    rest = [(str(WAITS[Wait.UNKNOWN]), late.unknown), (_("All"), late.whole)]
    return PlainTable(
        title=_("First contact after intake"),
        heads=[
            "",
            _("Old enough"),
            _("Deals in time"),
            _("Lead to deal"),
            _("95 percent range"),
            _("Expected by campaign"),
        ],
        rows=[
            [name, *_write_rate(rate), expected]
            for name, rate, expected in [*rows, *((name, rate, formats.NOTHING) for name, rate in rest)]
        ],
    )


def _write_rate(rate: Rate) -> list[str]:
    counts = formats.whole(rate.of), formats.whole(rate.count)
    return [*counts, formats.percent(rate.value), formats.spread(rate)]


def _waits_table(late: Waits) -> PlainTable:
    return PlainTable(
        title=_("First contact after intake, by campaign"),
        heads=["", *waited.heads_of_campaigns()],
        rows=[[row.name, *map(formats.counts, (*row.bands, row.unknown))] for row in late.campaigns],
    )


def _beside_table(rows: tuple[CampaignBeside, ...]) -> PlainTable:
    raw, same, compared = beside.heads()
    return PlainTable(
        title=_("Campaigns with the same reps"),
        heads=[
            "",
            _("Deals in time"),
            raw,
            _("95 percent range"),
            compared,
            same,
            _("95 percent range"),
            _("The rest with the same reps"),
            _("What can be said"),
        ],
        rows=[
            [
                row.name,
                formats.counts(row.raw),
                formats.percent(row.raw.value),
                formats.spread(row.raw),
                beside.say_compared(row),
                formats.percent(row.found.campaign.value if row.found.campaign else None),
                formats.spread(row.found.campaign) if row.found.campaign else formats.NOTHING,
                formats.percent(row.found.rest.value if row.found.rest else None),
                beside.say_campaign(row)[0],
            ]
            for row in rows
        ],
    )


ALIGNMENT: Final = Sheet(
    name="alignment",
    label=gettext_lazy("Alignment"),
    question=gettext_lazy("Do marketing and sales agree?"),
    draw=draw,
)
