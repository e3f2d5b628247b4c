"""What a row of a file says became of its lead."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.utils.translation import gettext as _

from feedback.history import Fact, ImportedKind
from feedback.outcome_leads import Candidate
from files.problems import RowProblem
from files.rows import Row
from files.targets import Context

DATES: Final = ("won_at", "lost_at", "decided_at")
# Of one that cannot be read nobody knows which outcome it would be.
TELLING: Final = ("status", *DATES, "value")
LEFT_OVER: Final = {"won": ("reason",), "lost": ("value",)}
KINDS: Final[dict[str, ImportedKind]] = {"won": "won", "lost": "lost"}


@dataclass(frozen=True, slots=True)
class Decision:
    """A row as an outcome of a lead; `is_first` when the lead had none before."""

    row: Row
    lead: Candidate
    fact: Fact
    is_first: bool


class Unclear(Exception):
    """A row does not say what became of its lead."""

    def __init__(self, problem: RowProblem) -> None:
        super().__init__(problem.message)
        self.problem = problem


class DecisionReader:
    """Reads the rows of one file. Where it has a column of words they decide, and the dates say only when."""

    def __init__(self, context: Context) -> None:
        self.context = context
        self.has_words = "status" in context.columns

    def read(self, row: Row) -> Fact | None:
        """What became of the lead; None while it is open. Raises Unclear."""
        if self.has_words and row.values.get("status", "won") not in KINDS:
            return None
        self._refuse_unread(row)
        kind = self._kind_of(row)
        cents: int | None = row.values.get("value") if kind == "won" else None
        reason: str = row.values.get("reason", "") if kind == "lost" else ""
        return Fact(kind, self._date_of(row, kind), cents, reason, row.values.get("deal_number", ""))

    def _refuse_unread(self, row: Row) -> None:
        for name in TELLING:
            column = self.context.columns.get(name)
            if column and name not in row.values and (remark := row.find_remark(column)):
                raise Unclear(remark)

    def _kind_of(self, row: Row) -> ImportedKind:
        """Won or lost: as the word says, else as the one date does."""
        if self.has_words:
            if status := row.values.get("status"):
                return KINDS[status]
            raise self._unclear(row, "status", _("The row does not say whether the deal was won or lost."))
        kinds = [kind for kind in KINDS.values() if f"{kind}_at" in row.values]
        if len(kinds) == 1:
            return kinds[0]
        message = _("The row has neither a date of winning nor one of losing.")
        if kinds:
            message = _("The row is won and lost at once. Allowed is one of the two dates.")
        raise self._unclear(row, "won_at" if "won_at" in self.context.columns else "lost_at", message)

    def _date_of(self, row: Row, kind: ImportedKind) -> datetime | None:
        """Its own date, else whichever there is: words have decided by now. None where the row says none."""
        names = (f"{kind}_at", "decided_at", *DATES)
        return next((row.values[name] for name in names if name in row.values), None)

    def _unclear(self, row: Row, name: str, message: str) -> Unclear:
        return Unclear(self.context.problem(row, name, message))

    def left_over(self, row: Row, fact: Fact | None) -> dict[str, str]:
        """The cells that say nothing of this outcome; without one, all that would belong to it."""
        unused = LEFT_OVER[fact.kind] if fact else (*DATES, "value", "reason", "deal_number")
        return {self.context.columns[name]: row.cells[name] for name in unused if name in row.cells}
