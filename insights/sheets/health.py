"""Health: how far the data of each campaign can be relied on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from counting import formats
from counting.statistics import Rate
from figures.health import DataOfCampaign, DoorTraffic, count_needing, find_health
from insights.pages.address import Address
from insights.pages.plain_table import PlainTable
from insights.pages.table import Number
from insights.sheets.sheet import Asked, Content, Sheet


@dataclass(frozen=True, kw_only=True, slots=True)
class Said:
    """One thing said of a campaign: each number opens its leads, `is_bad` says that it needs a hand."""

    numbers: Sequence[Number]
    small: str = ""
    is_bad: bool = False

    def __str__(self) -> str:
        return " · ".join([*(number.text for number in self.numbers), *filter(None, [self.small])])


def say(text: str, *, small: str = "", url: str = "", is_bad: bool = False) -> Said:
    """A single number."""
    return Said(numbers=[Number(text=text, url=url)], small=small, is_bad=is_bad)


def draw(asked: Asked) -> Content:
    """The campaigns with what is missing in their data, those first that need a hand."""
    health = find_health(asked.filters, asked.day)
    if not health.campaigns:
        return Content()
    heads = [
        _("Campaign"),
        _("Leads"),
        _("Last lead"),
        _("Costs"),
        _("Ratings overdue"),
        _("Source missing"),
        _("Deals without date or value"),
        _("Before a definition"),
    ]
    rows = [_row(one, asked.address, asked.day, heads) for one in health.campaigns]
    needing = count_needing(health.campaigns)
    context = {
        "health": health,
        "needing": needing,
        "heads": heads,
        "groups": _groups(rows, health.campaigns),
        "doors": [_door(one, asked) for one in health.doors],
        "few": health.usual.rating is None,
    }
    tables = (
        PlainTable(title=_("Data of the campaigns"), heads=heads, rows=[_texts(row) for row in rows]),
        PlainTable(
            title=_("Ways in"),
            heads=[_("Way in"), _("Last lead")],
            rows=[[str(one.door.label), _day(one.last_on)] for one in health.doors],
        ),
    )
    return Content(context=context, tables=tables)


def _groups(rows: Sequence[dict[str, Any]], campaigns: Sequence[DataOfCampaign]) -> list[dict[str, Any]]:
    """What a manager needs first is in sight, ended campaigns without trouble are folded."""
    is_first = [bool(one.troubles) or one.is_live for one in campaigns]
    first = [row for row, is_in_sight in zip(rows, is_first, strict=True) if is_in_sight]
    rest = [row for row, is_in_sight in zip(rows, is_first, strict=True) if not is_in_sight]
    title = ngettext("%(count)s more campaign", "%(count)s more campaigns", len(rest)) % {"count": len(rest)}
    groups = [{"rows": first, "title": ""}, {"rows": rest, "title": title if first else ""}]
    return [group for group in groups if group["rows"]]


def _row(one: DataOfCampaign, address: Address, day: date, heads: Sequence[str]) -> dict[str, Any]:
    here = address.but(campaign=one.id)
    cells = [
        say(formats.whole(one.leads), url=here.leads("leads") if one.leads else ""),
        _last_lead(one, here, day),
        _costs(one),
        _late(one, here),
        _unsourced(one, here),
        _deals(one, here),
        _share(one.history, url=here.leads("history_leads")),
    ]
    return {
        "name": one.name,
        "small": "" if one.is_live else _("not running"),
        "url": here.at("overview").page(),
        "cells": list(zip(heads[1:], cells, strict=True)),
    }


def _last_lead(one: DataOfCampaign, here: Address, day: date) -> Said:
    if one.last_on is None:
        return say(formats.NOTHING, small=_("none yet"))
    of_that_day = here.but(period=None, from_=one.last_on.isoformat(), to=one.last_on.isoformat())
    return say(
        _day(one.last_on),
        small=_("gone silent: chance does not explain this")
        if one.is_silent
        else _ago((day - one.last_on).days),
        url=of_that_day.leads("leads"),
        is_bad=one.is_silent,
    )


def _ago(days: int) -> str:
    if days <= 0:
        return _("today")
    return ngettext("%(days)s day ago", "%(days)s days ago", days) % {"days": formats.whole(days)}


def _costs(one: DataOfCampaign) -> Said:
    missing = one.uncosted
    if missing is None:
        return say(formats.NOTHING, small=_("none entered"))
    if not missing.days:
        return say(_("complete"), small=_until(missing.last))
    since = ngettext(
        "missing on %(days)s day with leads", "missing on %(days)s days with leads", missing.days
    )
    return say(
        _until(missing.last),
        small=since % {"days": formats.whole(missing.days)},
        is_bad="costs" in one.troubles,
    )


def _until(day: date) -> str:
    return _("until %(day)s") % {"day": _day(day)}


def _late(one: DataOfCampaign, here: Address) -> Said:
    return _share(
        one.late, url=here.leads("accepted_recorded", lack="rating"), is_bad="ratings" in one.troubles
    )


def _unsourced(one: DataOfCampaign, here: Address) -> Said:
    return _share(one.unsourced, url=here.leads("leads", lack="source"), is_bad="source" in one.troubles)


def _deals(one: DataOfCampaign, here: Address) -> Said:
    """Both gaps at once, and a list for each."""
    undated, unvalued = one.undated.count, one.unvalued.count
    if not undated and not unvalued:
        return say("0" if one.undated.of else formats.NOTHING)
    numbers = [
        Number(
            text=_("%(count)s without a date") % {"count": formats.whole(undated)},
            url=here.leads("won_undated"),
        ),
        Number(
            text=_("%(count)s without a value") % {"count": formats.whole(unvalued)},
            url=here.leads("won", lack="value"),
        ),
    ]
    return Said(
        numbers=[number for number, count in zip(numbers, (undated, unvalued), strict=True) if count],
        small=_("of %(count)s deals") % {"count": formats.whole(one.undated.of)},
        is_bad="deals" in one.troubles,
    )


def _share(rate: Rate, *, url: str, is_bad: bool = False) -> Said:
    """A share with its counts; without cases a dash, without any found a plain nought."""
    if not rate.of:
        return say(formats.NOTHING)
    if not rate.count:
        return say("0", small=_("of %(count)s") % {"count": formats.whole(rate.of)})
    return say(formats.counts(rate), small=formats.percent(rate.value), url=url, is_bad=is_bad)


def _door(one: DoorTraffic, asked: Asked) -> dict[str, Any]:
    that_day = asked.address.empty().but(from_=one.last_on.isoformat(), to=one.last_on.isoformat())
    return {
        "name": one.door.label,
        "day": _day(one.last_on),
        "ago": _ago((asked.day - one.last_on).days),
        "url": that_day.leads("leads", door=one.door.value),
        "is_silent": one.is_silent,
    }


def _day(day: date) -> str:
    return date_format(day, "SHORT_DATE_FORMAT")


def _texts(row: dict[str, Any]) -> list[str]:
    return [row["name"], *(str(said) for _head, said in row["cells"])]


HEALTH: Final = Sheet(
    name="health",
    label=gettext_lazy("Data"),
    question=gettext_lazy("How reliable are these data?"),
    draw=draw,
)
