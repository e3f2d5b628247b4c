"""The nightly proof: recompute everything, compare, report what drifted, and heal it."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from datetime import date
from typing import Final, TypedDict

import structlog
from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper

from counting import traits
from counting.facets import FORGET
from counting.job import Cell, catch_up, recount, wait_for_lock
from counting.lags import (
    LAG_CELLS,
    LAG_MONTH_KEY,
    LAG_MONTHS,
    LAG_TOTAL_KEY,
    LAG_TOTALS,
    STEPS_OF_MONTHS,
    STEPS_OF_TOTALS,
    add_to_months,
    add_to_totals,
    sum_up,
)
from counting.measures import STORED
from counting.paths import ALL_PATHS, PATH_COLUMNS, PATHS
from counting.statements import (
    CELLS,
    KEY,
    LAG_COLUMNS,
    MONTH_KEY,
    MONTHS,
    NO_LAG,
    SUMS_OF_ALL_MONTHS,
    count_all_cells,
)
from counting.storing import remove_empty
from counting.traits import (
    ALL_TRAITS,
    MISSING_MONTHS,
    MISSING_TOTALS,
    THING,
    TRAIT_CELLS,
)
from values.plans import over_everything

logger = structlog.get_logger(__name__)

MAX_EXAMPLES: Final = 50


def _differing(key: Sequence[str], columns: Sequence[str], expected: str, kept: str) -> str:
    """The keys of the rows that are not the same in both. Set operations take two NULLs for equal."""
    names, wanted = ", ".join(key), ", ".join((*key, *columns))
    return f"""
        (SELECT {names} FROM (SELECT {wanted} FROM {expected} EXCEPT SELECT {wanted} FROM {kept}) AS missing)
        UNION
        (SELECT {names} FROM (SELECT {wanted} FROM {kept} EXCEPT SELECT {wanted} FROM {expected}) AS surplus)
    """


def _missing(table: str, key: tuple[str, ...], steps: str) -> str:
    """What the sums of lags lack against their cells, less what they have too much, as `sum_up` makes it."""
    names = ", ".join(key)
    kept = f"SELECT {names}, unnest(buckets) AS bucket, -unnest(counts) AS count FROM {table}"
    return sum_up(f"({steps} UNION ALL {kept}) AS either", key)


def _mend(missing: str, add: Callable[[str], str], cell: str) -> str:
    """Add what is missing, and name where."""
    return f"""
        WITH missing AS MATERIALIZED ({missing}), mended AS ({add("TABLE missing")})
        SELECT DISTINCT {cell} FROM missing ORDER BY {cell}
    """


_KEY: Final = ", ".join(KEY)
_DRIFT_OF_MONTHS: Final = f"""
    WITH expected AS MATERIALIZED ({SUMS_OF_ALL_MONTHS})
    {_differing(MONTH_KEY, STORED, "expected", MONTHS)}
    ORDER BY {", ".join(MONTH_KEY)}
"""
_DRIFT_OF_LAG_MONTHS: Final = _mend(
    _missing(LAG_MONTHS, LAG_MONTH_KEY, STEPS_OF_MONTHS), add_to_months, ", ".join(MONTH_KEY)
)
_DRIFT_OF_LAG_TOTALS: Final = _mend(
    _missing(LAG_TOTALS, LAG_TOTAL_KEY, STEPS_OF_TOTALS),
    add_to_totals,
    "NULL::bigint, NULL::bigint, NULL::bigint, start",
)
_DRIFT_OF_TRAIT_MONTHS: Final = _mend(MISSING_MONTHS, traits.add_to_months, ", ".join(MONTH_KEY))
_DRIFT_OF_TRAIT_TOTALS: Final = _mend(
    MISSING_TOTALS, traits.add_to_totals, "NULL::bigint, NULL::bigint, NULL::bigint, start"
)
# The version rises, since a page says when the counts were proved.
_REPORT: Final = """
    INSERT INTO counting_countstate (id, version, verified_at, drift) VALUES (1, 1, clock_timestamp(), %s)
    ON CONFLICT (id) DO UPDATE SET version = counting_countstate.version + excluded.version,
        verified_at = excluded.verified_at, drift = excluded.drift
