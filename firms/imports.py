"""A list of customers is imported: since when each firm is one, by its name, its domain or both."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from django.core.exceptions import ValidationError
from django.utils.translation import get_language, gettext_lazy, pgettext_lazy
from django.utils.translation import gettext as _

from accounts.own_company import today
from files.batches import retry
from files.fields import Field, Need
from files.problems import ImportRefused, Report
from files.rows import Row
from files.targets import Context, Options, Result, Target, register_target
from firms.clues import Clue, clue_of
from firms.models import CustomerFact, Organisation
from firms.periods import fold_periods
from firms.services.changes import read_domain
from firms.services.customers import FIRST_DAY, renew_periods, standing_facts
from firms.services.learning import learn
from firms.services.listings import UndoCustomers, count_up, note_listings
from values.days import parse_day
from values.text import check_text, shorten

Kind = CustomerFact.Kind
# 2021, 3/2021, 03.2021 and 2021-03: from the first of the year or month.
_YEAR: Final = re.compile(r"([0-9]{4})")
_MONTH: Final = re.compile(r"([0-9]{1,2})[./]([0-9]{4})|([0-9]{4})-([0-9]{1,2})")


def read_long_ago(text: str) -> date:
    """A day, a month or a year that has come, from 1900 on. Raises ValidationError."""
    day = _read_part(text.strip()) or parse_day(text, get_language() or "de", first=FIRST_DAY)
    if day > today():
        message = _("“%(value)s” has not come yet.")
        raise ValidationError(message % {"value": shorten(text)}, code="future")
    return day


def _read_part(text: str) -> date | None:
    if match := _YEAR.fullmatch(text):
        year, month = int(match[1]), 1
    elif match := _MONTH.fullmatch(text):
        year, month = int(match[2] or match[3]), int(match[1] or match[4])
    else:
        return None
    return date(year, month, 1) if year >= FIRST_DAY.year and 1 <= month <= 12 else None


FIELDS: Final = (
    Field(
        name="company",
        label=pgettext_lazy("column", "company"),
        read=lambda text: check_text(text, max_length=200),
        headings=(
            "company",
            "company name",
            "account name",
            "customer",
            "name",
            "firma",
            "kunde",
            "unternehmen",
        ),
    ),
    Field(
        name="domain",
        label=gettext_lazy("domain"),
        need=Need.VITAL,
        read=read_domain,
        headings=("domain", "website", "web", "e-mail", "email", "webseite", "homepage", "internet"),
    ),
    Field(
        name="customer_since",
        label=gettext_lazy("customer since"),
        need=Need.VITAL,
        read=read_long_ago,
        headings=(
            "customer since",
            "since",
            "start",
            "kunde seit",
            "seit",
            "bestandskunde seit",
            "vertragsbeginn",
        ),
    ),
    Field(
        name="customer_until",
        label=gettext_lazy("no longer a customer since"),
        need=Need.VITAL,
        read=read_long_ago,
        headings=("customer until", "until", "end", "kunde bis", "bis", "vertragsende"),
    ),
)


@dataclass(slots=True)
class _Line:
    """One row that can be taken: of which firm, and what is to be said of it."""

    row: Row
    clue: Clue
    facts: list[tuple[str, date]]


class CustomerImporter:
    """Takes rows batch by batch; see `files.targets.Importer`.

    created: the firm was no customer before. merged: another day, or an end. suppressed: known already.
    """

    def __init__(self, context: Context) -> None:
        self.context = context

    def take(self, rows: Sequence[Row]) -> Report:
        return retry(lambda: self._take(rows))

    def _take(self, rows: Sequence[Row]) -> Report:
        report = Report()
        lines = [line for row in rows if (line := self._read(row, report))]
        learned = learn(list(dict.fromkeys(line.clue for line in lines)))
        firms = _load(learned.firms.values())
        said: list[CustomerFact] = []
        for line in lines:
            report.remark(*line.row.remarks)
            self._say(line, firms[learned.firms[line.clue]], said, report)
        CustomerFact.objects.bulk_create(said)
        news = {fact.organisation_id for fact in said} | learned.made | set(learned.taught)
        changed = [firm for firm in firms.values() if firm.pk in news]
        count_up(changed)
        if run_id := self.context.options.run_id:
            places = [(learned.firms[line.clue], line.row.number) for line in lines]
            note_listings(run_id, changed, learned=learned, places=places)
        renew_periods(list({firm.current.pk: firm.current for firm in changed}.values()))
        return report

    def _read(self, row: Row, report: Report) -> _Line | None:
        values = row.values
        domain = str(values.get("domain", ""))
        clue = clue_of(email=f"@{domain}" if domain else "", company=str(values.get("company", "")))
        since, until = values.get("customer_since"), values.get("customer_until")
        name, problem = "company", ""
        if clue.is_blank:
            problem = _("Neither the name nor the domain of a company.")
        elif since is None:
            name, problem = "customer_since", _("It does not say since when it is a customer.")
        elif until is not None and until <= since:
            name, problem = "customer_until", _("The end lies before the start.")
        if problem:
            report.reject([*row.remarks, self.context.problem(row, name, problem)])
            return None
        assert isinstance(since, date)
        ends = [(str(Kind.ENDED), until)] if isinstance(until, date) else []
        return _Line(row, clue, [(str(Kind.SINCE), since), *ends])

    def _say(self, line: _Line, firm: Organisation, said: list[CustomerFact], report: Report) -> None:
        """Append what is new; a row that says what is known already says nothing."""
        earlier = [fact for fact in said if fact.organisation_id == firm.pk]
        known = [*standing_facts(firm), *earlier]
        before = fold_periods(known)
        options = self.context.options
        news = [
            CustomerFact(
                organisation=firm, kind=kind, day=day, user_id=options.user_id, run_id=options.run_id
            )
            for kind, day in line.facts
        ]
        after = fold_periods([*known, *news])
        if set(after) <= set(before):
            report.suppressed += 1
            return
        said += news
        report.created += not before
        report.merged += bool(before)


def _load(numbers: Collection[int]) -> dict[int, Organisation]:
    """The firms with what was said of them, held until the transaction ends."""
    rows = Organisation.objects.filter(pk__in=numbers).order_by("pk").select_for_update(no_key=True)
    return {firm.pk: firm for firm in rows.prefetch_related("customer_facts", "merged_into")}


def check_mapping(mapped: Collection[str], _options: Options) -> None:
    """Refuse a mapping under which no row could say which firm is a customer."""
    if not {"company", "domain"} & set(mapped):
        raise ImportRefused(_("Map company or domain: without it no company could be found."))
    if "customer_since" not in mapped:
        raise ImportRefused(_("Map customer_since: without it no row says since when."))


def register() -> None:
    """Offer it to imports; called when the app is ready."""
    register_target(
        Target(
            name="customers",
            label=gettext_lazy("Existing customers"),
            hint=gettext_lazy("Say which column names the company or its domain, and which one since when."),
            needs=gettext_lazy(
                "Existing customers: the name or domain of a company, and since when it is a customer."
            ),
            result=Result(
                created=gettext_lazy("companies that were no customers before"),
                merged=gettext_lazy("known customers with another day or an end"),
                link=gettext_lazy("To the companies"),
                route="firm_list",
            ),
            fields=lambda: FIELDS,
            check=check_mapping,
            start=CustomerImporter,
            undo=UndoCustomers(),
        )
    )
