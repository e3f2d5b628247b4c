"""What the page opens with: the one campaign to look at and why, or what can be said in general."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from insights import formats
from insights.figures import Overview
from insights.pages.address import Address
from insights.statistics import Finding


@dataclass(frozen=True, kw_only=True, slots=True)
class Headline:
    """A heading, a line with its counts, and where to look; `is_finding` when it names a campaign."""

    title: str
    text: str
    url: str = ""
    action: str = ""
    is_finding: bool = False


def build_headline(overview: Overview, address: Address) -> Headline:
    """The finding where there is one."""
    if overview.finding:
        return _name_finding(overview.finding, overview, address)
    return _sum_up(overview)


def _name_finding(finding: Finding[int], overview: Overview, address: Address) -> Headline:
    campaign = finding.campaign
    name = next(row.label for row in overview.campaigns if row.id == campaign.key)
    text = _(
        "%(leads)s leads, %(won)s deals: %(rate)s of those old enough to judge, elsewhere %(others)s."
        " %(too_high)s of %(rated)s ratings say “promised too much”, %(share)s; elsewhere %(elsewhere)s."
        " That is more than chance explains."
    ) % {
        "leads": formats.whole(campaign.leads),
        "won": formats.whole(campaign.won),
        "rate": formats.percent(finding.conversion.value),
        "others": formats.percent(finding.rest_conversion.value),
        "too_high": formats.whole(campaign.too_high),
        "rated": formats.whole(campaign.rated),
        "share": formats.percent(finding.over_promise.value),
        "elsewhere": formats.percent(finding.rest_over_promise.value),
    }
    return Headline(
        title=_("“%(name)s” brings many leads and few deals") % {"name": name},
        text=text,
        url=address.but(campaign=campaign.key).leads("too_high"),
        action=_("See %(count)s ratings") % {"count": formats.whole(campaign.too_high)},
        is_finding=True,
    )


def _sum_up(overview: Overview) -> Headline:
    total = overview.total
    rate = total.conversion
    values = {
        "won": formats.whole(total.won),
        "leads": formats.whole(total.leads),
        "rate": formats.percent(rate.value),
        "range": formats.spread(rate),
        "young": formats.whole(total.too_young),
        "rated": formats.whole(total.rated_recorded),
        "handed": formats.whole(total.handed_over),
    }
    text = _("That is %(rate)s (95%% range: %(range)s).") % values
    if total.too_young:
        text += " " + _("%(young)s leads are still too young to judge.") % values
    text += " " + _("Sales has rated %(rated)s of %(handed)s leads handed over.") % values
    return Headline(title=_("%(won)s of %(leads)s leads became deals") % values, text=text)