"""


class NamedCell(TypedDict):
    """A cell as it stands in the drift report; without campaign, a day or month of the whole company."""

    campaign_id: int | None
    cta_id: int | None
    channel_id: int | None
    day: str


class DriftReport(TypedDict):
    """What the proof found: how many cells were wrong, and the first of them."""

    cells: int
    examples: list[NamedCell]


def verify() -> DriftReport:
    """Compare every cell with a recomputation from all leads, mend those that differ and report them.

    A sum that is not that of its cells (a month, the lags or traits of a day or month of the company) is
    reported as the cell of its first day.

    Values that no lead gives any more are forgotten.

    Changes that merely wait for the job are no drift. The report is kept in CountState and, when a cell
    drifted, logged as an error: some way of writing goes past the triggers.
    """
    catch_up()
    with transaction.atomic(), connection.cursor() as cursor:
        wait_for_lock(cursor)
        drifted = _heal_cells(cursor) + _heal_months(cursor) + _heal_sums(cursor)
        cursor.execute(FORGET)
        report = DriftReport(cells=len(drifted), examples=drifted[:MAX_EXAMPLES])
        cursor.execute(_REPORT, [json.dumps(report)])
    if drifted:
        logger.error("conversion_counts_drifted", **report)
    return report


def _heal_cells(cursor: CursorWrapper) -> list[NamedCell]:
    expected = count_all_cells()
    # One statement, so one snapshot: what changed but is not yet counted has its mark in the same snapshot
    # and is no drift.
    search = f"""
        WITH expected AS MATERIALIZED ({expected.sql}),
             expected_lags AS (SELECT * FROM expected WHERE NOT ({NO_LAG})),
             expected_traits AS MATERIALIZED ({ALL_TRAITS}),
             expected_paths AS MATERIALIZED ({ALL_PATHS})
        (
            {_differing(KEY, STORED, "expected", CELLS)}
            UNION
            {_differing(KEY, LAG_COLUMNS, "expected_lags", LAG_CELLS)}
            UNION
            {_differing(KEY, (*THING, "count"), "expected_traits", TRAIT_CELLS)}
            UNION
            {_differing(KEY, PATH_COLUMNS, "expected_paths", PATHS)}
        )
        EXCEPT SELECT {_KEY} FROM counting_mark
        EXCEPT SELECT {", ".join(f"cell.{name}" for name in KEY)}
        FROM {CELLS} AS cell
        JOIN counting_mark AS mark ON mark.campaign_id = cell.campaign_id AND mark.day IS NULL
        ORDER BY {_KEY}
    """
    with over_everything(cursor):
        cursor.execute(search, expected.values)
        drifted: list[Cell] = cursor.fetchall()
    return _recount(cursor, drifted)


def _heal_months(cursor: CursorWrapper) -> list[NamedCell]:
    """The months against the cells, both written under the lock: no mark can excuse a difference."""
    cursor.execute(_DRIFT_OF_MONTHS)
    return _recount(cursor, cursor.fetchall())


def _recount(cursor: CursorWrapper, drifted: list[Cell]) -> list[NamedCell]:
    recount(cursor, drifted)
    return [_name(*cell) for cell in drifted]


def _heal_sums(cursor: CursorWrapper) -> list[NamedCell]:
    drifted = []
    for statement in (
        _DRIFT_OF_LAG_MONTHS,
        _DRIFT_OF_LAG_TOTALS,
        _DRIFT_OF_TRAIT_MONTHS,
        _DRIFT_OF_TRAIT_TOTALS,
    ):
        cursor.execute(statement)
        drifted += [_name(*cell) for cell in cursor.fetchall()]
    if drifted:
        remove_empty(cursor)
    return drifted


def _name(campaign_id: int | None, cta_id: int | None, channel_id: int | None, day: date) -> NamedCell:
    return NamedCell(campaign_id=campaign_id, cta_id=cta_id, channel_id=channel_id, day=day.isoformat())
