"""What counting costs: the job, a rebuild, the nightly proof, and the marks of changes."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from statistics import median
from typing import Any, Final

from django.db import connection, transaction

from bench.report import Entry
from counting import job, proof
from counting.paths import ALL_PATHS, SOME_PATHS
from counting.statements import GIVEN, count_all_cells, count_some_cells
from counting.traits import ALL_TRAITS, SOME_TRAITS
from leads.models import LeadStage
from values.plans import over_everything

CHANGED: Final = 400
MANY: Final = 5_000
# As many won leads, spread over campaigns and days.
SOME_DEALS: Final = (
    f"SELECT id FROM leads_lead WHERE id %% 7 = 0 AND stage = '{LeadStage.WON}' ORDER BY id LIMIT %s"
)
# What marks their cells.
_RAISE_DEALS: Final = (
    f"UPDATE feedback_leadstanding SET value_cents = value_cents + 1 WHERE lead_id IN ({SOME_DEALS})"
)
_RATE_LATER: Final = """
    UPDATE feedback_leadstanding SET rated_at = rated_at + interval '1 second'
    WHERE lead_id IN (SELECT lead_id FROM feedback_leadstanding ORDER BY lead_id LIMIT %s)
"""


def measure_counts(*, size: int) -> Iterator[Entry]:
    yield _job(size)
    yield _rebuild(size)
    yield _proof(size)
    yield _marks(size)


def _job(size: int) -> Entry:
    """The job after changed leads against plain SELECTs that count the same of the same cells."""
    job.catch_up()
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT campaign_id, cta_id, channel_id, received_on FROM leads_lead WHERE id IN ({SOME_DEALS})",
            [CHANGED],
        )
        cells = sorted(set(cursor.fetchall()))
    columns = [list(column) for column in zip(*cells, strict=True)]
    some = count_some_cells()
    counted = {
        some.sql: [*columns, *some.values],
        f"WITH place AS MATERIALIZED (SELECT * FROM {GIVEN}) {SOME_TRAITS}": columns,
        SOME_PATHS: columns,
    }
    plain = _best(lambda: _count_plainly(counted))
    took = _best(job.compute, prepare=lambda: execute(_RAISE_DEALS, [CHANGED]))
    name = f"job after {CHANGED} changed leads, {size:,} leads"
    return Entry(name=name, ours=took, limit=plain, aim="<= 2", unit="ms")


def _rebuild(size: int) -> Entry:
    """Emptying and rebuilding all counts against the plain GROUP BY of each."""
    times = _times(size)
    plain = _best(_count_everything_plainly, times=times)
    took = _best(job.rebuild, times=times)
    return Entry(name=f"rebuild of all counts, {size:,} leads", ours=took, limit=plain, aim="<= 3", unit="ms")


def _proof(size: int) -> Entry:
    """The nightly proof, which counts all leads and compares, against the plain GROUP BY of each count."""
    times = _times(size)
    plain = _best(_count_everything_plainly, times=times)
    took = _best(proof.verify, times=times)
    return Entry(name=f"nightly proof, {size:,} leads", ours=took, limit=plain, aim="<= 3", unit="ms")


def _count_everything_plainly() -> None:
    cells = count_all_cells()
    with transaction.atomic(), connection.cursor() as cursor, over_everything(cursor):
        _count_plainly({cells.sql: list(cells.values), ALL_TRAITS: [], ALL_PATHS: []})


def _count_plainly(statements: Mapping[str, Sequence[Any]]) -> None:
    """What each counts is counted and neither written nor fetched."""
    for statement, values in statements.items():
        execute(f"SELECT count(*) FROM ({statement}) AS counted", values)


def _times(size: int) -> int:
    """Once where it takes minutes, and no neighbour's second matters."""
    return 1 if size > 1_000_000 else 3


def _marks(size: int) -> Entry:
    """Thousands of ratings changed by one statement, where the session has changed a single one before,
    against the same in a session that has not: triggers keep the plan of their first call.
    """
    first = _best(lambda: _change_in_new_session(MANY), times=3)
    later = _best(lambda: _change_in_new_session(1, MANY), times=3)
    name = f"{MANY:,} changed ratings after a single one, {size:,} leads"
    return Entry(name=name, ours=later, limit=first, aim="<= 2", unit="ms")


def _change_in_new_session(*numbers: int) -> None:
    connection.close()
    with transaction.atomic():
        for number in numbers:
            execute(_RATE_LATER, [number])
        transaction.set_rollback(True)


def execute(statement: str, params: Sequence[Any]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, params)
        if cursor.description:
            cursor.fetchall()


def _best(work: Callable[[], object], *, prepare: Callable[[], None] | None = None, times: int = 5) -> float:
    """The median of some runs in milliseconds."""
    taken = []
    for _ in range(times):
        if prepare:
            prepare()
        began = time.perf_counter()
        work()
        taken.append((time.perf_counter() - began) * 1000)
    return median(taken)
