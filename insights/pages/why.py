"""Why it became so: promises that misled, reasons by who can fix them, needs and who speaks to them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Final

from django.template.defaultfilters import date as format_day
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import Team
from accounts.own_company import day_of
from counting import formats
from counting.filters import Filters
from figures import Figures, overview
from figures.why import NeedCount, PromiseShare, RaterCount, ReasonCount, Why, why
from handoff.models import ReasonOwner
from insights.pages.address import Address
from insights.pages.table import DrawnShare, draw_rate

# More than this is folded away.
SHOWN: Final = 5
# The leads every share below is made of.
RATED: Final = "rated_recorded"
_TONES: Final = {ReasonOwner.MARKETING: "mk", ReasonOwner.SALES: "sl", ReasonOwner.PRODUCT: "gr"}


@dataclass(frozen=True, kw_only=True, slots=True)
class PromiseLine:
    """A promise, when it held, and how often a rating calls it misleading."""

    text: str
    held: str
    campaign: str
    campaign_id: int
    misled: DrawnShare


@dataclass(frozen=True, kw_only=True, slots=True)
class ReasonLine:
    label: str
    count: str
    width: float
    url: str


@dataclass(frozen=True, kw_only=True, slots=True)
class ReasonGroup:
    """The reasons one team can do something about; `is_own` for the team that looks.

    `start` and `length` are its part of a bar of a thousand.
    """

    title: str
    count: str
    share: str
    start: str
    length: str
    tone: str
    is_own: bool
    lines: Sequence[ReasonLine]


@dataclass(frozen=True, kw_only=True, slots=True)
class NeedLine:
    """A need and the campaigns that speak to it; `is_here` where the one campaign that is shown does."""

    label: str
    counts: str
    url: str
    campaigns: Sequence[tuple[int, str]]
    more: int
    is_here: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class WhyView:
    coverage: Sequence[str]
    promises: Sequence[PromiseLine]
    more_promises: Sequence[PromiseLine]
    groups: Sequence[ReasonGroup]
    reasoned: str
    needs: Sequence[NeedLine]
    unmet: str
    all_url: str
    all_text: str


def draw_why(filters: Filters, address: Address, team: Team | None, *, campaign: int | None = None) -> str:
    """The part of a page that says why; empty where sales has rated nothing.

    Made of kept counts alone, and the same for everybody of a team.
    """
    total = overview(filters=filters).total
    if not total.rated_recorded:
        return ""
    view = build_why(why(filters), total, address, team=team, campaign=campaign)
    context = {"why": view, "names_campaigns": filters.campaign_id is None}
    return render_to_string("insights/why.html", context)


def build_why(
    named: Why, total: Figures, address: Address, *, team: Team | None, campaign: int | None = None
) -> WhyView:
    """`team` sees its own share of the reasons first; `campaign` is the one the page is about."""
    promises = [_promise(share, address) for share in named.promises]
    reasoned = sum(row.count for row in named.reasons)
    return WhyView(
        coverage=_say_coverage(total, named.raters),
        promises=promises[:SHOWN],
        more_promises=promises[SHOWN:],
        groups=_group(named.reasons, team, address),
        reasoned=formats.part(reasoned, total.rated_recorded),
        needs=[_need(row, total, address, campaign) for row in named.needs],
        unmet=_say_unmet(named.needs),
        all_url=address.leads(RATED),
        all_text=_say_all(total.rated_recorded),
    )


def _say_all(rated: int) -> str:
    said = ngettext("%(count)s rating with reason and note", "%(count)s ratings with reason and note", rated)
    return said % {"count": formats.whole(rated)}


def _promise(share: PromiseShare, address: Address) -> PromiseLine:
    url = address.leads(RATED, promise=share.id) if share.misled.count else ""
    return PromiseLine(
        text=share.text,
        held=say_held(share.since, share.until),
        campaign=share.campaign,
        campaign_id=share.campaign_id,
        misled=draw_rate(share.misled, tone="mk", url=url),
    )


def say_held(since: datetime | None, until: datetime | None) -> str:
    """When a promise held, by days of the company; "" where it always did."""
    if since and until:
        return _("%(first)s to %(last)s") % {"first": _day(since), "last": _day(until)}
    if since:
        return _("since %(day)s") % {"day": _day(since)}
    return _("until %(day)s") % {"day": _day(until)} if until else ""


def _day(moment: datetime) -> str:
    return format_day(day_of(moment), "SHORT_DATE_FORMAT")


def _group(reasons: Sequence[ReasonCount], team: Team | None, address: Address) -> list[ReasonGroup]:
    """The groups that were named: the looking team's own first, then in the order of the kept list."""
    order = sorted(ReasonOwner, key=lambda owner: owner.value != team)
    by_owner = sorted(reasons, key=lambda row: order.index(ReasonOwner(row.reason.owner)))
    total, before, groups = sum(row.count for row in reasons), 0, []
    for owner, rows in groupby(by_owner, key=lambda row: ReasonOwner(row.reason.owner)):
        lines = list(rows)
        count = sum(row.count for row in lines)
        groups.append(
            ReasonGroup(
                title=str(owner.label),
                count=formats.part(count, total),
                share=formats.percent(count / total),
                start=str(round(1000 * before / total)),
                length=str(round(1000 * count / total)),
                tone=_TONES.get(owner, ""),
                is_own=owner.value == team,
                lines=_reason_lines(lines, address, most=max(row.count for row in reasons)),
            )
        )
        before += count
    return groups


def _reason_lines(rows: Sequence[ReasonCount], address: Address, *, most: int) -> list[ReasonLine]:
    return [
        ReasonLine(
            label=str(row.reason),
            count=formats.whole(row.count),
            width=row.count / most,
            url=address.leads(RATED, reason=row.reason.pk),
        )
        for row in rows
    ]


def _need(row: NeedCount, total: Figures, address: Address, campaign: int | None) -> NeedLine:
    others = [one for one in row.campaigns if one[0] != campaign]
    return NeedLine(
        label=str(row.need),
        counts=formats.part(row.count, total.rated_recorded),
        url=address.leads(RATED, need=row.need.pk),
        campaigns=others[:SHOWN],
        more=len(others[SHOWN:]),
        is_here=len(others) < len(row.campaigns),
    )


def _say_unmet(needs: Sequence[NeedCount]) -> str:
    """What nobody speaks to, though people ask for it: the finding of the list."""
    unmet = [str(row.need) for row in needs if not row.campaigns]
    if not unmet:
        return ""
    text = ngettext(
        "No campaign speaks to one of these needs: %(needs)s.",
        "No campaign speaks to %(count)s of these needs: %(needs)s.",
        len(unmet),
    )
    return text % {"count": len(unmet), "needs": ", ".join(unmet)}


def _say_coverage(total: Figures, raters: Sequence[RaterCount]) -> list[str]:
    """How much of it sales has rated, and whether it is mostly one person's word."""
    rated = total.rated_recorded
    values = {"rated": formats.whole(rated), "contacted": formats.whole(total.contacted)}
    said = ngettext(
        "Rated: %(rated)s of %(contacted)s lead contacted.",
        "Rated: %(rated)s of %(contacted)s leads contacted.",
        total.contacted,
    )
    texts = [said % values]
    if raters and 2 * raters[0].count > rated:
        text = _("More than half of the ratings are one person’s, %(name)s: %(count)s.")
        texts.append(text % {"count": formats.part(raters[0].count, rated), "name": raters[0].name})
    return texts
