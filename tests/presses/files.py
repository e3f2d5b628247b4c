"""Forms of an import, from its file to taking it back."""

from __future__ import annotations

from dataclasses import replace

from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from accounts.models import User
from files.models import ImportRun
from files.tasks import run_import
from outbox.models import OutboxMessage
from tests.factories import client_for, make_user
from tests.presses.sending import Press, form, press_of

FILE = b"Lead ID;E-Mail;created at\n1;erika@example.com;2026-01-01\n"
MEANT = {
    "column_0": "external_id",
    "column_1": "email",
    "column_2": "created_at",
    "new_campaign": "Messe",
}


@form("files:import_new")
def import_new() -> Press:
    return replace(press_of(make_user(), "files:import_new", target="leads"), file=FILE)


def uploaded(file: bytes = FILE) -> tuple[User, ImportRun]:
    user = make_user()
    file_sent = SimpleUploadedFile("messe.csv", file)
    client_for(user).post(reverse("files:import_new"), {"target": "leads", "file": file_sent})
    return user, ImportRun.objects.latest("pk")


def work_off() -> None:
    for message in OutboxMessage.objects.filter(done_at=None, topic="files.run_import"):
        run_import(message.pk)


def try_out(user: User, run: ImportRun, **more: str) -> None:
    client_for(user).post(reverse("files:import_run", args=[run.pk]), {**MEANT, **more})
    work_off()


def tried_out(file: bytes = FILE, **more: str) -> tuple[User, ImportRun]:
    user, run = uploaded(file)
    try_out(user, run, **more)
    return user, run


@form("files:import_run")
def import_mapping() -> Press:
    user, run = uploaded()
    return press_of(user, "files:import_run", run.pk, **MEANT)


@form("files:import_heading")
def import_heading() -> Press:
    user, run = uploaded(b"farbe;form\nrot;rund\nblau;eckig\n")
    return press_of(user, "files:import_heading", run.pk, row=2)


@form("files:import_words")
def import_words() -> Press:
    text = b"id;email;created at;Status\n1;a@example.com;2026-01-01;Deal zu\n"
    user, run = tried_out(text, column_3="status")
    return press_of(user, "files:import_words", run.pk, word_0="won")


@form("files:import_start")
def import_start() -> Press:
    user, run = tried_out()
    return press_of(user, "files:import_start", run.pk)


@form("files:import_discard")
def import_discard() -> Press:
    user, run = uploaded()
    return press_of(user, "files:import_discard", run.pk)


@form("files:import_undo")
def import_undo() -> Press:
    user, run = tried_out()
    client_for(user).post(reverse("files:import_start", args=[run.pk]))
    work_off()
    return press_of(user, "files:import_undo", run.pk)
