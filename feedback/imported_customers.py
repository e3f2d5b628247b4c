"""A file says which won leads are still customers: rows become customer statuses, appended once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import date
from typing import Final, NamedTuple

from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from feedback.models import CustomerStatus
from feedback.services.customer_statuses import check_status_day, first_day_of
from files.batches import retry
from files.fields import Field, Need
from files.problems import ImportRefused, Report
from files.rows import Row
from files.targets import Context, Options, Result, Target
from leads.doors.file_fields import column_named
from leads.doors.presets import PRESETS
from leads.life import LeadStage
from leads.models import Lead, LeadKind
from values.days import parse_day


class Unclear(Exception):
    """A row does not say of which deal it speaks, or what; `name` is the field to blame."""

    def __init__(self, name: str, message: str) -> None:
        super().__init__(message)
        self.name, self.message = name, message


class Word(NamedTuple):
    """What a row says."""

    lead_id: int
    is_customer: bool
    day: date


def _read_day(text: str) -> date:
    return parse_day(text, get_language() or "de")


FIELDS: Final = (
    column_named("external_id"),
    column_named("email"),
    Field(
        name="customer_on",
        label=gettext_lazy("still a customer on"),
        need=Need.VITAL,
        read=_read_day,
        headings=("customer on", "still a customer on", "active on", "kunde am", "noch kunde am", "aktiv am"),
    ),
    Field(
        name="left_on",
        label=gettext_lazy("no longer a customer since"),
        need=Need.VITAL,
        read=_read_day,
        headings=(
            *("customer until", "left on", "cancelled on", "churned on", "churn date", "contract end"),
            *("kunde bis", "kein kunde mehr seit", "gekündigt zum", "vertragsende"),
        ),
    ),
)


class CustomerStatusImporter:
    """Takes rows batch by batch; see `files.targets.Importer`.

    created: nothing was said of the deal before. merged: another word on it. suppressed: known already.
    """

    def __init__(self, context: Context) -> None:
        self.context = context

    def take(self, rows: Sequence[Row]) -> Report:
        return retry(lambda: self._take(rows))

    def _take(self, rows: Sequence[Row]) -> Report:
        report, words = Report(), []
        deals = _Deals(rows, source=self.context.source)
        for row in rows:
            try:
                words.append(self._read(row, deals))
            except Unclear as unclear:
                problem = self.context.problem(row, unclear.name, unclear.message)
                report.reject([*row.remarks, problem])
            else:
                report.remark(*row.remarks)
        _write(words, report)
        return report

    def _read(self, row: Row, deals: _Deals) -> Word:
        said = [name for name in ("customer_on", "left_on") if name in row.values]
        if len(said) != 1:
            message = _("A row needs exactly one of the two: still a customer on, or no longer since.")
            raise Unclear("customer_on" if "customer_on" in self.context.columns else "left_on", message)
        lead, day = deals.find(row), row.values[said[0]]
        try:
            check_status_day(day, first_day_of(lead))
        except ValidationError as wrong:
            raise Unclear(said[0], " ".join(wrong.messages)) from wrong
        return Word(lead.pk, said[0] == "customer_on", day)


class _Deals:
    """The won leads that the rows of one batch may mean."""

    def __init__(self, rows: Sequence[Row], *, source: str) -> None:
        self.source = source
        numbers = {row.values["external_id"] for row in rows if "external_id" in row.values}
        emails = {row.values["email"] for row in rows if "email" in row.values}
        self._by_number: defaultdict[str, list[Lead]] = defaultdict(list)
        self._by_email: defaultdict[str, list[Lead]] = defaultdict(list)
        meant = Q(external_id__in=numbers) | Q(person__email__in=emails)
        won = Lead.objects.filter(meant, kind=LeadKind.REAL, stage=LeadStage.WON)
        for lead in won.select_related("person").order_by("pk"):
            self._by_number[lead.external_id].append(lead)
            self._by_email[lead.person.email].append(lead)

    def find(self, row: Row) -> Lead:
        """The one won lead that a row names. Raises Unclear."""
        if number := row.values.get("external_id"):
            found = [lead for lead in self._by_number[number] if lead.external_source == self.source]
            return _only("external_id", found or ([] if self.source else self._by_number[number]))
        if email := row.values.get("email"):
            return _only("email", self._by_email[email])
        message = _("The row names no lead. It needs an external number or an e-mail address.")
        raise Unclear("external_id", message)


def _only(name: str, leads: Sequence[Lead]) -> Lead:
    if not leads:
        raise Unclear(name, _("No won lead has this. Import the outcomes first."))
    if len(leads) > 1:
        message = _("%(count)d won leads fit equally. Name the lead by its external number.")
        raise Unclear(name, message % {"count": len(leads)})
    return leads[0]


def _write(words: Sequence[Word], report: Report) -> None:
    """Append what is new. Leads are locked in their order, so that two imports never wait in a circle."""
    ids = sorted({word.lead_id for word in words})
    list(Lead.objects.filter(pk__in=ids).order_by("pk").select_for_update().values_list("pk", flat=True))
    rows = CustomerStatus.objects.filter(lead__in=ids).values_list("lead_id", "is_customer", "day")
    known = {Word(*row) for row in rows}
    begun = {word.lead_id for word in known}
    fresh = []
    for word in words:
        if word in known:
            report.suppressed += 1
            continue
        report.created += word.lead_id not in begun
        report.merged += word.lead_id in begun
        known.add(word)
        begun.add(word.lead_id)
        fresh.append(CustomerStatus(**word._asdict(), said_on=word.day))
    CustomerStatus.objects.bulk_create(fresh)


def check_customers(mapped: Collection[str], _options: Options) -> None:
    """Refuse a mapping under which no row could say whose status it is, and which."""
    if not {"external_id", "email"} & set(mapped):
        raise ImportRefused(_("Map external_id or email: without it no lead could be found."))
    if not {"customer_on", "left_on"} & set(mapped):
        raise ImportRefused(_("Map customer_on or left_on: without it no row says anything."))


CUSTOMER_STATUSES: Final = Target(
    name="customer_statuses",
    label=gettext_lazy("Still customers"),
    hint=gettext_lazy(
        "Say which column names the won lead, and which one the day on which they still were a customer, or "
        "since when they are none."
    ),
    needs=gettext_lazy(
        "The external number or e-mail address of a won lead, and a day: still a customer on it, or no "
        "longer since."
    ),
    result=Result(
        created=gettext_lazy("customer statuses that were not known"),
        merged=gettext_lazy("brought something that was missing"),
        link=gettext_lazy("To the leads"),
        route="lead_list",
    ),
    fields=lambda: FIELDS,
    check=check_customers,
    start=CustomerStatusImporter,
    presets=PRESETS,
)
