"""What can be read of an import beside running it: its file before, the rows to be mended after."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import islice
from typing import Final

from django.utils.translation import gettext as _

from files import storage
from files.headings import OURS
from files.layout import Layout
from files.models import ImportRun
from files.opening import open_table, refuse_changed
from files.records import Record
from files.sources import no_longer_kept
from values.cells import unprotect

SAMPLES: Final = 3  # values of each column
TOP: Final = 10  # rows among which the headings are chosen


def find_layout(run: ImportRun) -> Layout:
    """How the file of a run is to be read; ImportRefused when it is not kept any more, or was changed."""
    if not run.stored_path:
        raise no_longer_kept()
    stamp, layout = storage.find(run.stored_path).stamp(), Layout.from_json(run.layout)
    refuse_changed(stamp, layout)
    return layout


@dataclass(frozen=True, kw_only=True, slots=True)
class Preview:
    """What one sees of a file before it is mapped.

    top: its first rows, whatever they hold: the headings may stand in any of them.
    samples: the first values of each column that means anything.
    """

    top: list[Record]
    samples: list[list[str]]


def read_preview(run: ImportRun) -> Preview:
    """Raises ImportRefused as `find_layout` does."""
    layout = find_layout(run)
    with open_table(storage.find(run.stored_path), layout=layout) as table:
        records = list(islice(table.read_all(), layout.heading_row + SAMPLES * 5))
    width = len(layout.columns)
    below = [one for one in records if one.number > layout.heading_row and len(one.cells) >= width]
    samples = [
        [unprotect(record.cells[position]) for record in below[:SAMPLES]] for position, _name in layout.named
    ]
    return Preview(top=records[:TOP], samples=samples)


def read_lines(run: ImportRun, kind: str) -> tuple[list[str], list[list[str]]]:
    """Headings and cells of the rows with errors or remarks, their number and what is to be said beside.

    Our own import reads them again, and passes over what we put beside.
    """
    messages: dict[int, list[str]] = {}
    for problem in run.report.get(kind, ()):
        of = f"{problem['column']}: " if problem["column"] else ""
        messages.setdefault(problem["row"], []).append(f"{of}{problem['message']}")
    heading = [OURS + _("Row"), OURS + _("Message"), *run.layout.get("columns", ())]
    rows = [[str(row), " ".join(said), *run.lines.get(str(row), ())] for row, said in messages.items()]
    return heading, rows
