"""One file comes in: read twice, written batch by batch, in one transaction, so that nothing is half written.

Imports wait for each other: two runs of the same file at once find each other's leads instead of doubling
them. Forms and the API go on meanwhile; only somebody who enters the very same new e-mail address waits for
the end.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.own_company import own_company
from files.batches import in_batches
from files.mapping import guess_mapping, resolve_mapping
from files.problems import ImportRefused, Report
from files.rows import Formats, Row, RowReader
from files.table import Table, open_table
from files.targets import Context, Importer, Options, Target, target_named

LOCK: Final = 7_201_001  # advisory lock: one import at a time
Progress = Callable[[int, int], None]  # rows done, rows in all


@dataclass(frozen=True, kw_only=True, slots=True)
class Job:
    """What to import and how; without a mapping ({field: column}) it is guessed from the headings."""

    target: str
    path: Path
    mapping: Mapping[str, str] | None = None
    options: Options = field(default_factory=Options)


@dataclass(frozen=True, kw_only=True, slots=True)
class Prepared:
    """A job that can run."""

    target: Target
    table: Table
    reader: RowReader
    context: Context


def prepare(job: Job) -> Prepared:
    """Open the file and check the mapping; nothing is read into the database. Raises ImportRefused."""
    target = target_named(job.target)
    table = open_table(job.path, encoding=job.options.encoding)
    mapping = guess_mapping(target.fields(), table.columns) if job.mapping is None else job.mapping
    places = resolve_mapping(target.fields(), table, mapping)
    columns = {target_field.name: table.columns[place] for target_field, place in places.items()}
    target.check(columns, job.options)
    company = own_company()
    formats = Formats(
        zone=company.zone,
        currency=company.currency,
        order=job.options.order,
        mark=job.options.mark,
    )
    context = Context(options=job.options, columns=columns, started_at=timezone.now())
    return Prepared(target=target, table=table, reader=RowReader(table, places, formats), context=context)


def run(job: Job, *, dry_run: bool = False, progress: Progress | None = None) -> Report:
    """Import a file and report what became of each row; with `dry_run` everything is undone at the end.

    Raises ImportRefused when the file cannot be used; then nothing is written either.
    """
    prepared = prepare(job)
    total = prepared.reader.survey()
    report = Report()
    if progress:
        progress(0, total)
    with transaction.atomic():
        _wait_for_other_imports()
        importer = prepared.target.start(prepared.context)
        for batch in in_batches(prepared.reader.read()):
            report.add(_take(importer, batch))
            if progress:
                progress(report.rows, total)
        if report.rows != total:
            raise ImportRefused(
                _("The file changed while it was read. Nothing was imported; please try again.")
            )
        if dry_run:
            transaction.set_rollback(True)
    return report


def _take(importer: Importer, batch: list[Row]) -> Report:
    report = Report()
    for row in batch:
        if row.problems:
            report.reject(row.problems)
    report.add(importer.take([row for row in batch if not row.problems]))
    report.errors.sort(key=lambda problem: problem.row)
    return report


def _wait_for_other_imports() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
