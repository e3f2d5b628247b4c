"""Rows of a file as enquiries: what is not one is told from what is."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.utils.translation import gettext as _

from accounts.own_company import company_zone
from campaigns.directory import Directory
from files.problems import RowProblem
from files.rows import Row
from files.targets import Context
from leads.capture import USUAL, Checked, Enquiry, NewTouch, find_further, keep_typed
from leads.doors.columns import extra_columns
from leads.doors.file_fields import KINDS
from leads.doors.record import RECORD, Record
from leads.fields import CLICK_IDS, UTM_FIELDS
from leads.models import LeadKind
from values.moments import begin_day
from values.names import fold

IDENTIFYING: Final = ("external_id", "email", "phone")
NAMING: Final = ("name", "first_name", "last_name")
# What says more of a lead than its number.
SAYING: Final = frozenset({"email", "phone", *NAMING, "created_at"})
OF_UTM: Final = frozenset(UTM_FIELDS)
OF_TOUCH: Final = OF_UTM.union(CLICK_IDS)
NOW: Final = "now"
REJECT: Final = "reject"
# What stands in the first cell under the last row of a report.
TOTALS: Final = frozenset(
    "summe|gesamt|gesamtsumme|zwischensumme|gesamtergebnis|total|totals|grand total|subtotal|sum|anzahl|count"
    "|average|durchschnitt|mittelwert".split("|")
)


@dataclass(frozen=True, slots=True)
class Entry:
    """A row that can be an enquiry."""

    row: Row
    enquiry: Checked


class RowsReader:
    """Makes enquiries of the rows of one file.

    Of the target's own options it reads `campaign` (of rows that name none), `create` (what is missing) and
    `undated` (when rows without a date came in: NOW, a day, or REJECT).
    """

    def __init__(self, context: Context) -> None:
        own = context.options.own
        self.context = context
        self.campaign = str(own.get("campaign") or "")
        self.undated = str(own.get("undated") or NOW)
        self.source = context.source
        self.directory = Directory(create=bool(own.get("create")))
        self._says = SAYING & context.columns.keys()
        self.extras = [columns for columns in extra_columns() if columns.is_used(context)]

    def learn(self, rows: Sequence[Row]) -> None:
        """Look up, or make, all names of these rows with a few queries."""
        self.directory.learn_campaigns(name for row in rows if (name := self._campaign_name(row)))
        self.directory.learn_channels(row.values["channel"] for row in rows if "channel" in row.values)
        known = [
            (self.directory.campaigns.get(self._campaign_name(row)), row.values.get("cta")) for row in rows
        ]
        self.directory.learn_ctas((campaign, cta) for campaign, cta in known if campaign and cta)

    def _campaign_name(self, row: Row) -> str:
        name: str = row.values.get("campaign", self.campaign)
        return name

    def find_problems(self, row: Row) -> list[RowProblem]:
        """Why a row cannot be a lead, with all that could not be read in it; [] where it can."""
        problem = self._find_nobody(row) or self._find_undated(row) or self._find_nowhere(row)
        if problem is None or problem in row.remarks:
            return row.remarks if problem else []
        return [*row.remarks, problem]

    def _find_nobody(self, row: Row) -> RowProblem | None:
        """Sums, and what names neither a number nor a person."""
        values = row.values
        if "email" in values or "phone" in values:
            return None
        named = _name_of(row)
        first = values.get("external_id") or named
        if first and fold(first) in TOTALS:
            return self.context.problem(row, "external_id", _("This is the sum of a report and no lead."))
        if "external_id" in values or (named and "created_at" in values):
            return None
        message = _(
            "The row names nobody. It needs an external number, an e-mail address or a phone number, or else "
            "a name and the day it came in."
        )
        name = next((name for name in IDENTIFYING if name in self.context.columns), IDENTIFYING[0])
        return self._find_unread(row, IDENTIFYING) or self.context.problem(row, name, message)

    def _find_undated(self, row: Row) -> RowProblem | None:
        if self.undated != REJECT or not self.lacks_date(row):
            return None
        message = _("The row has no date. For this file such rows are to be rejected.")
        return self._find_unread(row, ("created_at",)) or self.context.problem(row, "created_at", message)

    def lacks_date(self, row: Row) -> bool:
        """Whether the file has a column of dates, and this row none that can be read."""
        return "created_at" in self.context.columns and "created_at" not in row.values

    def _find_unread(self, row: Row, names: Iterable[str]) -> RowProblem | None:
        """Why one of these fields could not be read."""
        columns = (self.context.columns[name] for name in names if name in self.context.columns)
        return next((remark for column in columns if (remark := row.find_remark(column))), None)

    def _find_nowhere(self, row: Row) -> RowProblem | None:
        name = self._campaign_name(row)
        if not name:
            message = _("The row names no campaign. Fill the column, or name one campaign for all rows.")
            return self.context.problem(row, "campaign", message)
        if name not in self.directory.campaigns:
            return self.context.problem(row, "campaign", no_campaign(name))
        cta = row.values.get("cta")
        if cta and (self.directory.campaigns[name], cta) not in self.directory.ctas:
            message = _(
                "The campaign “%(campaign)s” has no call-to-action “%(name)s”. Make it first, or let the "
                "import create what is missing."
            )
            return self.context.problem(row, "cta", message % {"campaign": name, "name": cta})
        return None

    def enquiry_of(self, row: Row) -> Checked:
        """The row as an enquiry; its cells were read by the fields they are mapped to."""
        campaign_id = self.directory.campaigns[self._campaign_name(row)]
        cta = row.values.get("cta")
        enquiry = Enquiry(
            values=self._values_of(row),
            campaign_id=campaign_id,
            cta_id=self.directory.ctas[campaign_id, cta] if cta else None,
            channel_id=self._channel_of(row),
            raw=self._raw_of(row),
            last_touch=touch_of(row),
            received_at=row.values.get("created_at") or self._day_of_undated(row),
            kind=KINDS.get(row.values.get("status", ""), LeadKind.REAL),
            only_adds=self._only_adds(row),
            also_reached_by=self._also_of(row),
            phone_as_typed=keep_typed(_cell(row, "phone")),
        )
        record: Record | None = row.values.get(RECORD)
        return Checked(record.complete(enquiry) if record else enquiry)

    def _also_of(self, row: Row) -> tuple[str, ...]:
        return find_further(
            email=_cell(row, "email"), phone=_cell(row, "phone"), country=self.context.options.country
        )

    def _values_of(self, row: Row) -> dict[str, Any]:
        values = row.values
        if self.source and "external_id" in values:
            values = {**values, "external_source": self.source}
        if "name" not in values and (name := _name_of(row)):
            values = {**values, "name": name}
        return values

    def _raw_of(self, row: Row) -> dict[str, str]:
        """What is kept as it came: what has no field, the word of the status, what comes to nothing."""
        if not self.extras and "status" not in row.cells:
            return row.raw
        raw = dict(row.raw)
        if "status" in row.cells:
            raw[self.context.columns["status"]] = row.cells["status"]
        for columns in self.extras:
            raw |= columns.leave(row, self.context)
        return raw

    def _day_of_undated(self, row: Row) -> datetime | None:
        """When a row without a date came in: None for now, else the day that was named for them."""
        if self.undated == NOW or not self.lacks_date(row):
            return None
        return begin_day(datetime.fromisoformat(self.undated), company_zone())

    def _only_adds(self, row: Row) -> bool:
        """A number alone, in a file that has more to say of its leads, adds to a known lead or is none."""
        says = self._says
        return bool(says) and says.isdisjoint(row.values) and not self._find_unread(row, says)

    def _channel_of(self, row: Row) -> Any:
        """The row's own channel; where no column is mapped the campaign's; a blank cell is "no channel"."""
        if "channel" not in self.context.columns:
            return USUAL
        name = row.values.get("channel")
        return self.directory.channels[name] if name else None


def _cell(row: Row, name: str) -> str:
    """A cell as it was typed, where it may say more than what was read of it; else ""."""
    value, cell = row.values.get(name), row.cells.get(name, "")
    return "" if value is None or value == cell else cell


def _name_of(row: Row) -> str:
    """The name, joined where the file has it in two columns."""
    values = row.values
    parts = values.get("first_name"), values.get("last_name")
    return values.get("name") or " ".join(part for part in parts if part)


def touch_of(row: Row) -> NewTouch | None:
    """Where the row says the person came from; None when it names neither UTM nor click id."""
    values = row.values
    if OF_TOUCH.isdisjoint(values):
        return None
    utm = {name: value for name, value in values.items() if name in OF_UTM}
    return NewTouch(**utm, click_ids={name: values[name] for name in CLICK_IDS if name in values})


def no_campaign(name: str) -> str:
    message = _("There is no campaign “%(name)s”. Make it first, or let the import create what is missing.")
    return message % {"name": name}
