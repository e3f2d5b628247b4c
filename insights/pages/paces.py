"""How long the steps from intake to deal take: half of them, and most."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _

from counting import formats
from counting.measures import LAGS
from figures.time import Pace, Velocity
from insights.pages.plain_table import PlainTable


def draw_velocity(found: Sequence[Velocity]) -> tuple[dict[str, Any], list[PlainTable]]:
    """The steps of all leads meant, and those of each campaign."""
    whole, *campaigns = found
    if not whole.leads:
        return {}, []
    tables = [
        PlainTable(
            title=_("How long each step takes"),
            heads=[_("Step"), _("Half within"), _("80% within"), _("Leads with this step")],
            rows=[[name, *_times(pace), _of(pace, whole)] for name, pace in _steps(whole)],
        )
    ]
    if len(campaigns) > 1:
        tables.append(_by_campaign(campaigns))
    return {"pace_table": tables[0], "campaign_pace_table": tables[1] if len(tables) > 1 else None}, tables


def _by_campaign(campaigns: Sequence[Velocity]) -> PlainTable:
    return PlainTable(
        title=_("How long each step takes, by campaign"),
        heads=[
            _("Campaign"),
            _("Step"),
            _("Half within"),
            _("80% within"),
            _("Leads with this step"),
        ],
        rows=[
            [one.name, name, *_times(pace), _of(pace, one)]
            for one in campaigns
            for name, pace in _steps(one)
            if pace.count
        ],
    )


def _steps(one: Velocity) -> list[tuple[str, Pace]]:
    names = {
        "lag_accepted": _("Intake to acceptance"),
        "lag_contacted": _("Acceptance to first contact"),
        "lag_rated": _("First contact to rating"),
        "lag_won": _("Intake to deal"),
    }
    return [(names[pace.lag], pace) for pace in one.paces]


def _times(pace: Pace) -> list[str]:
    return [_time(pace.lag, seconds) for seconds in (pace.median, pace.most)]


def _time(name: str, seconds: float | None) -> str:
    if seconds is None:
        return formats.NOTHING
    if seconds < 0:
        return str(next(lag.before for lag in LAGS if lag.name == name))
    return formats.duration(seconds)


def _of(pace: Pace, one: Velocity) -> str:
    return formats.part(pace.count, one.leads)
