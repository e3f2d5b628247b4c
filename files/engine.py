"""One file comes in: surveyed, read and written batch by batch, in one transaction, so that nothing is half
written.

Imports wait for each other: two runs of the same file at once find each other's leads instead of doubling
them. Forms and the API go on meanwhile: an enquiry of the very same people is put aside until the end
(`leads/capture/aside.py`).
"""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from typing import Final
from zoneinfo import ZoneInfo

from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.own_company import own_company
from files.batches import ahead, in_batches
from files.fields import Field
from files.layout import Clues, Layout
from files.mapping import guess_mapping, known_headings, resolve_mapping
from files.opening import open_table
from files.presets import Preset, find_preset
from files.problems import ImportRefused, Report
from files.rows import Formats, Row, RowReader
from files.sources import Source
from files.survey import Survey
from files.table import Table
from files.targets import Context, Importer, Options, target_named
from values.moments import CLOCK_SLACK
from values.patience import wait_for_lock

LOCK: Final = 7_201_001  # advisory lock: one import at a time
ShowProgress = Callable[[int, int], None]  # rows done, rows in all


@dataclass(frozen=True, kw_only=True, slots=True)
class Job:
    """What to import and how.

    mapping: {field: column}; None guesses it from the headings.
    layout, survey: what was found out about the file before; None finds it out now.
    encoding, heading_row: what the user declared, for a file that is understood now.
    """

    target: str
    file: Source
    mapping: Mapping[str, str] | None = None
    options: Options = field(default_factory=Options)
    layout: Layout | None = None
    survey: Survey | None = None
    encoding: str = ""
    heading_row: int | None = None

    @property
    def clues(self) -> Clues:
        return clues_of(self.target, encoding=self.encoding, heading_row=self.heading_row)


def clues_of(target: str, *, encoding: str = "", heading_row: int | None = None) -> Clues:
    """What is known of a file that is to be imported as this."""
    headings = known_headings(target_named(target).fields())
    return Clues(encoding=encoding, heading_row=heading_row, headings=headings)


def check_mapping(job: Job, layout: Layout) -> dict[Field, int]:
    """{field: position of its column}. Raises ImportRefused for a mapping that cannot work."""
    target, preset = target_named(job.target), preset_of(job.target, layout)
    mapping = guess_mapping(target.fields(), layout.columns, preset) if job.mapping is None else job.mapping
    positions = resolve_mapping(target.fields(), layout, mapping)
    target.check([mapped.name for mapped in positions], job.options)
    return {preset.adapt(mapped) if preset else mapped: at for mapped, at in positions.items()}


def preset_of(target: str, layout: Layout) -> Preset | None:
    """The kind of file this is, if we know it."""
    return find_preset(target_named(target).presets, layout.columns)


def run(job: Job, *, dry_run: bool = False, show_progress: ShowProgress | None = None) -> Report:
    """Import a file and report what became of each row; with `dry_run` everything is undone at the end.

    Raises ImportRefused when the file cannot be used; then nothing is written either.
    """
    show = show_progress or _show_nothing
    with open_table(job.file, layout=job.layout, clues=job.clues) as table:
        positions = check_mapping(job, table.layout)
        reader = RowReader(table, positions, _formats_of(job), job.survey)
        survey = job.survey or reader.survey()
        show(0, survey.rows)
        with transaction.atomic():
            _wait_for_other_imports()
            importer = target_named(job.target).start(_context_of(job, positions, table.layout))
            report = _import_rows(importer, reader, lambda done: show(done, survey.rows))
            _refuse_changed(table, report, survey)
            if dry_run:
                transaction.set_rollback(True)
    report.survey = survey
    return report


def _formats_of(job: Job) -> Formats:
    company = own_company()
    return Formats(
        zone=ZoneInfo(job.options.time_zone) if job.options.time_zone else company.zone,
        country=job.options.country or company.country,
        currency=company.currency,
        latest=timezone.now() + CLOCK_SLACK,
        date_order=job.options.date_order,
        decimal_sign=job.options.decimal_sign,
        bare_phones=job.options.bare_phones,
        words=job.options.words,
    )


def _context_of(job: Job, positions: Mapping[Field, int], layout: Layout) -> Context:
    columns = {mapped.name: layout.columns[position] for mapped, position in positions.items()}
    preset, said = preset_of(job.target, layout), job.options.source
    source = said if said is not None else preset.source if preset else ""
    return Context(options=job.options, columns=columns, started_at=timezone.now(), source=source)


def _import_rows(importer: Importer, reader: RowReader, show: Callable[[int], None]) -> Report:
    report = Report()
    with closing(ahead(in_batches(reader.read()))) as batches, _garbage_collected_by_batch():
        for batch in batches:
            report.add(_take(importer, batch))
            show(report.rows)
            gc.collect(1)
    return report


@contextmanager
def _garbage_collected_by_batch() -> Iterator[None]:
    """Leave it to the caller to look for garbage in what is new.

    Rows refer to nothing in circles and go by themselves. Looking for some among all that is loaded, again
    and again while they are made, took a fifth of an import's processor time.
    """
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


def _take(importer: Importer, batch: list[Row]) -> Report:
    report = Report()
    for row in batch:
        if row.problems:
            report.reject([*row.problems, *row.remarks])
    report.add(importer.take([row for row in batch if not row.problems]))
    report.errors.sort(key=lambda problem: problem.row)
    said = {problem.row for problem in (*report.errors, *report.remarks)}
    report.lines = {row.number: row.line for row in batch if row.number in said}
    return report


def _refuse_changed(table: Table, report: Report, survey: Survey) -> None:
    if table.has_changed or report.rows != survey.rows:
        raise ImportRefused(_("The file changed while it was read. Nothing was imported; please try again."))


def _show_nothing(_done: int, _total: int) -> None:
    """Nobody looks on."""


def _wait_for_other_imports() -> None:
    """As long as they take, whatever the process allows its other transactions."""
    with connection.cursor() as cursor:
        wait_for_lock(cursor, LOCK)
