"""What becomes of leads by age as two curves with their bands, in words, and as a table."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from counting import formats
from counting.statistics import Band, IncidenceDay
from figures.time import Ends, ages_of
from insights.pages.address import Address
from insights.pages.cohorts import say_age
from insights.pages.plain_table import PlainTable

SIZE: Final = 1000
# The right heights of an axis: a quarter of each is a round number of per cent.
_TOPS: Final = (0.04, 0.08, 0.12, 0.16, 0.2, 0.4, 0.6, 0.8, 1.0)
_QUARTERS: Final = 4


@dataclass(frozen=True, kw_only=True, slots=True)
class Run:
    """One curve: where it goes, where it goes on with fewer than ten leads, and the outline of its band."""

    tone: str
    line: str
    unsure: str
    band: str


@dataclass(frozen=True, kw_only=True, slots=True)
class CurvePicture:
    """The curves on a field of 1000 × 1000, `unsure_from` where fewer than ten leads are watched, or None.

    The ticks of both axes stand at equal distances, from the origin on.
    """

    runs: Sequence[Run]
    unsure_from: int | None
    ages: Sequence[str]
    shares: Sequence[str]


@dataclass(frozen=True, kw_only=True, slots=True)
class Aside:
    """Something that the curves do not show, with its leads."""

    text: str
    url: str


def draw_ends(found: Ends, address: Address, *, maturity: int) -> tuple[dict[str, Any], list[PlainTable]]:
    """What the template shows, and the figures at some ages as a table."""
    table = _table(found, maturity)
    sentence = say_ends(found, maturity)
    context = {
        "ends_sentence": sentence or _("Fewer than ten leads: too few for a curve."),
        "ends_picture": _picture(found) if sentence else None,
        "ends_table": table,
        "ends_leads": formats.whole(found.leads),
        "ends_asides": _asides(found, address),
    }
    return context, [table]


def say_ends(found: Ends, maturity: int) -> str:
    """What has become of leads at the maturity age, or at the last that ten leads were watched at."""
    supported = found.incidence.supported_days
    if supported is None:
        return ""
    at = found.incidence.ages[min(maturity, supported)]
    won, lost, opened = _say_shares(at)
    return ngettext(
        "After %(days)s day %(won)s are won, %(lost)s lost and %(open)s open.",
        "After %(days)s days %(won)s are won, %(lost)s lost and %(open)s open.",
        at.days,
    ) % {"days": at.days, "won": won, "lost": lost, "open": opened}


def _say_shares(at: IncidenceDay) -> tuple[str, str, str]:
    """Won, lost and open, which as they are written make 100 %."""
    won, lost = round(at.won.value, 3), round(at.lost.value, 3)
    places = 0 if all(round(share * 1000) % 10 == 0 for share in (won, lost)) else 1
    return tuple(  # type: ignore[return-value]
        formats.percent(share, places=places) for share in (won, lost, max(0.0, 1 - won - lost))
    )


def _picture(found: Ends) -> CurvePicture:
    supported = found.incidence.supported_days or 0
    ages = [*found.incidence.ages]
    sure = ages[: supported + 1]
    highest = max(max(at.won.high, at.lost.high) for at in sure)
    top = next(top for top in _TOPS if highest <= top)
    ticks = range(_QUARTERS + 1)

    def draw(tone: str, bands: Sequence[Band]) -> Run:
        values = [(at.days, band.value) for at, band in zip(ages, bands, strict=True)]
        lows = [(at.days, band.low) for at, band in zip(sure, bands, strict=False)]
        highs = [(at.days, band.high) for at, band in zip(sure, bands, strict=False)]
        return Run(
            tone=tone,
            line=_points(values[: supported + 1], found.longest, top),
            unsure=_points(values[supported:], found.longest, top),
            band=_points([*highs, *reversed(lows)], found.longest, top),
        )

    return CurvePicture(
        runs=[draw("ok", [at.won for at in ages]), draw("lost", [at.lost for at in ages])],
        unsure_from=None if supported >= found.longest else round(supported / found.longest * SIZE),
        ages=[formats.whole(round(found.longest * tick / _QUARTERS)) for tick in ticks],
        shares=[formats.percent(top * tick / _QUARTERS, places=0) for tick in ticks],
    )


def _points(values: Iterable[tuple[int, float]], longest: int, top: float) -> str:
    return " ".join(
        f"{round(days / longest * SIZE)},{round(SIZE - min(share, top) / top * SIZE)}"
        for days, share in values
    )


def _table(found: Ends, maturity: int) -> PlainTable:
    """At the ages at which cohorts are looked at; after the last that anybody reached nothing changes."""
    days = found.incidence.ages
    rows = []
    for age in ages_of(maturity):
        if days:
            at = days[min(age, len(days) - 1)]
            watched = at.at_risk if age < len(days) else 0
            won, lost, opened = _say_shares(at)
            rows.append(
                [say_age(age), formats.whole(watched), won, _spread(at.won), lost, _spread(at.lost), opened]
            )
    heads = [
        _("Age"),
        _("Still watched"),
        _("Won"),
        _("95 percent range"),
        _("Lost"),
        _("95 percent range"),
        _("Still open"),
    ]
    return PlainTable(title=_("Won and lost by age"), heads=heads, rows=rows)


def _spread(band: Band) -> str:
    low, high = formats.percent(band.low), formats.percent(band.high)
    return _("%(low)s to %(high)s") % {"low": low, "high": high}


def _asides(found: Ends, address: Address) -> list[Aside]:
    """The ends that the curves do not show, or show on another day; what is none is left out."""
    longest = found.longest
    told = (
        (
            found.won_later,
            ngettext(
                "%(count)s deal came after more than %(days)s days",
                "%(count)s deals came after more than %(days)s days",
                found.won_later,
            ),
            address.leads("won", won_after=longest),
        ),
        (
            found.before,
            ngettext(
                "%(count)s was decided before it came in and counts as day 0",
                "%(count)s were decided before they came in and count as day 0",
                found.before,
            ),
            address.leads("leads", decided="before"),
        ),
        (
            found.won_undated,
            ngettext("%(count)s deal has no date", "%(count)s deals have no date", found.won_undated),
            address.leads("won_undated"),
        ),
        (
            found.lost_undated,
            ngettext(
                "%(count)s lost lead has no date", "%(count)s lost leads have no date", found.lost_undated
            ),
            address.leads("lost", decided="undated"),
        ),
    )
    return [
        Aside(text=text % {"count": formats.whole(count), "days": longest}, url=url)
        for count, text, url in told
        if count
    ]
