"""What can be wrong with a file: the whole of it, or one row; every message names value, place and what is
allowed.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import Any, Final

from files.survey import Survey
from values.refusals import Refusal
from values.storable import make_storable

MOST_KEPT: Final = 10_000  # errors and remarks each; a file of millions of bad rows must not fill the memory
LONGEST_SHOWN: Final = 100  # characters of a value; more of it nobody reads in a list


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


def cut(cell: str) -> str:
    """A cell at a length people read, with what no database takes put visibly."""
    return make_storable(cell if len(cell) <= LONGEST_SHOWN else f"{cell[:LONGEST_SHOWN]}…")


@dataclass(kw_only=True, slots=True)
class Report:
    """What became of the rows: `rows` is always the sum of the four counts.

    created: a new lead or outcome. merged: the row brought something new to what was there. suppressed: it
    brought nothing new. rejected: it has errors. `remarks` are about rows that were taken all the same.
    At most `MOST_KEPT` errors and remarks are kept, the others counted.
    lines: the cells of every row there is something to say about, as the file has them.
    survey: what the next run of the same file need not find out again.
    """

    created: int = 0
    merged: int = 0
    suppressed: int = 0
    rejected: int = 0
    errors: list[RowProblem] = field(default_factory=list)
    errors_left_out: int = 0
    remarks: list[RowProblem] = field(default_factory=list)
    remarks_left_out: int = 0
    lines: dict[int, list[str]] = field(default_factory=dict)
    survey: Survey | None = None

    @property
    def rows(self) -> int:
        return self.created + self.merged + self.suppressed + self.rejected

    def reject(self, problems: list[RowProblem]) -> None:
        """Count one row as rejected, for these reasons."""
        self.rejected += 1
        self._keep_errors(problems)

    def remark(self, *problems: RowProblem) -> None:
        """Say something about a row that was taken all the same."""
        room = MOST_KEPT - len(self.remarks)
        self.remarks += problems[:room]
        self.remarks_left_out += len(problems[room:])

    def add(self, batch: Report) -> None:
        """Take over what became of some more rows, their errors in the order of the file."""
        self.created += batch.created
        self.merged += batch.merged
        self.suppressed += batch.suppressed
        self.rejected += batch.rejected
        self._keep_errors(sorted(batch.errors, key=lambda problem: problem.row))
        self.errors_left_out += batch.errors_left_out
        self.remark(*sorted(batch.remarks, key=lambda problem: problem.row))
        self.remarks_left_out += batch.remarks_left_out
        self.lines |= batch.lines

    def _keep_errors(self, problems: list[RowProblem]) -> None:
        room = MOST_KEPT - len(self.errors)
        self.errors += problems[:room]
        self.errors_left_out += len(problems[room:])

    def as_json(self) -> dict[str, Any]:
        """The one JSON object both commands print; `…_omitted` only where errors or remarks were left out."""
        counts = {
            name: getattr(self, name) for name in ("rows", "created", "merged", "suppressed", "rejected")
        }
        omitted = {"errors_omitted": self.errors_left_out, "remarks_omitted": self.remarks_left_out}
        return {
            **counts,
            "errors": [asdict(problem) for problem in self.errors],
            "remarks": [asdict(problem) for problem in self.remarks],
            **{name: count for name, count in omitted.items() if count},
        }
