"""The pages of imports: the list, the upload, and one run from its mapping to its result."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime
from http import HTTPStatus
from typing import Any

from django.conf import settings
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from accounts.permissions import Action, requires
from accounts.requests import SignedInRequest
from files import engine, services
from files.forms import HeadingForm, UploadForm
from files.kept_files import find_layout, read_lines, read_preview
from files.layout import Layout
from files.mapping import guess_mapping
from files.mapping_form import MappingForm
from files.models import ImportRun, ImportState
from files.problems import ImportRefused
from files.targets import Brought, target_named
from files.undoing import LEFT, find_brought, undo
from files.words_form import WordsForm
from pages.answers import Press, Submission, done, posted
from pages.csv import csv_answer

RUNS_SHOWN = 100
ERRORS_SHOWN = 100
TOUCHED_SHOWN = 20


@requires(Action.IMPORT_HISTORY)
@require_safe
def import_list(request: SignedInRequest) -> HttpResponse:
    """The newest imports this person may see."""
    services.settle_all()
    runs = ImportRun.objects.visible_to(request.user).select_related("user")[:RUNS_SHOWN]
    return render(request, "files/import_list.html", {"runs": runs})


@requires(Action.IMPORT_HISTORY)
def import_new(request: SignedInRequest) -> HttpResponse:
    """Upload a file; what it is comes first."""
    form = UploadForm(posted(request), request.FILES or None)
    submission = Submission(form)
    if form.is_valid():
        with submission:
            run = services.upload(actor=request.user, **form.cleaned_data)
            return redirect("files:import_run", run.pk)
    return submission.show(request, "files/import_new.html")


@requires(Action.IMPORT_HISTORY)
def import_run(request: SignedInRequest, run_id: int) -> HttpResponse:
    """One import as far as it is: mapping, progress, trial result or result; POST takes the mapping."""
    run = _get(request, run_id)
    if run.state == ImportState.RUNNING:
        run = services.settle(run)
    wants_mapping = request.method == "POST" or run.state == ImportState.UPLOADED or "mapping" in request.GET
    if run.state in services.MAPPABLE and wants_mapping:
        return _mapping_page(request, run)
    if request.method == "POST":  # its mapping was taken meanwhile
        return redirect("files:import_run", run.pk)
    if run.state == ImportState.RUNNING:
        return _progress_page(request, run)
    response = render(request, "files/import_result.html", _result_context(run))
    if request.headers.get("HX-Request"):
        response["HX-Refresh"] = "true"  # the fragment that was waiting becomes a whole page
    return response


@requires(Action.IMPORT_HISTORY)
@require_POST
def import_heading(request: SignedInRequest, run_id: int) -> HttpResponse:
    """Take the headings from another row."""
    run = _get(request, run_id)
    form = HeadingForm(request.POST)
    if form.is_valid():
        with Press(request):
            services.choose_heading(actor=request.user, run=run, **form.cleaned_data)
    return redirect("files:import_run", run.pk)


@requires(Action.IMPORT_HISTORY)
@require_POST
def import_start(request: SignedInRequest, run_id: int) -> HttpResponse:
    """Import what the trial run has shown."""
    run = _get(request, run_id)
    with Press(request):
        services.start(actor=request.user, run=run)
    return redirect("files:import_run", run.pk)


@requires(Action.IMPORT_HISTORY)
@require_POST
def import_discard(request: SignedInRequest, run_id: int) -> HttpResponse:
    """Throw an upload away that was not imported."""
    run = _get(request, run_id)
    with Press(request):
        services.discard(actor=request.user, run=run)
        return done(request, _("The file was deleted. Nothing was imported."), "files:import_list")
    return redirect("files:import_run", run.pk)


@requires(Action.IMPORT_HISTORY)
@require_POST
def import_words(request: SignedInRequest, run_id: int) -> HttpResponse:
    """Take what the words mean, and try the file out anew."""
    run = _get(request, run_id)
    form = _words_form(run, request.POST)
    if form.is_valid():
        with Press(request):
            services.choose_words(actor=request.user, run=run, words=form.for_service())
    return redirect("files:import_run", run.pk)


@requires(Action.IMPORT_HISTORY)
def import_undo(request: SignedInRequest, run_id: int) -> HttpResponse:
    """Say what would go if the import were taken back; POST takes it back."""
    run = _get(request, run_id)
    with Press(request):
        if request.method == "POST":
            undone = undo(actor=request.user, run=run)
            to = ("files:import_run", run.pk) if undone.left else ("files:import_list",)
            return done(request, undone.said, *to)
        brought = find_brought(run)
        return render(request, "files/import_undo.html", _undo_context(run, brought))
    return redirect("files:import_run", run.pk)


def _undo_context(run: ImportRun, brought: Brought) -> dict[str, Any]:
    taker = target_named(run.target).undo
    assert taker is not None  # find_brought found something
    touched = list(brought.touched.values())
    is_stopped = bool(touched) and (not taker.leaves_touched or len(touched) == brought.count)
    return {
        "run": run,
        "taker": taker,
        "goes": brought.count - len(touched),
        "is_stopped": is_stopped,
        "touched": touched[:TOUCHED_SHOWN],
        "more": len(touched[TOUCHED_SHOWN:]),
    }


@requires(Action.IMPORT_HISTORY, fresh="download")
@require_safe
def import_errors(request: SignedInRequest, run_id: int) -> HttpResponseBase:
    """The rejected rows as CSV, to be mended and imported again."""
    return _download(request, run_id, "errors", _("rejected"))


@requires(Action.IMPORT_HISTORY, fresh="download")
@require_safe
def import_remarks(request: SignedInRequest, run_id: int) -> HttpResponseBase:
    """The rows with remarks as CSV; imported again they complete their leads."""
    return _download(request, run_id, "remarks", _("remarks"))


def _download(request: SignedInRequest, run_id: int, kind: str, ending: str) -> HttpResponseBase:
    run = _get(request, run_id)
    name = slugify(run.file_name.rsplit(".", 1)[0])[:60] or "import"
    heading, rows = read_lines(run, kind)
    return csv_answer(f"{name}-{ending}", heading, rows)


def _get(request: SignedInRequest, run_id: int) -> ImportRun:
    return get_object_or_404(ImportRun.objects.visible_to(request.user).select_related("user"), pk=run_id)


def _mapping_page(request: SignedInRequest, run: ImportRun) -> HttpResponse:
    try:
        return _ask_for_mapping(request, run, find_layout(run))
    except ImportRefused as refusal:
        context = {"run": run, "reason": refusal.message}
        status = refusal.status if request.method == "POST" else HTTPStatus.OK
        return render(request, "files/import_gone.html", context, status=status)


def _ask_for_mapping(request: SignedInRequest, run: ImportRun, layout: Layout) -> HttpResponse:
    remembered = None if run.mapping else services.find_remembered(run)
    form = _mapping_form(request, run, layout, remembered)
    submission = Submission(form, shown=())
    if form.is_valid():
        with Press(request), submission:
            services.try_out(actor=request.user, run=run, **form.for_service())
        if not form.errors:  # it is being tried out; where that was refused, somebody else began it
            return redirect("files:import_run", run.pk)
    preview = read_preview(run)
    return submission.show(
        request,
        "files/import_mapping.html",
        run=run,
        hint=target_named(run.target).hint,
        layout=layout,
        columns=list(zip(form.columns, preview.samples, form.column_fields, strict=True)),
        top=preview.top,
        remembered=remembered,
        preset=engine.preset_of(run.target, layout),
    )


def _mapping_form(
    request: SignedInRequest, run: ImportRun, layout: Layout, remembered: ImportRun | None
) -> MappingForm:
    """The form, set as it was for this file, else as for one with the same headings, else by guessing."""
    target = target_named(run.target)
    fields = target.fields()
    columns = [name for _at, name in layout.named]
    preset = engine.preset_of(run.target, layout)
    known = run.mapping or (remembered.mapping if remembered else {})
    options = run.options or services.propose_options(remembered, preset)
    return target.form(
        posted(request),
        options=options,
        user=request.user,
        fields=fields,
        columns=columns,
        mapping=known or guess_mapping(fields, columns, preset),
    )


def _progress_page(request: SignedInRequest, run: ImportRun) -> HttpResponse:
    started = run.report.get("started_at")
    context: dict[str, Any] = {"run": run, "is_trial": run.is_dry_run}
    job = services.find_job(run).filter(claimed_at=None).first()  # waits for its turn or for another try
    context |= {"waiting": job, "failed_tries": job.attempts if job and job.last_error else 0}
    if started and run.rows_done:
        seconds = max((timezone.now() - datetime.fromisoformat(started)).total_seconds(), 0.1)
        rate = run.rows_done / seconds
        context |= {"rate": round(rate), "left": _duration((run.rows_total - run.rows_done) / rate)}
    is_fragment = bool(request.headers.get("HX-Request"))
    return render(request, f"files/import_{'progress' if is_fragment else 'running'}.html", context)


def _duration(seconds: float) -> str:
    if seconds < 90:
        return ngettext("%(count)d second", "%(count)d seconds", round(seconds)) % {"count": round(seconds)}
    minutes = round(seconds / 60)
    return ngettext("%(count)d minute", "%(count)d minutes", minutes) % {"count": minutes}


def _words_form(run: ImportRun, data: Mapping[str, Any] | None = None) -> WordsForm:
    return WordsForm(
        data,
        fields=target_named(run.target).fields(),
        found=(run.survey or {}).get("words", {}),
        said=run.options.get("words", {}),
        columns=run.mapping,
    )


def _find_unordered(run: ImportRun) -> dict[str, str] | None:
    """A column whose dates can be read in two ways, with the first such date; None where all is clear."""
    formats = (run.survey or {}).get("formats", {})
    headings = [run.mapping[name] for name, found in formats.items() if found is None and name in run.mapping]
    if run.options.get("date_order"):
        return None
    return next(
        (
            error
            for error in run.report.get("errors", [])
            if error["column"] in headings and re.match(r"\d{1,2}[/-]\d{1,2}[/-]\d", error["value"])
        ),
        None,
    )


def _result_context(run: ImportRun) -> dict[str, Any]:
    errors = run.report.get("errors", [])
    remarks = run.report.get("remarks", [])
    return {
        "words_form": _words_form(run),
        "unordered": _find_unordered(run),
        "run": run,
        "report": run.report,
        "report_days": settings.IMPORT_REPORT_DAYS,
        "errors": errors[:ERRORS_SHOWN],
        "errors_more": len(errors[ERRORS_SHOWN:]) + run.report.get("errors_omitted", 0),
        "remarks": remarks[:ERRORS_SHOWN],
        "remarks_count": len(remarks) + run.report.get("remarks_omitted", 0),
        "remarks_more": len(remarks[ERRORS_SHOWN:]) + run.report.get("remarks_omitted", 0),
        "is_checked": run.state == ImportState.CHECKED,
        "is_failed": run.state == ImportState.FAILED,
        "is_undone": run.state == ImportState.UNDONE,
        "left": run.report.get(LEFT, []),
        "brings": run.report.get("created", 0) + run.report.get("merged", 0),
    }
