"""What the portal gave up on: listed with what to do, tried again or discarded, nothing left half done."""

from __future__ import annotations

from io import StringIO
from pathlib import Path

import pytest
from celery import current_app
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.utils import timezone
from pytest_django import Settings

from accounts.models import Role, User
from accounts.services import invite, notify
from files import services as imports
from files.models import ImportRun, ImportState
from files.tasks import run_import
from outbox.models import OutboxMessage
from smarketing.given_up import services
from tests.factories import client_for, make_campaign

pytestmark = pytest.mark.usefixtures("company")


@pytest.fixture
def parked_import(mara: User, tmp_path: Path, settings: Settings) -> ImportRun:
    """An import of Mara's whose job was given up."""
    settings.IMPORT_DIR = tmp_path
    make_campaign(name="Messe")
    file = SimpleUploadedFile("leads.csv", b"id,E-Mail\n1,erika@example.com\n")
    run = imports.upload(actor=mara, target="leads", file=file)
    mapping = {"external_id": "id", "email": "E-Mail"}
    imports.try_out(actor=mara, run=run, mapping=mapping, campaign="Messe")
    give_up()
    run.refresh_from_db()
    return run


def give_up() -> None:
    OutboxMessage.objects.update(parked_at=timezone.now(), attempts=8, last_error="OSError: no disk")


def test_page_lists_what_was_given_up_and_says_what_to_do(ada: User, parked_import: ImportRun) -> None:
    page = client_for(ada).get("/given-up/").content.decode()

    assert "Import einer Datei" in page and f"Nr. {parked_import.pk}" in page and "OSError: no disk" in page
    assert "nach 8 Versuchen" in page
    assert "Der Import endet als fehlgeschlagen; es wurde nichts davon importiert." in page


def test_discarded_import_has_failed_at_once(ada: User, mara: User, parked_import: ImportRun) -> None:
    client_for(ada).post(f"/given-up/{parked_import.message_id}/discard/")

    parked_import.refresh_from_db()
    assert (parked_import.state, OutboxMessage.objects.parked().count()) == (ImportState.FAILED, 0)
    imports.discard(actor=mara, run=parked_import)


def test_page_says_who_discarded_what(ada: User, parked_import: ImportRun) -> None:
    client = client_for(ada)
    client.post(f"/given-up/{parked_import.message_id}/discard/")
    page = client.get("/given-up/").content.decode()

    assert "Kürzlich verworfen" in page and "Ada Admin" in page


def test_import_that_is_tried_again_runs_though_its_page_said_failed(
    ada: User, parked_import: ImportRun
) -> None:
    imports.settle(parked_import)
    client_for(ada).post(f"/given-up/{parked_import.message_id}/retry/")
    assert parked_import.message_id is not None
    run_import(parked_import.message_id)

    parked_import.refresh_from_db()
    assert parked_import.state == ImportState.CHECKED


def test_discarded_mail_is_not_sent(ada: User, mara: User) -> None:
    notification = notify(user=mara, kind="test", title="Neu")
    give_up()
    message = OutboxMessage.objects.get()
    client_for(ada).post(f"/given-up/{message.pk}/discard/")

    notification.refresh_from_db()
    message.refresh_from_db()
    assert (notification.mailed_at, message.discarded_by) == (None, ada.pk)


def test_page_says_for_whom_a_mail_was_and_never_the_address(ada: User, mara: User) -> None:
    notify(user=mara, kind="test", title="Neu")
    give_up()
    page = client_for(ada).get("/given-up/").content.decode()

    assert f'für <a href="/people/{mara.pk}/">{mara.full_name}</a>' in page
    assert mara.email not in page


def test_page_names_who_was_invited(ada: User) -> None:
    invite(actor=ada, email="neu@example.com", full_name="Nina Neu", role=Role.MARKETER)
    give_up()
    page = client_for(ada).get("/given-up/").content.decode()

    assert 'für <a href="/people/">Nina Neu</a>' in page and "neu@example.com" not in page


def test_only_admins_decide(mara: User, gero: User) -> None:
    for somebody in (mara, gero):
        for decide in (services.retry, services.discard):
            with pytest.raises(PermissionDenied):
                decide([1], actor=somebody)


def test_every_message_that_is_posted_is_spoken_of() -> None:
    current_app.loader.import_default_modules()
    names = {name for name in current_app.tasks if not name.startswith(("celery.", "tests."))}
    by_the_clock = {str(entry["task"]) for entry in settings.CELERY_BEAT_SCHEDULE.values()}

    assert names - by_the_clock == set(services.ABOUT)


def run_command(*arguments: str) -> str:
    out = StringIO()
    call_command("unpark", *arguments, stdout=out)
    return out.getvalue()


def test_command_lists_topic_ids_and_error_and_says_what_to_do(parked_import: ImportRun) -> None:
    number = parked_import.message_id
    listed, hint = run_command().splitlines()

    assert listed == (
        f"files.run_import #{number} {{'run': {parked_import.pk}}} (8 attempts): OSError: no disk"
    )
    assert "--discard NUMBER" in hint


def test_command_sends_one_round_again(parked_import: ImportRun) -> None:
    run_command("--id", str(parked_import.message_id))

    assert OutboxMessage.objects.waiting().get().pk == parked_import.message_id


def test_command_discards_one(parked_import: ImportRun) -> None:
    said = run_command("--discard", str(parked_import.message_id)).splitlines()[-1]

    parked_import.refresh_from_db()
    assert (said, parked_import.state) == ("Discarded: 1.", ImportState.FAILED)
    assert OutboxMessage.objects.get().discarded_by is None
