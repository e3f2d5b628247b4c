"""A file somebody imports: uploaded, mapped and tried out, imported, or thrown away.

uploaded -> running (dry) -> checked -> running -> done; a run that failed or was checked can be mapped anew.
The work is done by `perform` in a Celery job, in one transaction: all of the file or nothing.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any, Final

import structlog
from django.conf import settings
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db import InterfaceError, OperationalError, transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.permissions import Action, authorise
from files import disk, engine, storage
from files.kept_files import find_layout
from files.layout import Layout
from files.mapping_form import REMEMBERED
from files.models import ImportRun, ImportState
from files.opening import open_table
from files.options import check_words
from files.presets import Preset
from files.problems import ImportRefused, Report
from files.progress import Progress
from files.sources import StorageAway
from files.survey import Survey
from files.targets import Options, all_targets
from files.words import Meanings
from outbox.models import OutboxMessage, OutboxMessageQuerySet
from outbox.services import discard as discard_messages
from outbox.services import post
from values.checking import check_choice
from values.errors import field_error
from values.phones import Bare
from values.refusals import IllegalMove

logger = structlog.get_logger(__name__)
TOPIC: Final = "files.run_import"
TOO_LARGE: Final = "54"
MEGABYTE: Final = 1_000_000
LONGEST_FILE_NAME: Final = 255
MAPPABLE: Final = frozenset({ImportState.UPLOADED, ImportState.CHECKED, ImportState.FAILED})


def upload(*, actor: User, target: str, file: UploadedFile[Any]) -> ImportRun:
    """Keep a CSV file for import; nothing of it is in the database yet.

    Raises ValidationError (`target`, `file`) for what is unknown, too large or no table, NoRoom where the
    disk is too full, StorageAway; then nothing is kept.
    """
    authorise(actor, Action.IMPORT_HISTORY)
    check_choice("target", target, [entry.name for entry in all_targets()])
    _check_size(file)
    disk.check_room(file.size or 0)
    name = storage.store(file)
    try:
        layout = _understand(name, target)
    except ImportRefused as refusal:
        storage.remove(name)
        raise field_error("file", refusal.message, "unusable") from refusal
    return ImportRun.objects.create(
        target=target,
        user=actor,
        file_name=_printable(file.name or "")[:LONGEST_FILE_NAME] or "import.csv",
        stored_path=name,
        layout=layout.as_json(),
        headings_key=layout.headings_key,
    )


def _understand(name: str, target: str, *, heading_row: int | None = None) -> Layout:
    clues = engine.clues_of(target, heading_row=heading_row)
    with open_table(storage.find(name), clues=clues) as table:
        return table.layout


@transaction.atomic
def choose_heading(*, actor: User, run: ImportRun, row: int) -> ImportRun:
    """Take the headings from this row instead; the mapping begins anew.

    Raises ImportRefused when there are none, IllegalMove when the run is under way or done.
    """
    authorise(actor, Action.IMPORT_HISTORY)
    locked = _lock(run, *MAPPABLE)
    find_layout(locked)
    layout = _understand(locked.stored_path, locked.target, heading_row=row)
    locked.layout, locked.headings_key = layout.as_json(), layout.headings_key
    locked.mapping, locked.survey, locked.state = {}, None, ImportState.UPLOADED
    locked.save()
    return locked


def _check_size(file: UploadedFile[Any]) -> None:
    size = file.size or 0
    if size > settings.IMPORT_MAX_MB * MEGABYTE:
        message = _("The file has %(size)d MB. Allowed are %(limit)d MB.")
        values = {"size": size // MEGABYTE, "limit": settings.IMPORT_MAX_MB}
        raise field_error("file", message % values, "too_large")


def find_remembered(run: ImportRun) -> ImportRun | None:
    """The newest import of a file with the same headings: how it was mapped is the best guess for this
    one.
    """
    alike = ImportRun.objects.filter(target=run.target, headings_key=run.headings_key)
    return alike.exclude(mapping={}).exclude(pk=run.pk).order_by("-pk").first()


def propose_options(remembered: ImportRun | None, preset: Preset | None) -> dict[str, Any]:
    """What a file is most likely like: as the last one with the same headings, else as its kind."""
    if remembered:
        return {name: remembered.options.get(name, "") for name in REMEMBERED}
    return {"source": preset.source} if preset else {}


@transaction.atomic
def try_out(*, actor: User, run: ImportRun, mapping: Mapping[str, str], **options: Any) -> ImportRun:
    """Keep the mapping ({field: column}) and what the form asked for besides, and start a dry run.

    Raises ValidationError when the mapping cannot work, IllegalMove when the run is under way or done.
    """
    authorise(actor, Action.IMPORT_HISTORY)
    locked = _lock(run, *MAPPABLE)
    options["words"] = (locked.options or _options_of(find_remembered(locked))).get("words", {})
    locked.mapping, locked.options, locked.survey = dict(mapping), options, None
    try:
        layout = find_layout(locked)
        engine.check_mapping(_job(locked, layout), layout)
    except ImportRefused as refusal:
        raise ValidationError(refusal.message, code="mapping") from refusal
    return _start(locked, dry_run=True)


def _options_of(run: ImportRun | None) -> dict[str, Any]:
    return run.options if run else {}


@transaction.atomic
def choose_words(*, actor: User, run: ImportRun, words: Mapping[str, Meanings]) -> ImportRun:
    """Keep what the words of a file mean, {field: {word: meaning}}, and try it out anew.

    Raises ImportRefused for what no word can mean, IllegalMove when nothing was tried out.
    """
    authorise(actor, Action.IMPORT_HISTORY)
    locked = _lock(run, ImportState.CHECKED)
    locked.options = {**locked.options, "words": check_words(words, locked.target)}
    return _start(locked, dry_run=True)


@transaction.atomic
def start(*, actor: User, run: ImportRun) -> ImportRun:
    """Import a file whose dry run was seen.

    Raises IllegalMove in any other state, NoRoom where the disk is too full for as much in the database.
    """
    authorise(actor, Action.IMPORT_HISTORY)
    locked = _lock(run, ImportState.CHECKED)
    disk.check_room(storage.size_of(locked.stored_path))
    return _start(locked, dry_run=False)


@transaction.atomic
def discard(*, actor: User, run: ImportRun) -> None:
    """Throw a run and its file away, also one whose job waits, for its turn or for another try.

    One that is being worked on or is done stays: IllegalMove.
    """
    authorise(actor, Action.IMPORT_HISTORY)
    locked = settle(run)
    if locked.state == ImportState.RUNNING and not discard_messages([locked.message_id or 0], by=actor.pk):
        raise IllegalMove(_("This import is being worked on right now. Wait for its end, then discard it."))
    locked = _lock(run, *MAPPABLE, ImportState.RUNNING)
    name = locked.stored_path
    locked.delete()
    transaction.on_commit(lambda: storage.remove(name))


def perform(run_id: int) -> None:
    """Do what a started run asks for; called by the Celery job inside its transaction.

    A file that cannot be used, and any defect of ours, ends the run as failed with a message. A database or a
    storage that goes away is raised on: the outbox comes again.
    """
    run = ImportRun.objects.select_related("user").filter(pk=run_id, state=ImportState.RUNNING).first()
    if run is None or run.user is None:
        return
    with translation.override(run.user.language):
        try:
            with transaction.atomic():  # whatever breaks within, that it broke can still be written
                _import(run, run.user)
        except (ImportRefused, PermissionDenied) as refusal:
            _fail(run, str(refusal))
        except Exception as error:  # the user must learn that it ended, whatever it was
            if _may_pass(error):
                raise
            logger.exception("import_failed", run_id=run_id)
            _fail(run, _("Something went wrong on our side. Nothing was imported."))


def _may_pass(error: Exception) -> bool:
    """Whether the same job could succeed later: the database or the storage went away, was full or too slow.

    What is too large for it (SQLSTATE class 54) is an OperationalError too, and stays too large.
    """
    code = getattr(error.__cause__, "pgcode", None) or ""
    if isinstance(error, StorageAway):
        return True
    return isinstance(error, OperationalError | InterfaceError) and not code.startswith(TOO_LARGE)


def _import(run: ImportRun, actor: User) -> None:
    authorise(actor, Action.IMPORT_HISTORY)
    job = _job(run, find_layout(run))
    with Progress(run.pk) as progress:
        report = engine.run(job, dry_run=run.is_dry_run, show_progress=progress)
    _finish_well(run, report)


@transaction.atomic
def settle(run: ImportRun) -> ImportRun:
    """The run as it is now; one of whose job nothing comes any more, given up or discarded, has failed."""
    locked = ImportRun.objects.select_for_update().get(pk=run.pk)
    if locked.state == ImportState.RUNNING and not find_job(locked).exists():
        message = _(
            "The job failed again and again and was given up. Nothing was imported. Try it once more under "
            "“Change the columns”, or delete the file; an administrator finds the cause under “Given up”."
        )
        _fail(locked, message)
    return locked


def revive(message_ids: Collection[int]) -> None:
    """Let runs run again that failed because their job, one of these, was given up; it is tried once more."""
    given_up = ImportRun.objects.filter(message_id__in=message_ids, state=ImportState.FAILED)
    given_up.update(state=ImportState.RUNNING, report={}, rows_done=0, finished_at=None)


def settle_all() -> None:
    """Let every run end of whose job nothing comes any more."""
    for run in ImportRun.objects.filter(state=ImportState.RUNNING):
        settle(run)


def find_job(run: ImportRun) -> OutboxMessageQuerySet:
    """Its message in the outbox, while something may come of it."""
    return OutboxMessage.objects.open().filter(pk=run.message_id or 0)


def _job(run: ImportRun, layout: Layout) -> engine.Job:
    return engine.Job(
        target=run.target,
        file=storage.find(run.stored_path),
        mapping=run.mapping,
        options=Options(
            own=run.options,
            date_order=run.options.get("date_order") or None,
            decimal_sign=run.options.get("decimal_sign") or None,
            bare_phones=Bare(bare) if (bare := run.options.get("bare_phones")) else None,
            words=run.options.get("words", {}),
            source=run.options.get("source"),
            time_zone=run.options.get("time_zone", ""),
            country=run.options.get("country", ""),
            user_id=run.user_id,
            run_id=run.pk,
        ),
        layout=layout,
        survey=Survey(**run.survey) if run.survey else None,
    )


def _lock(run: ImportRun, *allowed: ImportState) -> ImportRun:
    locked = ImportRun.objects.select_for_update().get(pk=run.pk)
    if locked.state not in allowed:
        message = _("This import is “%(state)s” and cannot be changed now.")
        raise IllegalMove(message % {"state": ImportState(locked.state).label})
    return locked


def _start(run: ImportRun, *, dry_run: bool) -> ImportRun:
    run.is_dry_run = dry_run
    run.message_id = post(topic=TOPIC, payload={"run": run.pk}).pk
    run.state = ImportState.RUNNING
    run.rows_done, run.report, run.finished_at = 0, {}, None
    run.save()
    return run


def _finish_well(run: ImportRun, report: Report) -> None:
    run.rows_done = run.rows_total = report.rows
    run.survey = report.survey.as_json() if report.survey else None
    run.lines = {str(number): cells for number, cells in report.lines.items()}
    state = ImportState.CHECKED if run.is_dry_run else ImportState.DONE
    _finish(run, state, report.as_json())
    if not run.is_dry_run:
        transaction.on_commit(lambda: storage.remove(run.stored_path))


def _fail(run: ImportRun, message: str) -> None:
    run.refresh_from_db()  # what could not be written must not come along
    _finish(run, ImportState.FAILED, {"message": message})


def _finish(run: ImportRun, state: ImportState, report: dict[str, Any]) -> None:
    run.state, run.report, run.finished_at = state, report, timezone.now()
    run.save(update_fields=["state", "report", "lines", "survey", "rows_done", "rows_total", "finished_at"])


def _printable(name: str) -> str:
    return "".join(character for character in name if character.isprintable())
