"""What was measured, as a table for people and as JSON for programs."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path


@dataclass(frozen=True, kw_only=True, slots=True)
class Entry:
    """One row: our figure, the limit of the same run, their ratio, and the aim for the ratio as text."""

    name: str
    ours: float
    limit: float
    aim: str
    unit: str
    # Processor time per request beside that of the limit, hardly moved by a busy machine; 0: not taken.
    cpu_ratio: float = 0

    @property
    def ratio(self) -> float:
        return self.ours / self.limit

    def is_met(self) -> bool:
        """Whether the ratio keeps the aim, which reads "<= 4" or ">= 0.4"."""
        sign, bound = self.aim.split()
        return self.ratio <= float(bound) if sign == "<=" else self.ratio >= float(bound)


def as_table(entries: Sequence[Entry]) -> str:
    lines = [["what", "ours", "limit", "unit", "ratio", "aim", "CPU", ""]]
    lines += [
        [
            entry.name,
            f"{entry.ours:,.1f}",
            f"{entry.limit:,.1f}",
            entry.unit,
            f"{entry.ratio:.2f}",
            entry.aim,
            f"{entry.cpu_ratio:.1f}" if entry.cpu_ratio else "",
            "met" if entry.is_met() else "MISSED",
        ]
        for entry in entries
    ]
    widths = [max(len(line[column]) for line in lines) for column in range(len(lines[0]))]
    return "\n".join(
        "  ".join(
            cell.rjust(width) if 0 < column < 7 and column != 3 else cell.ljust(width)
            for column, (cell, width) in enumerate(zip(line, widths, strict=True))
        ).rstrip()
        for line in lines
    )


def write_json(entries: Sequence[Entry], path: Path) -> None:
    """Write the rows as the list of objects that `make bench` promises."""
    rows = [{**asdict(entry), "ratio": entry.ratio} for entry in entries]
    path.write_text(json.dumps(rows, indent=1) + "\n")
