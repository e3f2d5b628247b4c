"""A file: its rows become leads, found again or made, never twice and never overwritten."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import date
from typing import Final

from django.core.exceptions import ValidationError
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from accounts.own_company import day_of
from files.problems import ImportRefused, Report, RowProblem
from files.rows import Row
from files.targets import Context, Options, Result, Target, register_target
from leads.capture import Became, ImportSender, NothingToAddTo, Taken, take
from leads.doors.columns import RowFact
from leads.doors.file_fields import file_fields
from leads.doors.file_rows import IDENTIFYING, NAMING, NOW, REJECT, Entry, RowsReader, no_campaign
from leads.doors.presets import PRESETS
from leads.doors.undoing import UndoLeads
from leads.fields import FIELDS
from leads.forms.imports import LeadMappingForm
from leads.models import Door
from values.refusals import Refusal
from values.text import shorten

COLUMN_OF: Final = {field.name: field.column for field in FIELDS}


class LeadImporter:
    """Takes rows batch by batch; see `files.targets.Importer`."""

    def __init__(self, context: Context, sender: ImportSender) -> None:
        self.context = context
        self.sender = sender
        self.rows = RowsReader(context)

    def take(self, rows: Sequence[Row]) -> Report:
        report = Report()
        entries = self._read(rows, report)
        taken = take([entry.enquiry for entry in entries], door=Door.FILE, sender=self.sender)
        bringing = self._record_extras(entries, taken, report)
        for entry, one in zip(entries, taken, strict=True):
            if one.refusal is not None:
                report.reject([*entry.row.remarks, self._refused(entry.row, one.refusal)])
                continue
            report.created += one.became == Became.CREATED
            is_merged = one.became == Became.MERGED or entry.row.number in bringing
            report.merged += is_merged and one.became != Became.CREATED
            report.suppressed += one.became == Became.SUPPRESSED and not is_merged
            if remarks := self._remarks_on(entry.row, one):
                report.remark(*remarks)
            self._remark_conflicts(entry.row, one, report)
        return report

    def _read(self, rows: Sequence[Row], report: Report) -> list[Entry]:
        """The rows that can be enquiries; the others are in the report."""
        self.rows.learn(rows)
        entries = []
        for row in rows:
            if problems := self.rows.find_problems(row):
                report.reject(problems)
            else:
                entries.append(Entry(row, self.rows.enquiry_of(row)))
        return entries

    def _record_extras(self, entries: Sequence[Entry], taken: Sequence[Taken], report: Report) -> set[int]:
        """Hand the extra columns over; return the numbers of the rows whose lead they brought something."""
        if not self.rows.extras:
            return set()
        facts = [
            RowFact(row=entry.row, lead_id=one.lead_id, received_at=one.lead.received_at)
            for entry, one in zip(entries, taken, strict=True)
            if one.lead and one.lead_id
        ]
        return set().union(*(columns.record(facts, self.context, report) for columns in self.rows.extras))

    def _refused(self, row: Row, refusal: ValidationError | Refusal) -> RowProblem:
        if isinstance(refusal, NothingToAddTo):
            message = _(
                "The row has nothing but a number, and no lead has it: a sum, a footer or no lead yet."
            )
            return self.context.problem(row, "external_id", message)
        if isinstance(refusal, ValidationError):
            return self.context.problem(row, next(iter(refusal.error_dict)), refusal.messages[0])
        return self.context.problem(row, "cta", refusal.message)

    def _remarks_on(self, row: Row, taken: Taken) -> list[RowProblem]:
        """What could not be read, and when a new lead without a date came in."""
        if taken.became is not Became.CREATED or taken.lead is None or not self.rows.lacks_date(row):
            return row.remarks
        day = date_format(day_of(taken.lead.received_at), "SHORT_DATE_FORMAT")
        message = _("No date: the lead came in on %(date)s, as this file is set.") % {"date": day}
        unread = row.find_remark(self.context.columns["created_at"])
        if unread is None:
            return [*row.remarks, self.context.problem(row, "created_at", message)]
        said = replace(unread, message=f"{unread.message} {message}")
        return [said if remark is unread else remark for remark in row.remarks]

    def _remark_conflicts(self, row: Row, taken: Taken, report: Report) -> None:
        if not taken.conflicts:
            return
        message = _("The lead is known with another value, which was kept.")
        for name in taken.conflicts:
            report.remark(self.context.problem(row, COLUMN_OF[name], message))


def check_mapping(mapped: Collection[str], options: Options) -> None:
    """Refuse a mapping under which no row could be written."""
    if not any(name in mapped for name in IDENTIFYING) and not _is_named_and_dated(mapped):
        message = _(
            "Map at least one of %(fields)s, or a name and the date: else nobody could be found again."
        )
        raise ImportRefused(message % {"fields": ", ".join(IDENTIFYING)})
    if "campaign" not in mapped and not options.own.get("campaign"):
        raise ImportRefused(_("No campaign: name one for all rows, or map a column to the field “campaign”."))
    _check_undated(str(options.own.get("undated") or NOW))


def _check_undated(undated: str) -> None:
    if undated in {NOW, REJECT}:
        return
    try:
        date.fromisoformat(undated)
    except ValueError as error:
        message = _(
            "“%(value)s” does not say when rows without a date came in. Allowed are now, reject and a day "
            "such as 2025-12-31."
        )
        raise ImportRefused(message % {"value": shorten(undated)}) from error


def _is_named_and_dated(mapped: Collection[str]) -> bool:
    return "created_at" in mapped and not set(NAMING).isdisjoint(mapped)


def start(context: Context) -> LeadImporter:
    """An importer whose campaign for all rows exists, or is made where that is allowed; else
    ImportRefused.
    """
    options = context.options
    user = User.objects.get(pk=options.user_id) if options.user_id else None
    importer = LeadImporter(context, ImportSender(run_id=options.run_id, user=user))
    if campaign := importer.rows.campaign:
        importer.rows.directory.learn_campaigns({campaign})
        if campaign not in importer.rows.directory.campaigns:
            raise ImportRefused(no_campaign(campaign))
    return importer


def register() -> None:
    """Make leads a target of imports; called when the app is ready."""
    register_target(
        Target(
            name="leads",
            label=gettext_lazy("Leads"),
            hint=gettext_lazy("Say what each column means. The guess comes from the headings."),
            needs=gettext_lazy(
                "Leads: an external number, an e-mail address or a phone number in every row, or else a name "
                "and the day."
            ),
            result=Result(
                created=gettext_lazy("leads that were not known"),
                merged=gettext_lazy("brought something that was missing"),
                link=gettext_lazy("To the leads"),
                route="lead_list",
            ),
            fields=file_fields,
            presets=PRESETS,
            undo=UndoLeads(),
            check=check_mapping,
            start=start,
            form=LeadMappingForm,
        )
    )
