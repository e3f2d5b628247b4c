"""Rows become outcomes: appended, never edited; a correction follows what was known before."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.db.models import Max

from feedback.decisions import Decision, DecisionReader, Unclear
from feedback.history import Fact, ImportedOutcome, record_imported_outcomes
from feedback.models import Outcome
from feedback.outcome_leads import Candidate, LeadFinder, Unmatched
from feedback.outcome_remarks import remark_on
from files.batches import retry
from files.problems import Report
from files.rows import Row
from files.targets import Context
from leads.capture import keep_raw
from leads.doors.columns import RowFact


class OutcomeImporter:
    """Takes rows batch by batch; see `files.targets.Importer`.

    created: the lead had no outcome. merged: a correction, or a further deal. suppressed: this outcome is
    known, somebody here said something later, or the row says that the deal is open.
    """

    def __init__(self, context: Context) -> None:
        self.context = context
        self.reader = DecisionReader(context)

    def take(self, rows: Sequence[Row]) -> Report:
        return retry(lambda: self._take(rows))

    def _take(self, rows: Sequence[Row]) -> Report:
        report = Report()
        finder = LeadFinder(rows, source=self.context.source)
        decisions = []
        for row in rows:
            try:
                decision = self._decide(row, finder)
            except Unclear as unclear:
                others = [remark for remark in row.remarks if remark != unclear.problem]
                report.reject([*others, unclear.problem])
            except Unmatched as unmatched:
                report.reject([*row.remarks, self.context.problem(row, unmatched.name, unmatched.message)])
            else:
                report.suppressed += decision is None
                decisions += [decision] if decision else []
        self._count(decisions, write(decisions), report)
        report.remark(*remark_on(decisions, self.context))
        return report

    def _decide(self, row: Row, finder: LeadFinder) -> Decision | None:
        fact = self.reader.read(row)
        if fact is None:
            return None
        lead = finder.find(row, fact)
        decision = Decision(row, lead, fact, is_first=not lead.facts)
        lead.facts.add(fact)
        lead.is_closed = True
        return decision

    def _count(self, decisions: Sequence[Decision], written: set[tuple[int, Fact]], report: Report) -> None:
        news: dict[int, dict[str, str]] = {}
        for decision in decisions:
            report.remark(*decision.row.remarks)
            if not take_out(decision, written):
                report.suppressed += 1
                continue
            report.created += decision.is_first
            report.merged += not decision.is_first
            left_over = {**decision.row.raw, **self.reader.left_over(decision.row, decision.fact)}
            news.setdefault(decision.lead.id, {}).update(left_over)
        keep_raw(news)


def record_outcomes(facts: Sequence[RowFact], context: Context, report: Report) -> set[int]:
    """Append what rows of leads say became of them; what is unclear is left out, with a remark."""
    reader, decisions = DecisionReader(context), []
    for one in facts:
        try:
            fact = reader.read(one.row) if says_anything(one.row) else None
        except Unclear as unclear:
            if unclear.problem not in one.row.remarks:
                report.remark(unclear.problem)
        else:
            lead = Candidate(one.lead_id, one.received_at, is_closed=False)
            decisions += [Decision(one.row, lead, fact, is_first=True)] if fact else []
    written = retry(lambda: write(decisions))
    news = {decision.row.number for decision in decisions if take_out(decision, written)}
    report.remark(*remark_on(decisions, context))
    return news


def leave_over(row: Row, context: Context) -> Mapping[str, str]:
    """The cells of a row of leads that become no outcome, to be kept as they came."""
    reader = DecisionReader(context)
    try:
        return reader.left_over(row, reader.read(row) if says_anything(row) else None)
    except Unclear:
        return reader.left_over(row, None)


def says_anything(row: Row) -> bool:
    """Whether a row of leads has a word or a date for what became of its lead."""
    return not {"status", "won_at", "lost_at", "decided_at"}.isdisjoint(row.values)


def take_out(decision: Decision, written: set[tuple[int, Fact]]) -> bool:
    """Whether this was written; a second row of the same file that says the same is nothing new."""
    key = (decision.lead.id, decision.fact)
    is_written = key in written
    written.discard(key)
    return is_written


def write(decisions: Sequence[Decision]) -> set[tuple[int, Fact]]:
    """Append what is new and return it: neither what is known nor what somebody here has overruled since."""
    if not decisions:
        return set()
    newest: int = Outcome.objects.aggregate(newest=Max("pk"))["newest"] or 0
    record_imported_outcomes(
        [ImportedOutcome(lead_id=decision.lead.id, **decision.fact._asdict()) for decision in decisions]
    )
    appended = Outcome.objects.filter(
        pk__gt=newest, user=None, lead__in={decision.lead.id for decision in decisions}
    )
    return {(lead_id, Fact(*words)) for lead_id, *words in appended.values_list("lead_id", *Fact._fields)}
