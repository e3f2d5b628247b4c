"""Bytes no database takes, and jobs that cannot succeed: an import ends, says why and can be discarded."""

from __future__ import annotations

import json
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import OperationalError, connection
from django.utils import timezone
from pytest_django import Settings

from accounts.models import User
from files import engine
from files import services as imports
from files.models import ImportRun, ImportState
from files.tasks import run_import
from outbox.models import OutboxMessage
from tests.factories import client_for, make_campaign
from values.refusals import IllegalMove

pytestmark = pytest.mark.django_db

MAPPING = {"external_id": "id", "email": "E-Mail"}
WRONG = "Bei uns ist etwas schiefgegangen. Es wurde nichts importiert."


@pytest.fixture(autouse=True)
def import_dir(tmp_path: Path, settings: Settings) -> None:
    settings.IMPORT_DIR = tmp_path / "imports"
    make_campaign(name="Messe")


def start_trial(actor: User, content: bytes = b"id,E-Mail\n1,erika@example.com\n") -> ImportRun:
    run = imports.upload(actor=actor, target="leads", file=SimpleUploadedFile("leads.csv", content))
    return imports.try_out(actor=actor, run=run, mapping=MAPPING, campaign="Messe")


def work_off(run: ImportRun) -> OutboxMessage:
    """Do its job once; the message as it is then."""
    assert run.message_id is not None
    run_import(run.message_id)
    run.refresh_from_db()
    return OutboxMessage.objects.get(pk=run.message_id)


def test_nul_in_a_row_is_shown_where_it_stood(mara: User) -> None:
    run = start_trial(mara, b"id,E-Mail,Ort\n1,erika@example.com,K\x00ln\n2,\x00,Bonn\n")

    message = work_off(run)

    assert (run.state, message.attempts) == (ImportState.CHECKED, 1)
    assert run.lines["2"] == ["1", "erika@example.com", "K␀ln"]
    said = [(one["row"], one["column"], one["value"]) for one in run.report["errors"] + run.report["remarks"]]
    assert (2, "Ort", "K␀ln") in said and (3, "E-Mail", "␀") in said


def test_bytes_that_cannot_be_read_are_shown_where_they_stood(mara: User) -> None:
    run = start_trial(mara, "id,E-Mail,Ort\n1,erika@example.com,Köln\n2,x@example.com,".encode() + b"\xff\n")

    work_off(run)

    assert (run.state, run.lines["3"]) == (ImportState.CHECKED, ["2", "x@example.com", "�"])


def test_nul_kept_as_it_came_breaks_the_run(mara: User, monkeypatch: pytest.MonkeyPatch) -> None:
    """The twin: without the encoder PostgreSQL refuses the report; the run ends all the same, at once."""
    monkeypatch.setattr(ImportRun._meta.get_field("lines"), "encoder", json.JSONEncoder)
    run = start_trial(mara, b"id,E-Mail\n1,\x00\n")

    message = work_off(run)

    assert (run.state, run.report) == (ImportState.FAILED, {"message": WRONG})
    assert (message.attempts, message.done_at is not None) == (1, True)


def test_statement_that_breaks_the_transaction_ends_the_run(
    mara: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    def divide(*_args: Any, **_options: Any) -> None:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1 / 0")

    monkeypatch.setattr(engine, "run", divide)
    run = start_trial(mara)

    work_off(run)

    assert (run.state, run.report) == (ImportState.FAILED, {"message": WRONG})


def test_what_is_too_large_for_the_database_is_not_tried_again(
    mara: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    class TooLarge(Exception):
        pgcode = "54000"

    def refuse(*_args: Any, **_options: Any) -> None:
        raise OperationalError("index row size exceeds maximum") from TooLarge()

    monkeypatch.setattr(engine, "run", refuse)
    run = start_trial(mara)

    work_off(run)

    assert run.state == ImportState.FAILED


def test_run_that_waits_for_its_job_can_be_discarded(mara: User) -> None:
    run = start_trial(mara)

    imports.discard(actor=mara, run=run)

    message = OutboxMessage.objects.discarded().get()
    assert (ImportRun.objects.count(), message.discarded_by) == (0, mara.pk)


def test_run_whose_job_was_given_up_can_be_discarded(mara: User) -> None:
    run = start_trial(mara)
    OutboxMessage.objects.update(parked_at=timezone.now(), attempts=8)

    imports.discard(actor=mara, run=run)

    assert ImportRun.objects.count() == 0


def test_run_whose_job_was_discarded_has_failed(mara: User) -> None:
    run = start_trial(mara)
    OutboxMessage.objects.update(parked_at=timezone.now(), discarded_at=timezone.now())

    assert imports.settle(run).state == ImportState.FAILED


def test_list_shows_the_end_of_a_run_that_was_given_up(mara: User) -> None:
    run = start_trial(mara)
    OutboxMessage.objects.update(parked_at=timezone.now(), attempts=8)

    client_for(mara).get("/imports/")

    run.refresh_from_db()
    assert run.state == ImportState.FAILED


def test_page_says_which_try_failed_and_offers_to_stop(mara: User) -> None:
    run = start_trial(mara)
    OutboxMessage.objects.update(attempts=2, last_error="OperationalError: no luck")

    page = client_for(mara).get(f"/imports/{run.pk}/").content.decode()

    assert "2 Versuche sind fehlgeschlagen" in page and f"/imports/{run.pk}/discard/" in page


@pytest.mark.django_db(transaction=True)
def test_run_in_a_workers_hands_cannot_be_discarded(mara: User) -> None:
    run = start_trial(mara)
    with closing(connection.copy()) as worker, worker.cursor() as cursor:
        cursor.execute("BEGIN")
        cursor.execute("SELECT 1 FROM outbox_outboxmessage FOR UPDATE")
        with pytest.raises(IllegalMove):
            imports.discard(actor=mara, run=run)

    assert ImportRun.objects.get().state == ImportState.RUNNING
