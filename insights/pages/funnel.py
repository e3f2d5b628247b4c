"""The funnel: lead → accepted → contacted → good → won, each with its share, its time and what is implied."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from insights import formats
from insights.drilldown import Stage
from insights.figures import Figures, Overview
from insights.pages.address import Address
from insights.statistics import wilson


@dataclass(frozen=True, kw_only=True, slots=True)
class Step:
    """One step; `width` is its share of all leads, `says` the small lines below the figure."""

    name: str
    value: str
    url: str
    tone: str
    width: float
    says: list[str]


def build_funnel(overview: Overview, address: Address) -> list[Step]:
    """The five steps, every figure with the address of the leads behind it."""
    total = overview.total
    says = {
        Stage.LEADS: [_handed_over(total)],
        Stage.ACCEPTED: [_share(total.accepted, total.leads), _after(overview, "lag_accepted")],
        Stage.CONTACTED: [_share(total.contacted, total.accepted), _after(overview, "lag_contacted")],
        Stage.GOOD: [_good(total), _after(overview, "lag_rated")],
        Stage.WON: [_share(total.won, total.leads), _too_young(total), _after(overview, "lag_won")],
    }
    names = {
        Stage.LEADS: _("Leads"),
        Stage.ACCEPTED: _("Accepted"),
        Stage.CONTACTED: _("Contacted"),
        Stage.GOOD: _("Good"),
        Stage.WON: _("Deals"),
    }
    tones = {Stage.LEADS: "mk", Stage.GOOD: "sl", Stage.WON: "ok"}
    return [
        Step(
            name=name,
            value=formats.whole(getattr(total, stage.value)),
            url=address.leads(stage),
            tone=tones.get(stage, ""),
            width=getattr(total, stage.value) / total.leads if total.leads else 0,
            says=[text for text in says[stage] if text],
        )
        for stage, name in names.items()
    ]


def build_remarks(total: Figures) -> list[str]:
    """What must be said beside the funnel: implied stages, and history under no definition."""
    return [text for text in (_implied(total), _history(total)) if text]


def _share(part: int, whole: int) -> str:
    if not whole:
        return ""
    share = formats.percent(wilson(successes=part, trials=whole).value)
    return _("%(share)s of %(total)s") % {"share": share, "total": formats.whole(whole)}


def _good(total: Figures) -> str:
    rate = total.good_share
    if not rate.of:
        return _("no rating yet")
    values = {"share": formats.percent(rate.value), "total": formats.whole(rate.of)}
    return _("%(share)s of %(total)s rated") % values


def _after(overview: Overview, lag: str) -> str:
    seconds = overview.medians[lag]
    if seconds is None:
        return ""
    texts = {
        "lag_accepted": _("median %(time)s after intake"),
        "lag_contacted": _("median %(time)s after acceptance"),
        "lag_rated": _("median %(time)s after contact"),
        "lag_won": _("median %(time)s after intake"),
    }
    return texts[lag] % {"time": formats.duration(seconds)}


def _handed_over(total: Figures) -> str:
    return _("%(count)s handed over to sales") % {"count": formats.whole(total.handed_over)}


def _too_young(total: Figures) -> str:
    if not total.too_young:
        return ""
    return _("%(count)s still too young") % {"count": formats.whole(total.too_young)}


def _implied(total: Figures) -> str:
    names = {
        "accepted": _("%(count)s accepted"),
        "contacted": _("%(count)s contacted"),
        "rated": _("%(count)s rated"),
        "good": _("%(count)s good"),
    }
    parts = [names[name] % {"count": formats.whole(count)} for name, count in total.implied.items() if count]
    if not parts:
        return ""
    return _("Not recorded, but implied by a later stage: %(list)s.") % {"list": ", ".join(parts)}


def _history(total: Figures) -> str:
    if not total.history_leads:
        return ""
    return ngettext(
        "%(count)s lead is history from before any signed lead definition; %(won)s of them won.",
        "%(count)s leads are history from before any signed lead definition; %(won)s of them won.",
        total.history_leads,
    ) % {"count": formats.whole(total.history_leads), "won": formats.whole(total.history_won)}
