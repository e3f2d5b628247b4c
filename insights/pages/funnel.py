"""The funnel: lead → accepted → contacted → good → won, each with its share, its time and what is implied."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from insights import formats
from insights.figures import Figures, Overview
from insights.measures import COUNTS, LAGS, LISTED
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
        "leads": [_handed_over(total)],
        "accepted": [_share(total.accepted, total.leads), _after(overview, "lag_accepted")],
        "contacted": [_share(total.contacted, total.accepted), _after(overview, "lag_contacted")],
        "good": [_good(total), _after(overview, "lag_rated")],
        "won": [_share(total.won, total.leads), _too_young(total), _after(overview, "lag_won")],
    }
    names = {name: LISTED[name].label for name in says} | {"won": _("Deals")}
    tones = {"leads": "mk", "good": "sl", "won": "ok"}
    return [
        Step(
            name=str(names[name]),
            value=formats.whole(total[name]),
            url=address.leads(name),
            tone=tones.get(name, ""),
            width=total[name] / total.leads if total.leads else 0,
            says=[text for text in texts if text],
        )
        for name, texts in says.items()
    ]


def build_remarks(total: Figures) -> list[str]:
    """What must be said beside the funnel: implied stages, and history under no definition."""
    return [text for text in (say_implied(total), _history(total)) if text]


def say_implied(total: Figures) -> str:
    """What was never recorded and only follows from a later stage; "" when there is none."""
    implied = total.implied
    parts = [
        str(count.implied) % {"count": formats.whole(implied[count.name])}
        for count in COUNTS
        if implied.get(count.name)
    ]
    if not parts:
        return ""
    return _("Not recorded, but implied by a later stage: %(list)s.") % {"list": ", ".join(parts)}


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


def _after(overview: Overview, name: str) -> str:
    seconds = overview.medians[name]
    if seconds is None:
        return ""
    lag = next(lag for lag in LAGS if lag.name == name)
    return str(lag.before) if seconds < 0 else str(lag.after) % {"time": formats.duration(seconds)}


def _handed_over(total: Figures) -> str:
    return _("%(count)s handed over to sales") % {"count": formats.whole(total.handed_over)}


def _too_young(total: Figures) -> str:
    if not total.too_young:
        return ""
    return _("%(count)s still too young") % {"count": formats.whole(total.too_young)}


def _history(total: Figures) -> str:
    if not total.history_leads:
        return ""
    return ngettext(
        "%(count)s lead is history from before any signed lead definition; %(won)s of them won.",
        "%(count)s leads are history from before any signed lead definition; %(won)s of them won.",
        total.history_leads,
    ) % {"count": formats.whole(total.history_leads), "won": formats.whole(total.history_won)}
