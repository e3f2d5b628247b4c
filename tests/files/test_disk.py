"""An import that does not fit does not begin."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from accounts.models import User
from files import disk, services
from files.disk import Disk, NoRoom
from files.models import ImportRun, ImportState

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]
MB = 1_000_000
WHY = (
    "There is not enough room on the portal's disk: 6 MB are free, this file has 2 MB, "
    "and 5 MB must stay free. Nothing was imported. Please tell an administrator."
)


@pytest.fixture(autouse=True)
def disk_of_100_mb(monkeypatch: pytest.MonkeyPatch, settings: Settings, tmp_path: Path) -> None:
    """94 of them are used."""
    settings.IMPORT_DIR = tmp_path
    full = Disk(identity=7, total=100 * MB, used=94 * MB, free=6 * MB)
    monkeypatch.setattr(disk, "measure", lambda _: full)


def test_file_that_just_fits_is_taken() -> None:
    disk.check_room(1 * MB)


def test_file_that_does_not_fit_is_refused_with_the_figures() -> None:
    with pytest.raises(NoRoom) as refused:
        disk.check_room(1 * MB + 1)
    assert refused.value.message == WHY


def test_upload_says_beside_the_file_that_there_is_no_room(
    client: Client, mara: User, tmp_path: Path
) -> None:
    mara.language = "en"
    mara.save()
    client.force_login(mara)
    file = SimpleUploadedFile("leads.csv", b"id,E-Mail\n" + b"1,erika@example.com\n" * 90_000)
    answer = client.post(reverse("files:import_new"), {"target": "leads", "file": file})
    assert answer.status_code == 409
    assert answer.context["form"].errors == {"file": [WHY]}
    assert (list(tmp_path.glob("*.csv")), ImportRun.objects.count()) == ([], 0)


def test_import_does_not_begin_where_the_disk_filled_up_meanwhile(mara: User, tmp_path: Path) -> None:
    (tmp_path / "kept.csv").write_bytes(b"x" * 2 * MB)
    run = ImportRun.objects.create(
        target="leads", user=mara, stored_path="kept.csv", state=ImportState.CHECKED, layout={}
    )
    with pytest.raises(NoRoom):
        services.start(actor=mara, run=run)
    run.refresh_from_db()
    assert run.state == ImportState.CHECKED


def test_command_refuses_a_file_that_does_not_fit(tmp_path: Path) -> None:
    file = tmp_path / "leads.csv"
    file.write_bytes(b"id\n" + b"1\n" * MB)
    with pytest.raises(CommandError, match="not enough room"):
        call_command("import_leads", str(file))


def test_disk_of_a_folder_to_come_is_that_of_its_parent(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.undo()
    assert disk.measure(tmp_path / "not" / "yet").identity == disk.measure(tmp_path).identity
