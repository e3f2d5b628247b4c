"""An import is taken back: what it brought goes, unless somebody worked on it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.permissions import Action, authorise
from files.models import ImportRun, ImportState
from files.targets import Brought, Touched, target_named
from values.patience import long_statements
from values.refusals import IllegalMove

# A file may have brought a million leads. nginx waits a minute for the page.
LONGEST_SECONDS = 50
# In the report of a run: the rows that stayed as it was taken back.
LEFT: Final = "left"


@dataclass(frozen=True, slots=True)
class Undone:
    """How many went, how many stay since people worked on them, and that in words."""

    count: int
    left: int
    said: str


@transaction.atomic
def find_brought(run: ImportRun) -> Brought:
    """What would go. Raises IllegalMove for what is not imported, or cannot be taken back."""
    undo = target_named(run.target).undo
    if run.state != ImportState.DONE or undo is None or run.finished_at is None:
        raise IllegalMove(_("This import cannot be taken back."))
    with long_statements(LONGEST_SECONDS):
        return undo.look(run.pk, run.finished_at)


@transaction.atomic
def undo(*, actor: User, run: ImportRun) -> Undone:
    """Take an import back. What people worked on since may stay; the run lists its rows.

    Raises IllegalMove where nothing can go because of it, and as `find_brought` does.
    """
    authorise(actor, Action.IMPORT_HISTORY)
    locked = ImportRun.objects.select_for_update().get(pk=run.pk)
    brought = find_brought(locked)
    taker = target_named(locked.target).undo
    assert taker is not None  # else find_brought had refused
    left = brought.touched
    if left and (not taker.leaves_touched or len(left) == brought.count):
        raise IllegalMove(taker.say_touched(len(left)))
    with long_statements(LONGEST_SECONDS):
        taker.take_back(locked.pk, user_id=actor.pk, left=left.keys())
    locked.state, locked.lines = ImportState.UNDONE, {}
    locked.report = {**locked.report, LEFT: list_rows(left.values())}
    locked.save(update_fields=["state", "lines", "report"])
    count = brought.count - len(left)
    return Undone(count, len(left), taker.say_done(count))


def list_rows(left: Iterable[Touched]) -> list[dict[str, Any]]:
    """The rows that stay, in the order of the file, as `files/import_left.html` shows them."""
    rows = [{"row": row, "name": one.name, "url": one.url} for one in left for row in one.rows]
    return sorted(rows, key=lambda line: int(line["row"]))
