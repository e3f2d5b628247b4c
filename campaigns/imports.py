"""Costs of several campaigns are imported: a row says the campaign, a day or a period, and an amount."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from django.core.exceptions import ValidationError
from django.db.models.functions import Coalesce, Lower
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.permissions import Action, may
from campaigns.costs import spread_evenly
from campaigns.imported_costs import Place, Stood, UndoCosts, load_costs, store_costs
from campaigns.models import Campaign, Channel
from files.batches import retry
from files.fields import Field, Kind, Need
from files.problems import ImportRefused, Report
from files.rows import Row
from files.targets import Context, Options, Result, Target, register_target
from values.days import parse_day
from values.text import shorten


def read_day(text: str) -> date:
    return parse_day(text, get_language() or "de")


FIELDS: Final = (
    Field(
        name="campaign",
        label=gettext_lazy("campaign"),
        need=Need.VITAL,
        headings=("campaign", "campaign name", "utm_campaign", "kampagne", "kampagnenname"),
    ),
    Field(
        name="day",
        label=gettext_lazy("day"),
        need=Need.VITAL,
        read=read_day,
        headings=("day", "date", "from", "start", "reporting starts", "tag", "datum", "von", "beginn"),
    ),
    Field(
        name="until",
        label=gettext_lazy("until"),
        need=Need.VITAL,
        read=read_day,
        headings=("until", "to", "end", "reporting ends", "bis", "ende"),
    ),
    Field(
        name="amount",
        label=gettext_lazy("cost"),
        kind=Kind.AMOUNT,
        need=Need.VITAL,
        headings=(
            *("cost", "costs", "amount", "spend", "amount spent", "amount spent (eur)"),
            *("kosten", "betrag", "ausgaben", "ausgegebener betrag (eur)"),
        ),
    ),
    Field(name="channel", label=gettext_lazy("channel"), headings=("channel", "kanal")),
)


@dataclass(frozen=True, slots=True)
class _Line:
    """One row that can be taken: the days it is about with the cents of each."""

    row: Row
    campaign_id: int
    channel_id: int | None
    costs: Mapping[date, int]

    @property
    def places(self) -> list[Place]:
        return [(self.campaign_id, self.channel_id, day) for day in self.costs]


class CostImporter:
    """Takes rows batch by batch; see `files.targets.Importer`.

    What several rows of a file say of one day is added up, as an ad platform has a row for each ad; it
    replaces what stood there before the file. created: none of its days had a cost. merged: one has another
    now. suppressed: all have what they had. Raises ImportRefused for whoever may not enter costs.
    """

    def __init__(self, context: Context) -> None:
        self.context = context
        self.totals: dict[Place, int] = {}
        self.rows: dict[Place, list[int]] = {}
        _check_person(context.options.user_id)
        self.campaigns = _name_campaigns()
        named = Channel.objects.annotate(current_id=Coalesce("merged_into_id", "pk"))
        self.channels: dict[str, int] = dict(named.values_list(Lower("name"), "current_id"))

    def take(self, rows: Sequence[Row]) -> Report:
        report, self.totals, self.rows = retry(lambda: self._take(rows))
        return report

    def _take(self, rows: Sequence[Row]) -> tuple[Report, dict[Place, int], dict[Place, list[int]]]:
        """What became of the rows, and the costs of the file up to them with the rows that say them."""
        report, totals, said_in = Report(), dict(self.totals), dict(self.rows)
        lines = [line for row in rows if (line := self._read(row, report))]
        stood = load_costs(
            {line.campaign_id for line in lines}, {day for line in lines for day in line.costs}
        )
        kept = {place: one.cents for place, one in stood.items()}
        for line in lines:
            report.remark(*line.row.remarks)
            self._add(line, kept, totals, report)
            for place in line.places:
                said_in[place] = [*said_in.get(place, ()), line.row.number]
        self._store({place: totals[place] for line in lines for place in line.places}, stood, said_in)
        return report, totals, said_in

    def _store(
        self, costs: Mapping[Place, int], stood: Mapping[Place, Stood], rows: Mapping[Place, list[int]]
    ) -> None:
        """Write what is another cost than stands there: the same again changes nothing, nor whose it is."""
        changed = {
            place: cents
            for place, cents in costs.items()
            if place not in stood or stood[place].cents != cents
        }
        store_costs(self.context.options.run_id, changed, before=stood, rows=rows)

    def _add(self, line: _Line, kept: dict[Place, int], totals: dict[Place, int], report: Report) -> None:
        before = [kept.get(place) for place in line.places]
        for place in line.places:
            kept[place] = totals[place] = totals.get(place, 0) + line.costs[place[-1]]
        after = [kept[place] for place in line.places]
        if after == before:
            report.suppressed += 1
        elif not any(known is not None for known in before):
            report.created += 1
        else:
            report.merged += 1

    def _read(self, row: Row, report: Report) -> _Line | None:
        try:
            return self._read_line(row)
        except _Unusable as unusable:
            report.reject([*row.remarks, self.context.problem(row, unusable.name, unusable.message)])
            return None

    def _read_line(self, row: Row) -> _Line:
        values = row.values
        day, amount = values.get("day"), values.get("amount")
        if not isinstance(day, date):
            raise _Unusable("day", _("It does not say for which day."))
        if not isinstance(amount, int):
            raise _Unusable("amount", _("It does not say how much."))
        return _Line(
            row, self._find_campaign(values), self._find_channel(values), _spread(values, day, amount)
        )

    def _find_campaign(self, values: Mapping[str, Any]) -> int:
        name = str(values.get("campaign", ""))
        found = self.campaigns.get(name.lower())
        if found is None:
            message = (
                _("No campaign has the name or utm_campaign “%(value)s”.") if name else _("No campaign.")
            )
            raise _Unusable("campaign", message % {"value": shorten(name)})
        return found

    def _find_channel(self, values: Mapping[str, Any]) -> int | None:
        name = str(values.get("channel", ""))
        if name and name.lower() not in self.channels:
            message = _("No channel is called “%(value)s”.") % {"value": shorten(name)}
            raise _Unusable("channel", message)
        return self.channels[name.lower()] if name else None


class _Unusable(Exception):
    """Why a row cannot be taken, and the field that says so."""

    def __init__(self, name: str, message: str) -> None:
        super().__init__(message)
        self.name, self.message = name, message


def _spread(values: Mapping[str, Any], day: date, amount: int) -> dict[date, int]:
    until = values.get("until")
    try:
        return spread_evenly(total_cents=amount, first=day, last=until if isinstance(until, date) else day)
    except ValidationError as error:
        raise _Unusable("until", error.messages[0]) from error


def _check_person(user_id: int | None) -> None:
    user = None if user_id is None else User.objects.get(pk=user_id)
    if user and not may(user, Action.EDIT_CAMPAIGNS):
        raise ImportRefused(_("Costs are imported by whoever may edit campaigns."))


def _name_campaigns() -> dict[str, int]:
    """In small letters, utm names where exactly one campaign has them; the name of a campaign goes first."""
    rows = list(Campaign.objects.order_by("pk").values_list(Lower("name"), Lower("utm_campaign"), "pk"))
    by_utm: dict[str, set[int]] = {}
    for _name, utm, pk in rows:
        by_utm.setdefault(utm, set()).add(pk)
    single = {utm: next(iter(found)) for utm, found in by_utm.items() if utm and len(found) == 1}
    return single | {name: pk for name, _utm, pk in rows}


def check_mapping(mapped: Collection[str], _options: Options) -> None:
    """Refuse a mapping under which no row could say what it cost, which campaign, or when."""
    for name in ("campaign", "day", "amount"):
        if name not in mapped:
            message = _("Map %(field)s: without it no row is a cost.")
            raise ImportRefused(message % {"field": name})


def register() -> None:
    """Offer it to imports; called when the app is ready."""
    register_target(
        Target(
            name="costs",
            label=gettext_lazy("Costs"),
            hint=gettext_lazy("Say which column names the campaign, which the day, and which the amount."),
            needs=gettext_lazy("Costs: a campaign by its name or utm_campaign, a day, and an amount."),
            result=Result(
                created=gettext_lazy("days without costs so far"),
                merged=gettext_lazy("days that cost something else from now on"),
                link=gettext_lazy("To the campaigns"),
                route="campaign_list",
            ),
            fields=lambda: FIELDS,
            check=check_mapping,
            start=CostImporter,
            undo=UndoCosts(),
        )
    )
