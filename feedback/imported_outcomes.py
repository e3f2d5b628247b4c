"""Rows become outcomes: appended, never edited; a correction follows what was known before."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import cast

from django.db.models import Max
from django.utils.translation import gettext as _

from accounts.own_company import day_of
from feedback.history import ImportedKind, ImportedOutcome, record_imported_outcomes
from feedback.models import Outcome
from feedback.outcome_leads import Candidate, Fact, LeadFinder, Unmatched
from files.batches import retry
from files.problems import Report, RowProblem
from files.rows import Row
from files.targets import Context
from leads.capture import keep_raw


@dataclass(frozen=True, slots=True)
class Decision:
    """A row as an outcome of a lead; `is_first` when the lead had none before."""

    row: Row
    lead: Candidate
    fact: Fact
    is_first: bool


class OutcomeImporter:
    """Takes rows batch by batch; see `files.targets.Importer`.

    created: the lead had no outcome. merged: a correction. suppressed: this outcome is known, or somebody
    here said something later. An outcome dated before its lead came in is kept, with a note.
    """

    def __init__(self, context: Context) -> None:
        self.context = context

    def take(self, rows: Sequence[Row]) -> Report:
        return retry(lambda: self._take(rows))

    def _take(self, rows: Sequence[Row]) -> Report:
        report = Report()
        finder = LeadFinder(rows)
        decisions = []
        for row in rows:
            decision = self._decide(row, finder)
            if isinstance(decision, RowProblem):
                report.reject([decision])
            else:
                decisions.append(decision)
        self._count(decisions, write(decisions), report)
        return report

    def _decide(self, row: Row, finder: LeadFinder) -> Decision | RowProblem:
        kinds: list[ImportedKind] = [kind for kind in ("won", "lost") if f"{kind}_at" in row.values]
        if len(kinds) != 1:
            return self._unclear(row, both=bool(kinds))
        fact = fact_of(row, kinds[0])
        try:
            lead = finder.find(row, fact)
        except Unmatched as unmatched:
            return self.context.problem(row, unmatched.name, unmatched.message)
        decision = Decision(row, lead, fact, is_first=not lead.facts)
        lead.facts.add(fact)
        lead.is_closed = True
        return decision

    def _unclear(self, row: Row, *, both: bool) -> RowProblem:
        name = "won_at" if "won_at" in self.context.columns else "lost_at"
        if both:
            message = _("The row is won and lost at once. Allowed is one of the two dates.")
        else:
            message = _("The row has neither a date of winning nor one of losing.")
        return self.context.problem(row, name, message)

    def _count(self, decisions: Sequence[Decision], written: set[tuple[int, Fact]], report: Report) -> None:
        news: dict[int, dict[str, str]] = {}
        for decision in decisions:
            key = (decision.lead.id, decision.fact)
            if key not in written:
                report.suppressed += 1
                continue
            written.remove(key)  # a second row of the same file that says the same is nothing new
            report.created += decision.is_first
            report.merged += not decision.is_first
            news.setdefault(decision.lead.id, {}).update(self._left_over(decision))
            if decision.fact[1] < decision.lead.received_at:
                message = _("The outcome is dated before the lead came in (%(date)s); it was kept as it is.")
                date = day_of(decision.lead.received_at).isoformat()
                name = f"{decision.fact[0]}_at"
                report.note(self.context.problem(decision.row, name, message % {"date": date}))
        keep_raw(news)

    def _left_over(self, decision: Decision) -> dict[str, str]:
        """The columns nobody mapped, and a value or reason that does not belong to this kind of outcome."""
        name = "value" if decision.fact[0] == "lost" else "reason"
        if name not in decision.row.values:
            return decision.row.raw
        return {**decision.row.raw, self.context.columns[name]: decision.row.cells[name]}


def fact_of(row: Row, kind: ImportedKind) -> Fact:
    """What a row says; the value belongs to what was won, the reason to what was lost."""
    decided_at: datetime = row.values[f"{kind}_at"]
    cents: int | None = row.values.get("value") if kind == "won" else None
    reason: str = row.values.get("reason", "") if kind == "lost" else ""
    return kind, decided_at, cents, reason


def write(decisions: Sequence[Decision]) -> set[tuple[int, Fact]]:
    """Append what is new and return it: neither what is known nor what somebody here has overruled since."""
    newest: int = Outcome.objects.aggregate(newest=Max("pk"))["newest"] or 0
    record_imported_outcomes(
        [
            ImportedOutcome(
                lead_id=decision.lead.id, kind=kind, decided_at=at, value_cents=cents, reason_text=reason
            )
            for decision in decisions
            for kind, at, cents, reason in (decision.fact,)
        ]
    )
    appended = Outcome.objects.filter(
        pk__gt=newest, user=None, lead__in={decision.lead.id for decision in decisions}
    )
    return {
        (lead_id, (cast("ImportedKind", kind), at, cents, reason))
        for lead_id, kind, at, cents, reason in appended.values_list(
            "lead_id", "kind", "decided_at", "value_cents", "reason_text"
        )
    }
