"""An import is taken back: what it brought goes, unless somebody worked on it."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from accounts.permissions import Action, authorise
from files.models import ImportRun, ImportState
from files.targets import Brought, target_named
from values.patience import long_statements
from values.refusals import IllegalMove

# A file may have brought a million leads. nginx waits a minute for the page.
LONGEST_SECONDS = 50


@transaction.atomic
def find_brought(run: ImportRun) -> Brought:
    """What would go. Raises IllegalMove for what is not imported, or cannot be taken back."""
    undo = target_named(run.target).undo
    if run.state != ImportState.DONE or undo is None or run.finished_at is None:
        raise IllegalMove(_("This import cannot be taken back."))
    with long_statements(LONGEST_SECONDS):
        return undo.look(run.pk, run.finished_at)


@transaction.atomic
def undo(*, actor: User, run: ImportRun) -> int:
    """Take an import back and return how many leads went.

    Raises IllegalMove where somebody worked on one of them, and as `find_brought` does.
    """
    authorise(actor, Action.IMPORT_HISTORY)
    locked = ImportRun.objects.select_for_update().get(pk=run.pk)
    brought = find_brought(locked)
    if count := len(brought.touched):
        message = ngettext(
            "Somebody works on %(count)d lead of this import. It cannot be taken back any more.",
            "Somebody works on %(count)d leads of this import. It cannot be taken back any more.",
            count,
        )
        raise IllegalMove(message % {"count": count})
    taker = target_named(locked.target).undo
    assert taker is not None  # else find_brought had refused
    with long_statements(LONGEST_SECONDS):
        taker.take_back(locked.pk)
    locked.state, locked.lines = ImportState.UNDONE, {}
    locked.save(update_fields=["state", "lines"])
    return brought.count
