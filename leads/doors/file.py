"""A file: its rows become leads, found again or made, never twice and never overwritten."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from campaigns.directory import Directory
from files.fields import Field
from files.fields import Kind as CellKind
from files.problems import ImportRefused, Report, RowProblem
from files.rows import Row
from files.targets import Context, Options, Target, register_target
from leads.capture import USUAL, Became, Checked, Enquiry, ImportSender, NewTouch, Taken, take
from leads.capture.contacts import find_further, keep_typed
from leads.doors.columns import ColumnFact, extra_columns
from leads.fields import CLICK_IDS, FIELDS, UTM_FIELDS, Kind, LeadField
from leads.forms.imports import LeadMappingForm
from leads.models import Door
from values.refusals import Refusal

IDENTIFYING: Final = ("external_id", "email", "phone")
OF_TOUCH: Final = frozenset((*UTM_FIELDS, *CLICK_IDS))
COLUMN_OF: Final = {field.name: field.column for field in FIELDS}
BY_COLUMN: Final = {Kind.MOMENT: CellKind.MOMENT, Kind.PHONE: CellKind.PHONE}
REMEMBERED: Final = 4096  # names of campaigns and the like that come again and again


@dataclass(frozen=True, slots=True)
class Entry:
    """A row that can be an enquiry."""

    row: Row
    enquiry: Checked


class LeadImporter:
    """Takes rows batch by batch; see `files.targets.Importer`."""

    def __init__(self, context: Context, sender: ImportSender) -> None:
        self.context = context
        self.sender = sender
        self.campaign = str(context.options.own.get("campaign", ""))
        self.directory = Directory(create=bool(context.options.own.get("create")))
        self.extras = [column for column in extra_columns() if column.field.name in context.columns]

    def take(self, rows: Sequence[Row]) -> Report:
        report = Report()
        entries = self._read(rows, report)
        taken = take([entry.enquiry for entry in entries], door=Door.FILE, sender=self.sender)
        bringing = self._record_extras(entries, taken)
        for entry, one in zip(entries, taken, strict=True):
            if one.refusal is not None:
                report.reject([self._refused(entry.row, one.refusal)])
                continue
            report.created += one.became == Became.CREATED
            is_merged = one.became == Became.MERGED or entry.row.number in bringing
            report.merged += is_merged and one.became != Became.CREATED
            report.suppressed += one.became == Became.SUPPRESSED and not is_merged
            self._note_conflicts(entry.row, one, report)
        return report

    def _read(self, rows: Sequence[Row], report: Report) -> list[Entry]:
        """The rows that can be enquiries; the others are in the report."""
        self._learn(rows)
        entries = []
        for row in rows:
            if problem := self._find_problem(row):
                report.reject([problem])
            else:
                entries.append(Entry(row, self._enquiry_of(row)))
        return entries

    def _learn(self, rows: Sequence[Row]) -> None:
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

    def _find_problem(self, row: Row) -> RowProblem | None:
        if not any(name in row.values for name in IDENTIFYING):
            message = _(
                "The row names nobody. It needs an external number, an e-mail address or a phone number."
            )
            name = next((name for name in IDENTIFYING if name in self.context.columns), IDENTIFYING[0])
            return self.context.problem(row, name, message)
        name = self._campaign_name(row)
        if not name:
            message = _("The row names no campaign. Fill the column, or name one campaign for all rows.")
            return self.context.problem(row, "campaign", message)
        if name not in self.directory.campaigns:
            return self.context.problem(row, "campaign", _no_campaign(name))
        cta = row.values.get("cta")
        if cta and (self.directory.campaigns[name], cta) not in self.directory.ctas:
            message = _(
                "The campaign “%(campaign)s” has no call-to-action “%(name)s”. Make it first, or let the "
                "import create what is missing."
            )
            return self.context.problem(row, "cta", message % {"campaign": name, "name": cta})
        return None

    def _enquiry_of(self, row: Row) -> Checked:
        """The row as an enquiry; its cells were read by the fields they are mapped to."""
        campaign_id = self.directory.campaigns[self._campaign_name(row)]
        cta = row.values.get("cta")
        enquiry = Enquiry(
            values=row.values,
            campaign_id=campaign_id,
            cta_id=self.directory.ctas[campaign_id, cta] if cta else None,
            channel_id=self._channel_of(row),
            raw=row.raw,
            last_touch=touch_of(row),
            received_at=row.values.get("created_at"),
            also_reached_by=find_further(email=_cell(row, "email"), phone=_cell(row, "phone")),
            phone_as_typed=keep_typed(_cell(row, "phone")),
        )
        return Checked(enquiry)

    def _channel_of(self, row: Row) -> Any:
        """The row's own channel; where no column is mapped the campaign's; a blank cell is "no channel"."""
        if "channel" not in self.context.columns:
            return USUAL
        name = row.values.get("channel")
        return self.directory.channels[name] if name else None

    def _record_extras(self, entries: Sequence[Entry], taken: Sequence[Taken]) -> set[int]:
        """Hand the extra columns over; return the numbers of the rows whose lead they brought something."""
        rows: set[int] = set()
        for column in self.extras:
            name = column.field.name
            facts = {
                entry.row.number: ColumnFact(
                    lead_id=one.lead_id, value=entry.row.values[name], received_at=one.lead.received_at
                )
                for entry, one in zip(entries, taken, strict=True)
                if one.lead and one.lead_id and name in entry.row.values
            }
            news = column.record(list(facts.values()))
            rows |= {number for number, fact in facts.items() if fact.lead_id in news}
        return rows

    def _refused(self, row: Row, refusal: ValidationError | Refusal) -> RowProblem:
        if isinstance(refusal, ValidationError):
            return self.context.problem(row, next(iter(refusal.error_dict)), refusal.messages[0])
        return self.context.problem(row, "cta", refusal.message)

    def _note_conflicts(self, row: Row, taken: Taken, report: Report) -> None:
        if not taken.conflicts:
            return
        message = _("The lead is known with another value, which was kept.")
        for name in taken.conflicts:
            report.note(self.context.problem(row, COLUMN_OF[name], message))


def _cell(row: Row, name: str) -> str:
    """A cell as it was typed, of those that could be read."""
    return row.cells.get(name, "") if name in row.values else ""


def touch_of(row: Row) -> NewTouch | None:
    """Where the row says the person came from; None when it names neither UTM nor click id."""
    values = row.values
    if OF_TOUCH.isdisjoint(values):
        return None
    utm = {name: values[name] for name in UTM_FIELDS if name in values}
    return NewTouch(**utm, click_ids={name: values[name] for name in CLICK_IDS if name in values})


def column_of(field: LeadField) -> Field:
    """The column of a file that holds this field."""
    kind = BY_COLUMN.get(field.kind, CellKind.CELL)
    return Field(
        name=field.column, label=field.label, kind=kind, read=reader_of(field), headings=field.headings
    )


def reader_of(field: LeadField) -> Callable[[str], str]:
    """How a cell of this field is read: names are remembered."""
    if field.kind is Kind.LABEL:
        return lru_cache(maxsize=REMEMBERED)(field.read)
    return field.read


def column_named(name: str) -> Field:
    """The column of one field, for other imports that name leads or people."""
    return next(column_of(field) for field in FIELDS if field.name == name)


def file_fields() -> tuple[Field, ...]:
    """The columns of the lead import, with those other apps added before the note."""
    *most, note = (column_of(field) for field in FIELDS if Door.FILE in field.doors)
    return (*most, *(column.field for column in extra_columns()), note)


def check_mapping(mapped: Collection[str], options: Options) -> None:
    """Refuse a mapping under which no row could be written."""
    if not any(name in mapped for name in IDENTIFYING):
        message = _("Map at least one of %(fields)s: without it nobody could be found again.")
        raise ImportRefused(message % {"fields": ", ".join(IDENTIFYING)})
    if "campaign" not in mapped and not options.own.get("campaign"):
        raise ImportRefused(_("No campaign: name one for all rows, or map a column to the field “campaign”."))


def start(context: Context) -> LeadImporter:
    """An importer whose campaign for all rows exists, or is made where that is allowed; else
    ImportRefused.
    """
    options = context.options
    user = User.objects.get(pk=options.user_id) if options.user_id else None
    importer = LeadImporter(context, ImportSender(run_id=options.run_id, user=user))
    if importer.campaign:
        importer.directory.learn_campaigns({importer.campaign})
        if importer.campaign not in importer.directory.campaigns:
            raise ImportRefused(_no_campaign(importer.campaign))
    return importer


def _no_campaign(name: str) -> str:
    message = _("There is no campaign “%(name)s”. Make it first, or let the import create what is missing.")
    return message % {"name": name}


def register() -> None:
    """Make leads a target of imports; called when the app is ready."""
    register_target(
        Target(
            name="leads",
            label=gettext_lazy("Leads"),
            hint=gettext_lazy("Say what each column means. The guess comes from the headings."),
            needs=gettext_lazy(
                "Leads: an external number, an e-mail address or a phone number in every row."
            ),
            fields=file_fields,
            check=check_mapping,
            start=start,
            form=LeadMappingForm,
        )
    )
