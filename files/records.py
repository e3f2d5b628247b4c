"""What a file of any kind comes down to: numbered records of cells."""

from __future__ import annotations

from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from files.problems import cut


@dataclass(slots=True)
class Record:
    """One row: its number as a spreadsheet counts, and its cells, or what is wrong with it as a whole."""

    number: int
    cells: list[str] = field(default_factory=list)
    problem: str = ""
    excerpt: str = ""

    @property
    def is_blank(self) -> bool:
        return not self.problem and not any(map(str.strip, self.cells))

    def fit(self, width: int) -> None:
        """Drop blank cells behind the last column; any other difference in width is a problem."""
        if self.problem or len(self.cells) == width:
            return
        if len(self.cells) > width and not any(map(str.strip, self.cells[width:])):
            del self.cells[width:]
            return
        message = _("Cells in this row: %(found)d; in the heading: %(wanted)d.")
        self.problem = message % {"found": len(self.cells), "wanted": width}
        self.excerpt = cut(" | ".join(self.cells))
