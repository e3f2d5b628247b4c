"""What the page opens with: the one campaign to look at and why, or what can be said in general."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from counting import formats
from counting.measures import SHARES, say_beside
from counting.statistics import Finding
from figures import Figures, Overview
from figures.why import PromiseShare
from insights.pages.address import Address
from values.text import nest_quotes


@dataclass(frozen=True, kw_only=True, slots=True)
class Headline:
    """A heading, a line with its counts, and where to look; `is_finding` when it names `campaign`."""

    title: str
    text: str
    url: str = ""
    action: str = ""
    is_finding: bool = False
    campaign: int | None = None


def build_headline(overview: Overview, address: Address) -> Headline:
    """The finding where there is one."""
    if overview.finding:
        return _name_finding(overview.finding, overview, address)
    return _sum_up(overview)


def _name_finding(finding: Finding[int], overview: Overview, address: Address) -> Headline:
    campaign = finding.campaign
    name = nest_quotes(next(row.label for row in overview.campaigns if row.id == campaign.key))
    text = _(
        "%(leads)s leads; of the %(mature)s that are at least %(days)s days old, %(won)s were won in that"
        " time: %(rate)s, elsewhere %(others)s. %(too_high)s of %(rated)s ratings say “promised too much”,"
        " %(share)s; elsewhere %(elsewhere)s. That is more than chance explains."
    ) % {
        "leads": formats.whole(campaign.leads),
        "mature": formats.whole(campaign.mature),
        "days": overview.maturity_days,
        "won": formats.whole(campaign.mature_won),
        "rate": formats.percent(finding.conversion.rate.value),
        "others": formats.percent(finding.conversion.rest.value),
        "too_high": formats.whole(campaign.too_high),
        "rated": formats.whole(campaign.rated),
        "share": formats.percent(finding.over_promise.rate.value),
        "elsewhere": formats.percent(finding.over_promise.rest.value),
    }
    if overview.most_blamed:
        text = f"{text} {_say_blamed(overview.most_blamed)}"
    # The finding is about the whole campaign: whatever else narrows the page does not narrow it.
    there = address.but(campaign=campaign.key, cta=None, channel=None)
    return Headline(
        title=_("“%(name)s” brings many leads and few deals") % {"name": name},
        text=text,
        url=there.leads("too_high"),
        action=ngettext("View %(count)s rating", "View %(count)s ratings", campaign.too_high)
        % {"count": formats.whole(campaign.too_high)},
        is_finding=True,
        campaign=campaign.key,
    )


def _say_blamed(promise: PromiseShare) -> str:
    """The promise most ratings call misleading, of those that could."""
    return _("Named most often: “%(promise)s”, by %(counts)s ratings of its time.") % {
        "promise": nest_quotes(promise.text),
        "counts": formats.counts(promise.misled),
    }


def _sum_up(overview: Overview) -> Headline:
    total = overview.total
    leads = ngettext("%(count)s lead", "%(count)s leads", total.leads)
    title = ngettext("%(won)s deal came from %(leads)s", "%(won)s deals came from %(leads)s", total.won)
    parts = [_say_rate(overview), _say_rest(total), _say_rated(total)]
    return Headline(
        title=title
        % {"won": formats.whole(total.won), "leads": leads % {"count": formats.whole(total.leads)}},
        text=" ".join(part for part in parts if part),
    )


def _say_rate(overview: Overview) -> str:
    """The one rate: of leads of equal age."""
    rate, days = overview.total.mature, overview.maturity_days
    if not rate.of:
        return _("None of them is %(days)s days old yet: there is no rate before that.") % {"days": days}
    text = ngettext(
        "%(mature)s of them is at least %(days)s days old; won in that time: %(won)s, %(rate)s"
        " (95%% range: %(range)s).",
        "%(mature)s of them are at least %(days)s days old; won in that time: %(won)s, %(rate)s"
        " (95%% range: %(range)s).",
        rate.of,
    )
    return text % {
        "mature": formats.whole(rate.of),
        "days": days,
        "won": formats.whole(rate.count),
        "rate": formats.percent(rate.value),
        "range": formats.spread(rate),
    }


def _say_rest(total: Figures) -> str:
    """The leads and deals that are in no rate."""
    texts = say_beside(SHARES["mature"], total).values()
    return _("In no rate: %(what)s.") % {"what": "; ".join(texts)} if texts else ""


def _say_rated(total: Figures) -> str:
    text = ngettext(
        "Sales has rated %(rated)s of %(handed)s lead handed over.",
        "Sales has rated %(rated)s of %(handed)s leads handed over.",
        total.handed_over,
    )
    values = {"rated": formats.whole(total.rated_recorded), "handed": formats.whole(total.handed_over)}
    return text % values if total.handed_over else ""
