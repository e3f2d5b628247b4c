"""What can be wrong with a file: the whole of it, or one row; every message names value, place and what is
allowed.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import Any, Final

from files.survey import Survey
from values.refusals import Refusal

MOST_KEPT: Final = 10_000  # errors and notes each; a file of millions of bad rows must not fill the memory
LONGEST_SHOWN: Final = 200


class ImportRefused(Refusal):
    """The file or its mapping cannot be used at all; nothing was read into the database."""

    status = 400


@dataclass(frozen=True, slots=True)
class RowProblem:
    """One cell of one row; `row` as a spreadsheet counts (the heading is row 1), `column` as the file
    calls it.
    """

    row: int
    column: str
    value: str
    message: str


@dataclass(kw_only=True, slots=True)
class Report:
    """What became of the rows: `rows` is always the sum of the four counts.

    created: a new lead or outcome. merged: the row brought something new to what was there. suppressed: it
    brought nothing new. rejected: it has errors. At most `MOST_KEPT` errors are kept, the others counted.
    survey: what the next run of the same file need not find out again.
    """

    created: int = 0
    merged: int = 0
    suppressed: int = 0
    rejected: int = 0
    errors: list[RowProblem] = field(default_factory=list)
    errors_left_out: int = 0
    notes: list[RowProblem] = field(default_factory=list)
    notes_left_out: int = 0
    survey: Survey | None = None

    @property
    def rows(self) -> int:
        return self.created + self.merged + self.suppressed + self.rejected

    def reject(self, problems: list[RowProblem]) -> None:
        """Count one row as rejected, for these reasons."""
        self.rejected += 1
        self._keep_errors(problems)

    def note(self, problem: RowProblem) -> None:
        """Say something about a row that was taken all the same."""
        if len(self.notes) < MOST_KEPT:
            self.notes.append(problem)
        else:
            self.notes_left_out += 1

    def add(self, batch: Report) -> None:
        """Take over what became of some more rows, their errors in the order of the file."""
        self.created += batch.created
        self.merged += batch.merged
        self.suppressed += batch.suppressed
        self.rejected += batch.rejected
        self._keep_errors(sorted(batch.errors, key=lambda problem: problem.row))
        self.errors_left_out += batch.errors_left_out
        for problem in sorted(batch.notes, key=lambda problem: problem.row):
            self.note(problem)

    def _keep_errors(self, problems: list[RowProblem]) -> None:
        room = MOST_KEPT - len(self.errors)
        self.errors += problems[:room]
        self.errors_left_out += len(problems[room:])

    def as_json(self) -> dict[str, Any]:
        """The one JSON object both commands print; `errors_omitted` only where errors were left out."""
        counts = {
            name: getattr(self, name) for name in ("rows", "created", "merged", "suppressed", "rejected")
        }
        omitted = {"errors_omitted": self.errors_left_out} if self.errors_left_out else {}
        return {**counts, "errors": [asdict(problem) for problem in self.errors], **omitted}
