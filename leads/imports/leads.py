"""Rows become leads: found again or made, never twice, and never overwritten."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.own_company import company_zone
from files.batches import retry
from files.fields import Field
from files.problems import ImportRefused, Report
from files.rows import Row
from files.targets import ColumnFact, Context, Options, Target, extra_columns, register_target
from leads.forms.imports import LeadMappingForm
from leads.imports.fields import LEAD_FIELDS
from leads.imports.known import Known
from leads.imports.labels import Labels
from leads.imports.placing import IDENTIFYING, Placer
from leads.imports.states import (
    CONTACT_FIELDS,
    TOUCH_FIELDS,
    LeadState,
    PersonState,
    Place,
    fill_lead,
    fill_person,
    find_conflicts,
    keep_differences,
)
from leads.imports.writing import fill_leads, fill_persons, write_leads, write_persons, write_touches


@dataclass(slots=True)
class Finding:
    """What a row turned out to be."""

    row: Row
    place: Place
    lead: LeadState
    is_created: bool
    is_news: bool

    def fact(self, name: str) -> ColumnFact:
        """What the row says in an extra column, of a lead that is written by now."""
        assert self.lead.id is not None
        value = self.row.values[name]
        return ColumnFact(lead_id=self.lead.id, value=value, received_at=self.lead.received_at)


@dataclass(slots=True)
class Batch:
    """One try at some rows; thrown away and made anew when another door was faster."""

    known: Known = field(default_factory=Known)
    persons: dict[PersonState, None] = field(default_factory=dict)
    leads: dict[LeadState, None] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)


class LeadImporter:
    """Takes rows batch by batch; see `files.targets.Importer`."""

    def __init__(self, context: Context) -> None:
        self.context = context
        self.placer = Placer(context)
        self.zone = company_zone()
        self.has_touches = not TOUCH_FIELDS.isdisjoint(context.columns)
        self.extras = [column for column in extra_columns() if column.field.name in context.columns]

    def take(self, rows: Sequence[Row]) -> Report:
        report = Report()
        placed = self.placer.place(rows, report)
        findings = retry(lambda: self._write(placed))
        recorded = self._record_extras(findings)
        for finding in findings:
            if finding.is_created:
                report.created += 1
            elif finding.is_news or finding.row.number in recorded:
                report.merged += 1
            else:
                report.suppressed += 1
            self._note_conflicts(finding, report)
        return report

    def _write(self, placed: Sequence[tuple[Row, Place]]) -> list[Finding]:
        batch = Batch()
        batch.known.load([row for row, _place in placed], with_touches=self.has_touches)
        batch.findings += [self._find_or_make(batch, row, place) for row, place in placed]
        new_persons, known_persons = _split(batch.persons)
        new_leads, known_leads = _split(batch.leads)
        write_persons(new_persons)
        fill_persons(known_persons)
        write_leads(new_leads, labels=self.labels, zone=self.zone, user_id=self.context.options.user_id)
        fill_leads([lead for lead in known_leads if lead.filled != {"touch"}])
        write_touches(batch.leads)
        return batch.findings

    @property
    def labels(self) -> Labels:
        return self.placer.labels

    def _find_or_make(self, batch: Batch, row: Row, place: Place) -> Finding:
        lead = batch.known.find_lead(row, place)
        if lead is None:
            lead = self._make(batch, row, place)
            return Finding(row, place, lead, is_created=True, is_news=True)
        is_news = self._fill_person(batch, lead.person, row)
        is_news = keep_differences(lead, row.values) or is_news
        is_news = fill_lead(lead, row, place) or is_news
        if lead.filled:
            batch.leads[lead] = None
        return Finding(row, place, lead, is_created=False, is_news=is_news)

    def _make(self, batch: Batch, row: Row, place: Place) -> LeadState:
        person = batch.known.find_person(row)
        if person is None:
            person = PersonState(**{name: row.values.get(name, "") for name in CONTACT_FIELDS})
            batch.known.add_person(person)
            batch.persons[person] = None
        else:
            self._fill_person(batch, person, row)
        lead = LeadState(
            person=person,
            campaign_id=place.campaign_id,
            received_at=row.values.get("created_at", self.context.started_at),
            external_id=row.values.get("external_id", ""),
        )
        keep_differences(lead, row.values)
        fill_lead(lead, row, place)
        batch.known.add_lead(lead)
        batch.leads[lead] = None
        return lead

    def _fill_person(self, batch: Batch, person: PersonState, row: Row) -> bool:
        """Add what the person lacks; an e-mail address that is somebody else's stays theirs."""
        email = row.values.get("email", "")
        is_filled = fill_person(person, row.values, email_is_free=email not in batch.known.by_email)
        if is_filled:
            batch.persons[person] = None
            batch.known.add_person(person)
        return is_filled

    def _record_extras(self, findings: Sequence[Finding]) -> set[int]:
        """Hand the extra columns over; return the numbers of the rows whose lead they brought something."""
        rows: set[int] = set()
        for column in self.extras:
            bringing = [finding for finding in findings if column.field.name in finding.row.values]
            news = column.record([finding.fact(column.field.name) for finding in bringing])
            rows |= {finding.row.number for finding in bringing if finding.lead.id in news}
        return rows

    def _note_conflicts(self, finding: Finding, report: Report) -> None:
        for name in find_conflicts(finding.lead, finding.row, finding.place):
            message = _("The lead is known with another value, which was kept.")
            report.note(self.context.problem(finding.row, name, message))


Written = TypeVar("Written", PersonState, LeadState)


def _split(states: Iterable[Written]) -> tuple[list[Written], list[Written]]:
    """What is not in the database yet, and what is."""
    ordered = list(states)
    return [one for one in ordered if one.id is None], [one for one in ordered if one.id is not None]


def lead_fields() -> tuple[Field, ...]:
    """The fields of the lead import, with the columns other apps added before the note."""
    *most, note = LEAD_FIELDS
    return (*most, *(column.field for column in extra_columns()), note)


def check_leads(mapped: Collection[str], options: Options) -> None:
    """Refuse a mapping under which no row could be written."""
    if not any(name in mapped for name in IDENTIFYING):
        message = _("Map at least one of %(fields)s: without it nobody could be found again.")
        raise ImportRefused(message % {"fields": ", ".join(IDENTIFYING)})
    if "campaign" not in mapped and not options.own.get("campaign"):
        raise ImportRefused(_("No campaign: name one for all rows, or map a column to the field “campaign”."))


def start_leads(context: Context) -> LeadImporter:
    """An importer whose campaign for all rows exists, or is made where that is allowed; else
    ImportRefused.
    """
    importer = LeadImporter(context)
    name = context.options.own.get("campaign", "")
    if name:
        importer.labels.learn_campaigns({name})
        if name not in importer.labels.campaigns:
            message = _(
                "There is no campaign “%(name)s”. Make it first, or let the import create what is missing."
            )
            raise ImportRefused(message % {"name": name})
    return importer


def register() -> None:
    """Make leads a target of imports; called when the app is ready."""
    register_target(
        Target(
            name="leads",
            label=gettext_lazy("Leads"),
            hint=gettext_lazy("Say what each column means. The guess comes from the headings."),
            fields=lead_fields,
            check=check_leads,
            start=start_leads,
            form=LeadMappingForm,
        )
    )
