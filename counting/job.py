"""The job: recount the marked cells, and nothing else.

Why no change is ever lost, although captures go on meanwhile and nobody waits for anybody:

1. A change and its mark are one transaction, so whoever sees the mark sees the change.
2. One job at a time: the advisory lock is held to the end of the transaction, so the next holder sees all
   that this one wrote.
3. READ COMMITTED gives every statement its own snapshot, and each of the three steps is a statement of its
   own: lock, then take marks, then count. The counting snapshot is younger than the one that took the
   marks, and that one younger than the lock; had lock and marks been one statement, its snapshot would be
   from before the wait, and an older job's counts could overwrite newer ones.
4. What is committed after the counting snapshot left a mark that this run has not taken; the next one will.
5. A job that dies rolls back: its marks are there again.

Which deals came in time depends on the company's maturity age and calendar. A change of them marks no cell
but all: the next run counts everything anew, and until then pages go on with the age they were counted by.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from datetime import date, datetime
from time import monotonic
from typing import Final

from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper
from django.utils import timezone

from accounts.own_company import today
from counting import noting, storing
from counting.models import Mark, NoteKind
from counting.statements import CELLS
from values import patience

Cell = tuple[int, int | None, int | None, date]
NamedMark = tuple[int, int | None, int | None, date | None]

# Any number nobody else uses: the key of the one advisory lock of this app.
LOCK: Final = 5_726_001
MARKS_AT_ONCE: Final = 2_000

_SETTINGS: Final = "set_config('jit', 'off', TRUE), set_config('synchronous_commit', 'off', TRUE)"
_TAKE_MARKS: Final = """
    DELETE FROM counting_mark WHERE id IN (SELECT id FROM counting_mark ORDER BY id LIMIT %s)
    RETURNING campaign_id, cta_id, channel_id, day
"""
_RATED_CELLS: Final = f"""
    SELECT campaign_id, cta_id, channel_id, day FROM {CELLS}
    WHERE campaign_id = ANY(%s) AND rated_recorded > 0
"""
_IS_OF_ANOTHER_AGE: Final = """
    SELECT (company.maturity_days, company.time_zone) IS DISTINCT FROM (state.maturity_days, state.time_zone)
    FROM accounts_company AS company LEFT JOIN counting_countstate AS state ON TRUE
"""
_NOTE_AGE: Final = """
    UPDATE counting_countstate AS state
    SET maturity_days = company.maturity_days, time_zone = company.time_zone
    FROM accounts_company AS company
"""
_BUMP_VERSION: Final = """
    INSERT INTO counting_countstate AS state (id, version, computed_at, named_at, drift)
    VALUES (1, 1, clock_timestamp(), clock_timestamp(), '{}')
    ON CONFLICT (id) DO UPDATE SET
        version = state.version + 1,
        computed_at = excluded.computed_at,
        named_at = CASE WHEN %s THEN excluded.named_at ELSE state.named_at END
"""


def compute(*, seconds: float = 10.0) -> int:
    """Recount the marked cells, batch by batch, until no mark is left or the time is over.

    Returns the number of marks done; 0 also when another job is at it, which then does the work.
    """
    deadline = monotonic() + seconds
    done = 0
    while True:
        taken = _compute_batch(take_lock=try_lock)
        done += taken
        if taken < MARKS_AT_ONCE or monotonic() >= deadline:
            return done


def catch_up() -> None:
    """Count everything that is marked by now; waits for a running job instead of leaving the work to it."""
    while _compute_batch(take_lock=wait_for_lock) == MARKS_AT_ONCE:
        pass


def rebuild() -> int:
    """Empty the counts and make them anew from all leads; returns the number of cells.

    Readers see the old counts until the new ones are complete. Waits for a running job.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        wait_for_lock(cursor)
        return _count_everything(cursor, NoteKind.REBUILT)


def _count_everything(cursor: CursorWrapper, why: NoteKind) -> int:
    # Only marks that are visible here go; what they stand for is visible to the counting below.
    cursor.execute("DELETE FROM counting_mark")
    cells = storing.store_everything(cursor, today())
    cursor.execute(noting.NOTE_COSTS, [today()])
    cursor.execute(noting.NOTE_LINE, [why, timezone.now()])
    cursor.execute(_BUMP_VERSION, [True])
    cursor.execute(_NOTE_AGE)
    return cells


def pending_since() -> datetime | None:
    """Since when the oldest change waits to be counted; None when all is counted."""
    return Mark.objects.oldest_marked_at()


def _compute_batch(*, take_lock: Callable[[CursorWrapper], bool]) -> int:
    with transaction.atomic(), connection.cursor() as cursor:
        if not take_lock(cursor):
            return 0
        cursor.execute(_TAKE_MARKS, [MARKS_AT_ONCE])
        marks = cursor.fetchall()
        # A mark without campaign names no cell: a cost, a name or the company changed.
        named = {mark for mark in marks if mark[0] is not None}
        is_renamed = len(named) < len(set(marks))
        if is_renamed and _is_of_another_age(cursor):
            _count_everything(cursor, NoteKind.OTHER_AGE)
        elif marks:
            recount(cursor, _find_cells(cursor, named))
            if is_renamed:
                cursor.execute(noting.NOTE_COSTS, [today()])
            cursor.execute(_BUMP_VERSION, [is_renamed])
        return len(marks)


def _find_cells(cursor: CursorWrapper, marks: Collection[NamedMark]) -> set[Cell]:
    """The cells that marks with a campaign name.

    Of a whole campaign those with a rating, as far as they are counted: what is not has a mark of its own.
    """
    cells = {(campaign, cta, channel, day) for campaign, cta, channel, day in marks if day is not None}
    if whole := sorted({mark[0] for mark in marks if mark[3] is None}):
        cursor.execute(_RATED_CELLS, [whole])
        cells.update(cursor.fetchall())
    return cells


def _is_of_another_age(cursor: CursorWrapper) -> bool:
    """Whether the company has changed what the counts of deals in time depend on; no without a company."""
    cursor.execute(_IS_OF_ANOTHER_AGE)
    return bool((cursor.fetchone() or (False,))[0])


def recount(cursor: CursorWrapper, cells: Iterable[Cell]) -> None:
    """Write the counts of these cells as they are now, and what is summed from them; empty ones are removed.

    The caller holds the lock.
    """
    columns = [list(column) for column in zip(*cells, strict=True)]
    if columns:
        storing.store_cells(cursor, columns, today())


def wait_for_lock(cursor: CursorWrapper) -> bool:
    """Hold the one lock of the counts until the transaction ends; True when it is held, so always.

    However long that takes: a rebuild holds it for minutes.

    Just-in-time compilation is off meanwhile: for these wide statements it takes longer than it saves. The
    commit does not wait for the disk: a crash after it brings the marks back together with the old counts.
    """
    patience.wait_for_lock(cursor, LOCK)
    cursor.execute(f"SELECT {_SETTINGS}")
    return True


def try_lock(cursor: CursorWrapper) -> bool:
    """The same without waiting; False when somebody else holds it."""
    cursor.execute(f"SELECT pg_try_advisory_xact_lock(%s), {_SETTINGS}", [LOCK])
    return bool(cursor.fetchone()[0])
