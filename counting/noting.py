"""The SQL of the diary: what a recount of a cell of a past month changes, noted in the statement that counts.

One statement has one snapshot: the causes that are visible in it are those whose changes it counts, so that
they are of the same day as what they moved. Changes of one cell on one day are one row.
"""

from __future__ import annotations

from datetime import date
from typing import Any, Final

from counting.models import NOTED, CauseKind, ChangeCause, CountState, DiaryNote, FigureChange
from counting.statements import CELLS, KEY

CHANGES: Final = FigureChange._meta.db_table
CAUSES: Final = ChangeCause._meta.db_table
NOTES: Final = DiaryNote._meta.db_table

_KEY: Final = ", ".join(KEY)
_NAMES: Final = ", ".join(NOTED)
_COUNTED: Final = ", ".join(f"counted.{name}" for name in NOTED)
_KEPT: Final = ", ".join(f"coalesce(kept.{name}, 0)" for name in NOTED)
_DIFFERENCE: Final = ", ".join(f"coalesce(counted.{name}, 0) - coalesce(kept.{name}, 0)" for name in NOTED)


def _is_cell(one: str, other: str) -> str:
    return f"""
        {one}.campaign_id = {other}.campaign_id AND {one}.day = {other}.day
        AND {one}.cta_id IS NOT DISTINCT FROM {other}.cta_id
        AND {one}.channel_id IS NOT DISTINCT FROM {other}.channel_id
    """


def values(day: date) -> list[Any]:
    """The parameters of NOTE_SOME and of NOTE_WAITING: the day it is noted on, and the first of its month."""
    return [day, day, day.replace(day=1)]


def _note(cell: str, source: str) -> str:
    """Append to the diary of the day, or add to what was noted of the same cell before."""
    key = ", ".join(f"{cell}.{name}" for name in KEY)
    added = ", ".join(f"{name} = change.{name} + excluded.{name}" for name in NOTED)
    return f"""
        INSERT INTO {CHANGES} AS change (noted_on, {_KEY}, {_NAMES})
        SELECT %s::date, {key}, {_DIFFERENCE} FROM {source}
        ON CONFLICT ON CONSTRAINT figurechange_once DO UPDATE SET {added}
    """


_OLD: Final = f"""
    LEFT JOIN LATERAL (
        SELECT {_NAMES} FROM {CELLS} AS cell WHERE {{}} LIMIT 1
    ) AS kept ON TRUE
"""


# Both stand beside the `counted` cells, whose old counts are still what the table shows to this snapshot.
NOTE_SOME: Final = f"""
    known AS (
        UPDATE {CAUSES} AS cause SET noted_on = %s::date FROM counted
        WHERE cause.noted_on IS NULL AND cause.kind <> {CauseKind.SPENT} AND {_is_cell("cause", "counted")}
    ),
    noted AS ({
    _note(
        "counted",
        f"counted {_OLD.format(_is_cell('cell', 'counted'))}"
        f" WHERE counted.day < %s AND ({_COUNTED}) IS DISTINCT FROM ({_KEPT})",
    )
})
"""
# When everything is counted anew, a change of every cell would say nothing; only what was waiting is noted.
NOTE_WAITING: Final = f"""
    known AS (
        UPDATE {CAUSES} SET noted_on = %s::date
        WHERE noted_on IS NULL AND kind <> {CauseKind.SPENT} RETURNING {_KEY}
    ),
    noted AS ({
    _note(
        "known",
        f"(SELECT DISTINCT {_KEY} FROM known) AS known LEFT JOIN counted ON {_is_cell('counted', 'known')}"
        f" {_OLD.format(_is_cell('cell', 'known'))} WHERE known.day < %s",
    )
})
"""
REMOVE_UNCOUNTED: Final = f"""
    uncounted AS (
        DELETE FROM {CELLS} AS cell WHERE NOT EXISTS (SELECT FROM counted WHERE {_is_cell("counted", "cell")})
    )
"""
# Costs are in no cell: what was entered is noted with the mark that says so.
NOTE_COSTS: Final = f"UPDATE {CAUSES} SET noted_on = %s WHERE noted_on IS NULL AND kind = {CauseKind.SPENT}"
# The first count of all is no news.
NOTE_LINE: Final = f"""
    INSERT INTO {NOTES} (kind, noted_at)
    SELECT %s, %s FROM {CountState._meta.db_table} WHERE maturity_days IS NOT NULL
"""
