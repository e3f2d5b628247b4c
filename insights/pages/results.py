"""What came of one campaign or call-to-action, in four figures, and of each campaign of a list."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import Team
from accounts.own_company import today
from counting import formats
from counting.filters import Filters
from counting.measures import SHARES
from counting.statistics import Comparison, Rate
from figures import Figures, Overview, Row, overview
from figures.periods import DEFAULT, days_of
from insights.pages.address import Address
from insights.pages.funnel import Part, build_asides
from insights.pages.headline import Headline, build_headline
from insights.pages.table import DrawnShare, build_share, find_top
from insights.pages.verdicts import Words, say_verdicts
from insights.pages.why import draw_why


@dataclass(frozen=True, kw_only=True, slots=True)
class Stat:
    """One figure of a page, with what belongs to it below."""

    name: str
    value: str
    url: str
    parts: Sequence[Part]


@dataclass(frozen=True, kw_only=True, slots=True)
class Business:
    """New business, or that with existing customers: numbers in words, with the leads behind them."""

    name: str
    leads: str
    share: str
    good: str
    won: str
    revenue: str
    leads_url: str
    won_url: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Results:
    """What a page says of one campaign or call-to-action; verdicts and a finding are of campaigns only."""

    filters: Filters
    stats: Sequence[Stat]
    why: str
    notes_url: str
    figures_url: str
    words: Words | None = None
    finding: Headline | None = None
    business: Sequence[Business] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Listed:
    """One campaign in the list: its leads, both rates, and what each team says of it."""

    leads: str
    good: DrawnShare
    deal: DrawnShare
    words: Words
    too_high: str


def usual_filters(*, campaign: int | None = None, cta: int | None = None) -> Filters:
    """The period the joint page opens with, so that a figure and a verdict are the same on every page."""
    start, end = days_of(DEFAULT, today())
    return Filters(start=start, end=end, campaign_id=campaign, cta_id=cta)


def build_results(*, campaign: int, cta: int | None = None, team: Team | None) -> Results | None:
    """None where no lead came in."""
    filters = usual_filters(campaign=campaign, cta=cta)
    shown = overview(filters=filters)
    if not shown.total.leads:
        return None
    address = Address(()).but(campaign=campaign, cta=cta)
    headline = build_headline(shown, address)
    is_whole = cta is None
    return Results(
        filters=filters,
        stats=_stats(shown, address, campaign if is_whole else None),
        why=draw_why(filters, address, team, campaign=campaign),
        notes_url=address.notes(),
        figures_url=address.page(),
        words=say_verdicts(campaign, shown) if is_whole else None,
        finding=headline if is_whole and headline.is_finding else None,
        business=_business(shown.total, address),
    )


def _business(total: Figures, address: Address) -> list[Business]:
    """New business and existing customers apart; nothing where no lead is a customer's."""
    if not total.existing_leads:
        return []
    rows = [
        (
            _("New business"),
            "new",
            total.leads - total.existing_leads,
            total.good_recorded - total.existing_good,
            total.rated_recorded - total.existing_rated,
            total.won - total.existing_won,
            total.revenue_cents - total.existing_revenue_cents,
        ),
        (
            _("Existing customers"),
            "existing",
            total.existing_leads,
            total.existing_good,
            total.existing_rated,
            total.existing_won,
            total.existing_revenue_cents,
        ),
    ]
    return [
        Business(
            name=name,
            leads=formats.whole(leads),
            share=formats.percent(leads / total.leads),
            good=formats.part(good, rated),
            won=formats.whole(won),
            revenue=formats.money(revenue),
            leads_url=address.leads(f"{which}_leads"),
            won_url=address.leads(f"{which}_won"),
        )
        for name, which, leads, good, rated, won, revenue in rows
    ]


def build_listed() -> dict[int, Listed]:
    """By campaign, of those with leads."""
    shown = overview(filters=usual_filters())
    top = find_top(SHARES["mature"], shown.campaigns)
    return {
        row.id: Listed(
            leads=formats.whole(row.figures.leads),
            good=_share("good_share", row, top=1.0),
            deal=_share("mature", row, top=top),
            words=say_verdicts(row.id, shown),
            too_high=_say_too_high(row.figures.too_high, row.figures.rated_recorded),
        )
        for row in shown.campaigns
        if row.id and row.figures.leads
    }


def _share(name: str, row: Row, *, top: float) -> DrawnShare:
    """What is said aside the page of the campaign says; a list stays short."""
    drawn = build_share(SHARES[name], row, Address(()).but(campaign=row.id), top=top)
    return replace(drawn, asides=())


def _stats(shown: Overview, address: Address, campaign: int | None) -> list[Stat]:
    total, verdict = shown.total, shown.judgement.verdicts.get(campaign or 0)
    stats = [
        Stat(
            name=_("Leads"),
            value=formats.whole(total.leads),
            url=address.leads("leads"),
            parts=[Part(text=_say_won(total.won))],
        ),
        Stat(
            name=_("Rated good"),
            value=formats.counts(total.good_share),
            url=address.leads("good_recorded"),
            parts=[*_say_rate(total.good_share, verdict.good if verdict else None)],
        ),
        Stat(
            name=_("Deal within %(days)s days") % {"days": shown.maturity_days},
            value=formats.counts(total.mature),
            url=address.leads("mature_won"),
            parts=[
                *_say_rate(total.mature, verdict.conversion if verdict else None),
                *build_asides(total, address),
            ],
        ),
    ]
    return stats if campaign is None else [*stats, _cost(shown)]


def _say_won(won: int) -> str:
    return ngettext("%(won)s deal so far", "%(won)s deals so far", won) % {"won": formats.whole(won)}


def _say_rate(rate: Rate, comparison: Comparison | None) -> list[Part]:
    """The share with its range, and that of the rest of the company."""
    if not rate.of:
        return []
    values = {"share": formats.percent(rate.value), "range": formats.spread(rate)}
    parts = [Part(text=_("%(share)s (%(range)s)") % values)]
    if comparison and comparison.rest.of:
        rest = formats.percent(comparison.rest.value)
        parts.append(Part(text=_("the rest of the company: %(share)s") % {"share": rest}))
    return parts


def _cost(shown: Overview) -> Stat:
    per_deal, days = formats.money(shown.total.cost_per_deal), shown.maturity_days
    return Stat(
        name=_("Cost per lead"),
        value=formats.money(shown.total.cost_per_lead, is_exact=True),
        url="",
        parts=[Part(text=_("per deal within %(days)s days: %(cost)s") % {"cost": per_deal, "days": days})],
    )


def _say_too_high(too_high: int, rated: int) -> str:
    if not too_high:
        return ""
    counts = formats.part(too_high, rated)
    return _("“promised too much”: %(counts)s rated") % {"counts": counts}
