"""A file is understood once, when it is uploaded; later steps open it only to read rows, and once each."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from accounts.models import User
from files.models import ImportRun
from files.tasks import run_import
from outbox.models import OutboxMessage
from tests.factories import client_for, make_company
from tests.importing import run, write

pytestmark = pytest.mark.django_db

CONTENT = "id;Eingang;E-Mail\n1;13/04/2025;erika@example.com\n2;03/04/2025;jürgen@example.com\n"


MAPPED = {
    "column_0": "external_id",
    "column_1": "created_at",
    "column_2": "email",
    "new_campaign": "Messe",
}


class Openings:
    """Counts how often files below a folder are opened for reading, by whatever function."""

    def __init__(self, folder: Path) -> None:
        self.folder = str(folder)
        self.count = 0

    def hear(self, event: str, args: tuple[object, ...]) -> None:
        if event == "open" and isinstance(args[0], str | os.PathLike):
            is_written = isinstance(args[2], int) and bool(args[2] & (os.O_WRONLY | os.O_RDWR))
            self.count += not is_written and os.fspath(args[0]).startswith(self.folder)

    def take(self) -> int:
        """How many since the last time."""
        count, self.count = self.count, 0
        return count


_listening: list[Openings] = []


def _hear(event: str, args: tuple[object, ...]) -> None:
    for openings in _listening:
        openings.hear(event, args)


sys.addaudithook(_hear)


@pytest.fixture
def openings(tmp_path: Path, settings: Settings) -> Iterator[Openings]:
    settings.IMPORT_DIR = tmp_path / "imports"
    openings = Openings(tmp_path)
    _listening.append(openings)
    yield openings
    _listening.remove(openings)


def work_off() -> None:
    for message in OutboxMessage.objects.filter(done_at=None):
        run_import(message.pk)


def upload(desk: Client) -> str:
    """The address of the run."""
    file = SimpleUploadedFile("leads.csv", CONTENT.encode())
    desk.post(reverse("files:import_new"), {"target": "leads", "file": file})
    return reverse("files:import_run", args=[ImportRun.objects.get().pk])


def test_each_step_of_an_import_opens_the_file_once_at_most(mara: User, openings: Openings) -> None:
    desk = client_for(mara)
    opened = {}

    page = upload(desk)
    opened["upload"] = openings.take()
    desk.get(page)
    opened["columns"] = openings.take()
    desk.post(page, MAPPED)
    opened["mapping"] = openings.take()
    work_off()
    opened["trial run"] = openings.take()
    desk.post(f"{page}start/")
    opened["start"] = openings.take()
    work_off()
    opened["import"] = openings.take()

    assert opened == {"upload": 1, "columns": 1, "mapping": 0, "trial run": 1, "start": 0, "import": 1}
    assert ImportRun.objects.get().report["created"] == 2


def test_the_command_opens_its_file_once(openings: Openings, tmp_path: Path) -> None:
    make_company()
    path = write(tmp_path, CONTENT)

    assert (run(path).created, openings.take()) == (2, 1)
