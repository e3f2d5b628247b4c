"""The nightly proof: recompute everything, compare, report what drifted, and heal it."""

from __future__ import annotations

import json
from typing import Final, TypedDict

import structlog
from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper

from insights.counting.job import Cell, catch_up, recount, wait_for_lock
from insights.counting.statements import COLUMNS, COUNTS_OF_ALL_CELLS, KEY, MONTH_KEY, SUMS_OF_ALL_MONTHS

logger = structlog.get_logger(__name__)

EXAMPLES_KEPT: Final = 50

_ALL: Final = ", ".join((*KEY, *COLUMNS))
# One statement, so one snapshot: what changed but is not yet counted has its mark in the same snapshot and is
# no drift. Set operations take two NULLs for equal.
_DRIFT: Final = f"""
    WITH expected AS MATERIALIZED ({COUNTS_OF_ALL_CELLS}),
         kept AS MATERIALIZED (SELECT {_ALL} FROM insights_conversioncell)
    SELECT {", ".join(KEY)} FROM (
        (SELECT {_ALL} FROM expected EXCEPT SELECT {_ALL} FROM kept)
        UNION ALL
        (SELECT {_ALL} FROM kept EXCEPT SELECT {_ALL} FROM expected)
    ) AS different
    EXCEPT SELECT {", ".join(KEY)} FROM insights_mark
    ORDER BY {", ".join(KEY)}
"""
_ALL_OF_MONTH: Final = ", ".join((*MONTH_KEY, *COLUMNS))
# The months against the cells, both written under the lock: no mark can excuse a difference.
_DRIFT_OF_MONTHS: Final = f"""
    WITH expected AS MATERIALIZED ({SUMS_OF_ALL_MONTHS}),
         kept AS MATERIALIZED (SELECT {_ALL_OF_MONTH} FROM insights_conversionmonth)
    SELECT DISTINCT {", ".join(MONTH_KEY)} FROM (
        (SELECT {_ALL_OF_MONTH} FROM expected EXCEPT SELECT {_ALL_OF_MONTH} FROM kept)
        UNION ALL
        (SELECT {_ALL_OF_MONTH} FROM kept EXCEPT SELECT {_ALL_OF_MONTH} FROM expected)
    ) AS different
    ORDER BY {", ".join(MONTH_KEY)}
"""
_REPORT: Final = """
    INSERT INTO insights_countstate (id, version, verified_at, drift) VALUES (1, %s, clock_timestamp(), %s)
    ON CONFLICT (id) DO UPDATE SET version = insights_countstate.version + excluded.version,
        verified_at = excluded.verified_at, drift = excluded.drift
"""


class NamedCell(TypedDict):
    """A cell as it stands in the drift report."""

    campaign_id: int
    cta_id: int | None
    channel_id: int | None
    day: str


class DriftReport(TypedDict):
    """What the proof found: how many cells were wrong, and the first of them."""

    cells: int
    examples: list[NamedCell]


def verify() -> DriftReport:
    """Compare every cell with a recomputation from all leads, mend those that differ and report them.

    A month that is not the sum of its cells is reported as the cell of its first day.

    Changes that merely wait for the job are no drift. The report is kept in CountState and, when a cell
    drifted, logged as an error: some way of writing goes past the triggers.
    """
    catch_up()
    with transaction.atomic(), connection.cursor() as cursor:
        wait_for_lock(cursor)
        drifted = _heal(cursor, _DRIFT) + _heal(cursor, _DRIFT_OF_MONTHS)
        report = DriftReport(cells=len(drifted), examples=[_name(cell) for cell in drifted[:EXAMPLES_KEPT]])
        cursor.execute(_REPORT, [1 if drifted else 0, json.dumps(report)])
    if drifted:
        logger.error("conversion_counts_drifted", **report)
    return report


def _heal(cursor: CursorWrapper, search: str) -> list[Cell]:
    cursor.execute(search)
    drifted: list[Cell] = cursor.fetchall()
    recount(cursor, drifted)
    return drifted


def _name(cell: Cell) -> NamedCell:
    campaign_id, cta_id, channel_id, day = cell
    return NamedCell(campaign_id=campaign_id, cta_id=cta_id, channel_id=channel_id, day=day.isoformat())
