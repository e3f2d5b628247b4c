"""What an old import kept of people goes; what it came to stays."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as configured
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from pytest_django import Settings

from accounts.models import User
from files import services as imports
from files.forgetting import forget_old
from files.models import ImportRun, ImportState
from files.tasks import forget_old_imports
from tests.factories import client_for

pytestmark = pytest.mark.django_db

PROBLEM = {"row": 2, "column": "email", "value": "erika@", "message": "“erika@” is no address."}
REPORT = {"rows": 2, "created": 1, "rejected": 1, "errors": [PROBLEM], "remarks": [PROBLEM]}


@pytest.fixture(autouse=True)
def _own_folder(tmp_path: Path, settings: Settings) -> None:
    settings.IMPORT_DIR = tmp_path / "imports"


def ended(user: User, *, days: int, **fields: object) -> ImportRun:
    values = {"state": ImportState.DONE, "report": REPORT, "lines": {"2": ["Erika", "erika@"]}, "survey": {}}
    when = timezone.now() - timedelta(days=days)
    run = ImportRun.objects.create(target="leads", user=user, **{**values, "finished_at": when, **fields})
    ImportRun.objects.filter(pk=run.pk).update(created_at=when)
    return run


def test_old_import_keeps_its_counts_and_nothing_of_its_rows(mara: User) -> None:
    run = ended(mara, days=91)
    assert forget_old() == 1
    run.refresh_from_db()
    assert {key: run.report.get(key) for key in REPORT} == {
        "rows": 2,
        "created": 1,
        "rejected": 1,
        "errors": None,
        "remarks": None,
    }
    assert (run.lines, run.survey, forget_old()) == ({}, None, 0)


@pytest.mark.parametrize(
    "fields", [{"days": 89}, {"days": 91, "state": ImportState.RUNNING, "finished_at": None}]
)
def test_import_that_is_young_or_runs_keeps_all(mara: User, fields: dict[str, object]) -> None:
    run = ended(mara, **fields)  # type: ignore[arg-type]
    forget_old_imports()
    run.refresh_from_db()
    assert (run.report, run.lines) == (REPORT, {"2": ["Erika", "erika@"]})


def test_days_are_those_of_the_setting(mara: User, settings: Settings) -> None:
    settings.IMPORT_REPORT_DAYS = 5
    ended(mara, days=6)
    assert forget_old() == 1


def test_file_nobody_imported_goes(
    mara: User, tmp_path: Path, django_capture_on_commit_callbacks: Any
) -> None:
    file = SimpleUploadedFile("leads.csv", b"name,email\nErika,erika@example.com\n")
    run = imports.upload(actor=mara, target="leads", file=file)
    ImportRun.objects.update(created_at=timezone.now() - timedelta(days=91))
    with django_capture_on_commit_callbacks(execute=True):
        forget_old()
    assert list((tmp_path / "imports").iterdir()) == []
    assert "nicht mehr" in client_for(mara).get(f"/imports/{run.pk}/").content.decode()


def test_page_of_an_old_import_says_that_its_rows_are_gone(mara: User) -> None:
    run = ended(mara, days=91)
    forget_old()
    page = client_for(mara).get(f"/imports/{run.pk}/").content.decode()
    assert "Zeilen und Werte wurden 90 Tage nach dem Import" in page and "erika@" not in page
    assert client_for(mara).get(f"/imports/{run.pk}/errors.csv").status_code == 200


def test_beat_forgets_every_night() -> None:
    assert forget_old_imports.name in {one["task"] for one in configured.CELERY_BEAT_SCHEDULE.values()}
