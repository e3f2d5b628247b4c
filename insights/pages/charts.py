"""The two pictures as static/src/js/charts.js reads them; the tables beside them show the same figures."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from counting import formats
from counting.filters import Filters
from counting.measures import SHARES
from counting.statistics import Rate, wilson
from figures import Overview, Row
from figures.periods import month_of
from insights.pages.address import Address
from insights.pages.table import DrawnShare, build_share
from insights.pages.verdicts import tone_of


@dataclass(frozen=True, kw_only=True, slots=True)
class VolumeLine:
    """One line of the table under the picture of volume against quality."""

    name: str
    leads: str
    share: str
    counts: str


@dataclass(frozen=True, kw_only=True, slots=True)
class MonthLine:
    """One line of the table under the trend."""

    name: str
    leads: str
    leads_url: str
    good: DrawnShare
    deal: DrawnShare


def draw_volume(overview: Overview, address: Address) -> dict[str, Any]:
    """Volume against quality: a dot per campaign that was rated at all."""
    rated = [row for row in overview.campaigns if row.figures.rated_recorded]
    return {
        "x": {"label": _("Leads"), "format": "number", "min": 0},
        "y": {"label": _("Rated good"), "format": "percent", "min": 0, "max": 1},
        "cut": _cut(overview),
        "corners": [
            pgettext("corner of the picture", "few, but good"),
            pgettext("corner of the picture", "many and good"),
            pgettext("corner of the picture", "few and not good"),
            pgettext("corner of the picture", "many, few good"),
        ],
        "points": [_point(row, row.id, overview, address) for row in rated if row.id is not None],
    }


def build_volume_lines(campaigns: Sequence[Row]) -> list[VolumeLine]:
    """Every campaign, those without any rating too, which the picture has no place for."""
    return [
        VolumeLine(
            name=row.label,
            leads=formats.whole(row.figures.leads),
            share=formats.percent(row.figures.good_share.value),
            counts=formats.counts(row.figures.good_share),
        )
        for row in campaigns
    ]


def draw_trend(months: Sequence[Row], addresses: Sequence[Address]) -> dict[str, Any]:
    """Lead to deal, at equal age, by month of intake; dashed where some leads are still too young."""
    rates = [row.figures.mature for row in months]
    is_young = [row.figures.young > 0 for row in months]
    joins = [
        young or (index + 1 < len(months) and is_young[index + 1]) for index, young in enumerate(is_young)
    ]
    urls = [address.leads("mature_won") for address in addresses]
    settled = [not young for young in is_young]
    return {
        "x": {"label": _("Month of intake")},
        "y": {"format": "percent", "min": 0},
        "labels": [date_format(row.month, "M Y") for row in months if row.month],
        "series": [
            _series(_("Lead to deal"), rates, settled, urls) | {"tone": "ok"},
            _series(_("some still too young"), rates, joins, urls) | {"tone": "gr", "dashed": True},
        ],
    }


def build_months(months: Sequence[Row], addresses: Sequence[Address]) -> list[MonthLine]:
    """The newest month first."""
    lines = [_month_line(row, address) for row, address in zip(months, addresses, strict=True)]
    return lines[::-1]


def _month_line(row: Row, address: Address) -> MonthLine:
    return MonthLine(
        name=row.label,
        leads=formats.whole(row.figures.leads),
        leads_url=address.leads("leads"),
        good=build_share(SHARES["good_share"], row, address, top=1),
        deal=build_share(SHARES["mature"], row, address, top=1),
    )


def _point(row: Row, campaign: int, overview: Overview, address: Address) -> dict[str, Any]:
    rate = row.figures.good_share
    return {
        "label": row.label,
        "x": row.figures.leads,
        "y": rate.value,
        "low": rate.low,
        "high": rate.high,
        "size": rate.of,
        "tone": tone_of(campaign, overview),
        "note": formats.counts(rate),
        "url": address.but(campaign=campaign, by=None, sort=None, rows=None).page(),
    }


def _cut(overview: Overview) -> dict[str, float] | None:
    """Where the corners meet: the median of leads, the share of good ones, of all campaigns in the period."""
    middle, good = overview.judgement.median_leads, overview.judgement.good.value
    return None if middle is None or good is None else {"x": middle, "y": good}


def _series(label: str, rates: Sequence[Rate], shown: Sequence[bool], urls: Sequence[str]) -> dict[str, Any]:
    """One line; a month that is not shown is a gap, as one without leads is."""
    gap = wilson(successes=0, trials=0)
    kept = [rate if is_shown else gap for rate, is_shown in zip(rates, shown, strict=True)]
    return {
        "label": label,
        "values": [rate.value for rate in kept],
        "low": [rate.low for rate in kept],
        "high": [rate.high for rate in kept],
        "notes": [formats.counts(rate) for rate in kept],
        "urls": list(urls),
    }


def month_addresses(months: Sequence[Row], address: Address, filters: Filters) -> list[Address]:
    """The same page for each month alone, as far as it lies in the period the page is of."""
    return [_month_address(row, address, filters) for row in months]


def _month_address(row: Row, address: Address, filters: Filters) -> Address:
    assert row.month is not None
    first, last = month_of(row.month)
    start = max(first, filters.start or first)
    end = min(last, filters.end or last)
    return address.but(period=None, from_=start.isoformat(), to=end.isoformat())
