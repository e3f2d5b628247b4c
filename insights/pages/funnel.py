"""The funnel: lead → accepted → contacted → good → won, each with its share, its time and what is implied."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from counting import formats
from counting.measures import COUNTS, IMPLIED, LAGS, SHARES, say_beside
from counting.statistics import wilson
from figures import Figures, Overview
from insights.pages.address import Address
from insights.pages.before import Change

NO_CHANGE: Final[Mapping[str, Change]] = MappingProxyType({})


@dataclass(frozen=True, kw_only=True, slots=True)
class Part:
    """A few words below a figure; `url` leads to the leads they speak of."""

    text: str
    url: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Step:
    """One step; `width` is its share of all leads, `parts` the small lines below the figure.

    `change` is how it stands against before; None where nothing is compared or it ripens with age.
    """

    name: str
    value: str
    url: str
    tone: str
    width: float
    parts: list[Part]
    change: Change | None = None


def build_funnel(
    overview: Overview, address: Address, changes: Mapping[str, Change] = NO_CHANGE
) -> list[Step]:
    """The five steps, every figure with the address of the leads behind it.

    A step shows what is recorded; what only follows from a later stage is a second number beside it.
    """
    total = overview.total
    steps = {
        "leads": [Part(text=_handed_over(total))],
        "accepted_recorded": [_of_all("accepted_recorded", total), _after(overview, "lag_accepted")],
        "contacted_recorded": [_of_all("contacted_recorded", total), _after(overview, "lag_contacted")],
        "good_recorded": [_good(total), _after(overview, "lag_rated")],
        "won": [*_deals(overview, address), _after(overview, "lag_won")],
    }
    return [
        Step(
            name=step_names()[name],
            value=formats.whole(total[name]),
            url=address.leads(name),
            tone={"leads": "mk", "good_recorded": "sl", "won": "ok"}.get(name, ""),
            width=total[name] / total.leads if total.leads else 0,
            parts=[part for part in (*_implied(name, total, address), *parts) if part.text],
            change=changes.get(name),
        )
        for name, parts in steps.items()
    ]


def build_remarks(total: Figures) -> list[str]:
    """What must be said beside the funnel: how exact it is, what is implied, and what is history."""
    has_implied = any(total.implied.values())
    texts = [
        _("Medians are exact to within 5%%.") % {},
        _("Implied: not recorded itself, but a later stage was reached.") if has_implied else "",
        _history(total),
    ]
    return [text for text in texts if text]


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


def step_names() -> dict[str, str]:
    """The steps in their order, by the count of each."""
    return {
        "leads": _("Leads"),
        "accepted_recorded": _("Accepted"),
        "contacted_recorded": _("Contacted"),
        "good_recorded": _("Rated good"),
        "won": _("Deals so far"),
    }


def _implied(name: str, total: Figures, address: Address) -> list[Part]:
    """The second number of a step: those it is only implied for."""
    implied = next((implied for implied in IMPLIED.values() if implied.recorded == name), None)
    number = implied.number(total) if implied else 0
    if implied is None or not number:
        return []
    text = ngettext("%(count)s more implied", "%(count)s more implied", number)
    return [Part(text=text % {"count": formats.whole(number)}, url=address.leads(implied.name))]


def _of_all(name: str, total: Figures) -> Part:
    """The share of all leads that this number is."""
    if not total.leads:
        return Part(text="")
    share = formats.percent(wilson(successes=total[name], trials=total.leads).value)
    return Part(text=_("%(share)s of %(total)s") % {"share": share, "total": formats.whole(total.leads)})


def _good(total: Figures) -> Part:
    rate = total.good_share
    if not rate.of:
        return Part(text=_("no rating yet"))
    values = {"share": formats.percent(rate.value), "total": formats.whole(rate.of)}
    return Part(text=_("%(share)s of %(total)s rated") % values)


def _deals(overview: Overview, address: Address) -> list[Part]:
    """What the deals so far are made of: those in time, with their rate, later ones, and of young leads."""
    total = overview.total
    rate = total.mature
    values = {
        "won": formats.whole(rate.count),
        "leads": formats.whole(rate.of),
        "share": formats.percent(rate.value),
        "days": overview.maturity_days,
    }
    in_time = _("%(won)s of %(leads)s within %(days)s days: %(share)s") % values if rate.of else ""
    return [Part(text=in_time, url=address.leads("mature_won")), *build_asides(total, address)]


def build_asides(total: Figures, address: Address) -> list[Part]:
    """The leads and deals that are in no rate."""
    texts = say_beside(SHARES["mature"], total)
    return [Part(text=text, url=address.leads(name)) for name, text in texts.items()]


def _after(overview: Overview, name: str) -> Part:
    seconds = overview.medians[name]
    if seconds is None:
        return Part(text="")
    lag = next(lag for lag in LAGS if lag.name == name)
    text = str(lag.before) if seconds < 0 else str(lag.after) % {"time": formats.duration(seconds)}
    return Part(text=text)


def _handed_over(total: Figures) -> str:
    return _("%(count)s handed over to sales") % {"count": formats.whole(total.handed_over)}


def _history(total: Figures) -> str:
    if not total.history_leads:
        return ""
    return ngettext(
        "%(count)s lead is history from before any signed lead definition; %(won)s of them won.",
        "%(count)s leads are history from before any signed lead definition; %(won)s of them won.",
        total.history_leads,
    ) % {"count": formats.whole(total.history_leads), "won": formats.whole(total.history_won)}
