"""Time: when leads become deals, and how complete what came of young ones is."""

from __future__ import annotations

from typing import Any, Final, get_args

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from counting.ages import Unit
from figures.ripeness import outlooks, ripeness
from figures.tables import maturity_days
from figures.time import cohorts, ends, velocity
from insights.pages.address import Address
from insights.pages.cohorts import draw_cohorts
from insights.pages.curves import draw_ends
from insights.pages.paces import draw_velocity
from insights.pages.ripeness import draw_ripeness
from insights.sheets.sheet import Asked, Content, Sheet

UNITS: Final[tuple[Unit, ...]] = get_args(Unit)


def draw(asked: Asked) -> Content:
    """A unit nobody offers is named, and months are shown."""
    filters, address, day = asked.filters, asked.address, asked.day
    found = ends(filters, day)
    if not found.has_leads:
        return Content()
    wanted = dict(address.values).get("by", UNITS[0])
    unit = next((each for each in UNITS if each == wanted), UNITS[0])
    drawn = [
        draw_ends(found, address, maturity=maturity_days()),
        draw_cohorts(cohorts(filters, unit, day), outlooks(filters, unit, day), address),
        draw_ripeness(ripeness(filters, day), address, maturity=maturity_days()),
        draw_velocity(velocity(filters, day)),
    ]
    context = {
        **{name: value for said, _tables in drawn for name, value in said.items()},
        "units": _build_units(unit, address),
        "maturity_days": maturity_days(),
    }
    return Content(
        context=context,
        tables=[table for _said, tables in drawn for table in tables],
        problem="" if wanted in UNITS else _say_unknown(wanted),
    )


def _say_unknown(wanted: str) -> str:
    return _("“by=%(value)s” in the address is not known; allowed are “month” and “week”.") % {
        "value": wanted
    }


def _build_units(current: Unit, address: Address) -> list[dict[str, Any]]:
    labels = {"month": _("By month"), "week": _("By week")}
    return [
        {
            "label": labels[unit],
            "url": address.but(by=None if unit == UNITS[0] else unit).page(),
            "is_current": unit == current,
        }
        for unit in UNITS
    ]


TIME: Final = Sheet(
    name="time",
    label=gettext_lazy("Over time"),
    question=gettext_lazy("When do leads become deals?"),
    draw=draw,
)
