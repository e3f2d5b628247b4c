"""Lists of customers for tests, imported as a run that can be taken back."""

from __future__ import annotations

from pathlib import Path

from django.utils import timezone

from accounts.models import User
from files.models import ImportRun, ImportState
from files.problems import Report
from tests.importing import run, write


def import_list(folder: Path, actor: User, *lines: str) -> ImportRun:
    """Import these lines of firm, domain, since and until; row 2 is the first."""
    return import_with_report(folder, actor, *lines)[0]


def import_with_report(folder: Path, actor: User, *lines: str) -> tuple[ImportRun, Report]:
    row = ImportRun.objects.create(target="customers", user=actor, file_name="kunden.csv")
    path = write(folder, "\n".join(["Firma;Domain;Kunde seit;Kunde bis", *lines]) + "\n")
    report = run(path, target="customers", user_id=actor.pk, run_id=row.pk)
    row.state, row.is_dry_run, row.report, row.finished_at = (
        ImportState.DONE,
        False,
        report.as_json(),
        timezone.now(),
    )
    row.save()
    return row, report
