"""The pages of imports: the list, the upload, and one run from its mapping to its result."""

from __future__ import annotations

import csv
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.permissions import Action, requires
from accounts.requests import SignedInRequest
from files import services
from files.forms import UploadForm
from files.layout import Layout
from files.mapping import guess_mapping
from files.mapping_form import MappingForm
from files.models import ImportRun, ImportState
from files.problems import ImportRefused
from files.targets import target_named
from pages.forms import put_errors
from values.cells import protect
from values.refusals import Refusal

RUNS_SHOWN = 100
ERRORS_SHOWN = 100
MAPPABLE = frozenset({ImportState.UPLOADED, ImportState.CHECKED, ImportState.FAILED})


@requires(Action.IMPORT_HISTORY)
def import_list(request: SignedInRequest) -> HttpResponse:
    """The newest imports this person may see."""
    runs = ImportRun.objects.visible_to(request.user).select_related("user")[:RUNS_SHOWN]
    return render(request, "files/import_list.html", {"runs": runs})


@requires(Action.IMPORT_HISTORY)
def import_new(request: SignedInRequest) -> HttpResponse:
    """Upload a file; what it is comes first."""
    form = UploadForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            run = services.upload(actor=request.user, **form.cleaned_data)
        except ValidationError as error:
            put_errors(form, error)
        else:
            return redirect("files:import_run", run.pk)
    status = 422 if form.errors else 200
    return render(request, "files/import_new.html", {"form": form}, status=status)


@requires(Action.IMPORT_HISTORY)
def import_run(request: SignedInRequest, run_id: int) -> HttpResponse:
    """One import as far as it is: mapping, progress, trial result or result; POST takes the mapping."""
    run = _get(request, run_id)
    if run.state == ImportState.RUNNING:
        run = services.settle(run)
    wants_mapping = request.method == "POST" or run.state == ImportState.UPLOADED or "mapping" in request.GET
    if run.state in MAPPABLE and wants_mapping:
        return _mapping_page(request, run)
    if run.state == ImportState.RUNNING:
        return _progress_page(request, run)
    response = render(request, "files/import_result.html", _result_context(run))
    if request.headers.get("HX-Request"):
        response["HX-Refresh"] = "true"  # the fragment that was waiting becomes a whole page
    return response


@requires(Action.IMPORT_HISTORY)
@require_POST
def import_start(request: SignedInRequest, run_id: int) -> HttpResponse:
    """Import what the trial run has shown."""
    run = _get(request, run_id)
    try:
        services.start(actor=request.user, run=run)
    except Refusal as error:
        messages.error(request, error.message)
    return redirect("files:import_run", run.pk)


@requires(Action.IMPORT_HISTORY)
@require_POST
def import_discard(request: SignedInRequest, run_id: int) -> HttpResponse:
    """Throw an upload away that was not imported."""
    run = _get(request, run_id)
    try:
        services.discard(actor=request.user, run=run)
    except Refusal as error:
        messages.error(request, error.message)
        return redirect("files:import_run", run.pk)
    messages.success(request, _("The file was deleted. Nothing was imported."))
    return redirect("files:import_list")


@requires(Action.IMPORT_HISTORY)
def import_errors(request: SignedInRequest, run_id: int) -> HttpResponseBase:
    """The row errors as CSV for a spreadsheet: with semicolons and BOM for German Excel, cells made
    harmless.
    """
    run = _get(request, run_id)
    is_german = (get_language() or "de").startswith("de")
    name = slugify(run.file_name.rsplit(".", 1)[0])[:60] or "import"
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}-{_("errors")}.csv"'
    response.write("\ufeff" if is_german else "")
    writer = csv.writer(response, delimiter=";" if is_german else ",")
    writer.writerow([_("Row"), _("Column"), _("Value"), _("Error")])
    for error in run.report.get("errors", ()):
        cells = (str(error["row"]), error["column"], error["value"], error["message"])
        writer.writerow([protect(cell) for cell in cells])
    return response


def _get(request: SignedInRequest, run_id: int) -> ImportRun:
    return get_object_or_404(ImportRun.objects.visible_to(request.user).select_related("user"), pk=run_id)


def _mapping_page(request: SignedInRequest, run: ImportRun) -> HttpResponse:
    try:
        return _ask_for_mapping(request, run, services.find_layout(run))
    except ImportRefused as refusal:
        return render(request, "files/import_gone.html", {"run": run, "reason": refusal.message})


def _ask_for_mapping(request: SignedInRequest, run: ImportRun, layout: Layout) -> HttpResponse:
    remembered = None if run.mapping else services.find_remembered(run)
    form = _mapping_form(request, run, layout, remembered)
    if request.method == "POST" and form.is_valid() and _try_out(request, run, form):
        return redirect("files:import_run", run.pk)
    context = {
        "run": run,
        "form": form,
        "hint": target_named(run.target).hint,
        "layout": layout,
        "columns": list(zip(layout.columns, services.read_samples(run), form.column_fields, strict=True)),
        "remembered": remembered,
    }
    return render(request, "files/import_mapping.html", context, status=422 if form.errors else 200)


def _mapping_form(
    request: SignedInRequest, run: ImportRun, layout: Layout, remembered: ImportRun | None
) -> MappingForm:
    """The form, set as it was for this file, else as for one with the same headings, else by guessing."""
    target = target_named(run.target)
    fields = target.fields()
    known = run.mapping or (remembered.mapping if remembered else {})
    return target.form(
        request.POST if request.method == "POST" else None,
        options=run.options,
        user=request.user,
        fields=fields,
        columns=layout.columns,
        mapping=known or guess_mapping(fields, layout.columns),
    )


def _try_out(request: SignedInRequest, run: ImportRun, form: MappingForm) -> bool:
    """Start the trial run; False with the error put into the form when the mapping cannot work."""
    try:
        services.try_out(actor=request.user, run=run, **form.for_service())
    except ValidationError as error:
        put_errors(form, error)
        return False
    except Refusal as error:
        messages.error(request, error.message)
    return True


def _progress_page(request: SignedInRequest, run: ImportRun) -> HttpResponse:
    started = run.report.get("started_at")
    context: dict[str, Any] = {"run": run, "is_trial": run.is_dry_run}
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


def _result_context(run: ImportRun) -> dict[str, Any]:
    errors = run.report.get("errors", [])
    notes = run.report.get("notes", [])
    return {
        "run": run,
        "report": run.report,
        "errors": errors[:ERRORS_SHOWN],
        "errors_more": len(errors[ERRORS_SHOWN:]) + run.report.get("errors_omitted", 0),
        "notes": notes[:ERRORS_SHOWN],
        "notes_more": len(notes[ERRORS_SHOWN:]),
        "is_checked": run.state == ImportState.CHECKED,
        "is_failed": run.state == ImportState.FAILED,
        "brings": run.report.get("created", 0) + run.report.get("merged", 0),
    }
