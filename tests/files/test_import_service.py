"""A file from its upload to its result: states, the job, and what is left when something breaks."""

from __future__ import annotations

import os
import time
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import OperationalError
from django.utils import timezone
from pytest_django import DjangoCaptureOnCommitCallbacks, Settings

from accounts.models import User
from files import engine, storage
from files import services as imports
from files.models import ImportRun, ImportState
from files.problems import Report
from files.rows import Row, RowReader
from files.tasks import run_import
from leads.doors.file import LeadImporter
from leads.models import Lead
from outbox.models import OutboxMessage
from tests.factories import make_campaign
from values.refusals import IllegalMove

pytestmark = pytest.mark.django_db

MAPPING = {"external_id": "id", "email": "E-Mail"}


@pytest.fixture(autouse=True)
def import_dir(tmp_path: Path, settings: Settings, english: None) -> Path:
    settings.IMPORT_DIR = tmp_path / "imports"
    make_campaign(name="Messe")
    return tmp_path / "imports"


def file_with(content: str, name: str = "leads.csv") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content.encode())


def upload(actor: User, content: str = "id,E-Mail\n1,erika@example.com\n,kaputt\n") -> ImportRun:
    return imports.upload(actor=actor, target="leads", file=file_with(content))


def try_out(actor: User, run: ImportRun) -> ImportRun:
    imports.try_out(actor=actor, run=run, mapping=MAPPING, campaign="Messe")
    return work_off(run)


def work_off(run: ImportRun) -> ImportRun:
    """Do what lies in the outbox."""
    for message in OutboxMessage.objects.filter(topic=imports.TOPIC, done_at=None):
        run_import(message.pk)
    run.refresh_from_db()
    return run


def test_upload_keeps_the_file_private_under_a_random_name(mara: User, import_dir: Path) -> None:
    run = imports.upload(actor=mara, target="leads", file=file_with("id\n1\n", "../../Leads Mai.csv"))

    stored = import_dir / run.stored_path
    assert (run.file_name, run.state, run.user) == ("Leads Mai.csv", ImportState.UPLOADED, mara)
    assert (stored.read_text(), oct(stored.stat().st_mode)[-3:]) == ("id\n1\n", "600")
    assert "Mai" not in run.stored_path


@pytest.mark.parametrize("content", ["", "PK\x03\x04"])
def test_upload_refuses_what_is_no_table_and_keeps_nothing(
    mara: User, import_dir: Path, content: str
) -> None:
    with pytest.raises(ValidationError) as error:
        upload(mara, content)

    assert list(error.value.message_dict) == ["file"]
    assert (list(import_dir.glob("*")), ImportRun.objects.count()) == ([], 0)


def test_upload_refuses_large_files_and_unknown_targets(mara: User, settings: Settings) -> None:
    settings.IMPORT_MAX_MB = 0
    for target in ("leads", "deals"):
        with pytest.raises(ValidationError):
            imports.upload(actor=mara, target=target, file=file_with("id\n1\n"))


def test_upload_forgets_files_of_last_week(mara: User, import_dir: Path) -> None:
    old = upload(mara).stored_path
    week_ago = time.time() - storage.KEEP_SECONDS - 60
    os.utime(import_dir / old, (week_ago, week_ago))

    upload(mara)

    assert not (import_dir / old).exists()


def test_only_who_may_import_does(sven: User, otto: User) -> None:
    for stranger in (sven, otto):
        with pytest.raises(PermissionDenied):
            upload(stranger)


def test_a_trial_run_says_what_would_happen(mara: User) -> None:
    run = try_out(mara, upload(mara))

    assert (run.state, run.rows_done, run.rows_total) == (ImportState.CHECKED, 2, 2)
    assert (run.report["created"], run.report["rejected"]) == (1, 1)
    assert run.report["errors"][0]["row"] == 3
    assert Lead.objects.count() == 0


def test_start_imports_and_deletes_the_file(
    mara: User, import_dir: Path, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    run = try_out(mara, upload(mara))

    imports.start(actor=mara, run=run)
    with django_capture_on_commit_callbacks(execute=True):
        work_off(run)

    assert (run.state, run.report["created"], Lead.objects.get().registered_by) == (ImportState.DONE, 1, mara)
    assert list(import_dir.glob("*.csv")) == []


def test_the_import_takes_over_what_the_trial_run_found(mara: User, monkeypatch: pytest.MonkeyPatch) -> None:
    run = upload(mara, "id,on\n1,13/04/2025\n2,03/04/2025\n")
    imports.try_out(actor=mara, run=run, mapping={"external_id": "id", "created_at": "on"}, campaign="Messe")
    assert work_off(run).survey == {"rows": 2, "formats": {"created_at": "dmy"}}

    monkeypatch.delattr(RowReader, "survey")
    imports.start(actor=mara, run=run)
    work_off(run)

    days = Lead.objects.order_by("external_id").values_list("received_on", flat=True)
    assert list(days) == [date(2025, 4, 13), date(2025, 4, 3)]


def test_what_a_trial_run_found_is_forgotten_with_another_mapping(mara: User) -> None:
    run = try_out(mara, upload(mara))
    assert run.survey == {"rows": 2, "formats": {}}

    assert imports.try_out(actor=mara, run=run, mapping=MAPPING, campaign="Messe").survey is None


def test_a_file_changed_since_its_upload_is_not_imported(mara: User, import_dir: Path) -> None:
    run = try_out(mara, upload(mara))
    imports.start(actor=mara, run=run)
    (import_dir / run.stored_path).write_text("id,E-Mail\n1,otto@example.com\n2,eva@example.com\n")

    work_off(run)

    assert (run.state, Lead.objects.count()) == (ImportState.FAILED, 0)
    assert "hochgeladen" in run.report["message"]
    with pytest.raises(ValidationError):
        imports.try_out(actor=mara, run=run, mapping=MAPPING, campaign="Messe")


def test_a_file_changed_while_it_is_read_is_not_imported(
    mara: User, import_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = try_out(mara, upload(mara))
    imports.start(actor=mara, run=run)
    take = LeadImporter.take

    def take_while_somebody_writes(importer: LeadImporter, rows: Sequence[Row]) -> Report:
        (import_dir / run.stored_path).write_text("id,E-Mail\n3,eva@example.com\n")
        return take(importer, rows)

    monkeypatch.setattr(LeadImporter, "take", take_while_somebody_writes)

    assert (work_off(run).state, Lead.objects.count()) == (ImportState.FAILED, 0)


def test_the_same_message_twice_imports_once(mara: User) -> None:
    run = try_out(mara, upload(mara))
    imports.start(actor=mara, run=run)
    message = OutboxMessage.objects.filter(done_at=None).get()

    run_import(message.pk)
    run_import(message.pk)

    assert Lead.objects.count() == 1


def test_a_mapping_that_cannot_work_is_refused_at_once(mara: User) -> None:
    run = upload(mara)

    with pytest.raises(ValidationError):
        imports.try_out(actor=mara, run=run, mapping={"name": "id"}, campaign="Messe")
    run.refresh_from_db()
    assert (run.state, OutboxMessage.objects.count()) == (ImportState.UPLOADED, 0)


def test_what_only_the_job_finds_ends_the_run_with_its_reason(mara: User) -> None:
    run = upload(mara)
    imports.try_out(actor=mara, run=run, mapping=MAPPING, campaign="Nix")

    work_off(run)

    assert (run.state, "Nix" in run.report["message"]) == (ImportState.FAILED, True)


def test_a_defect_of_ours_ends_the_run_and_leaves_nothing(
    mara: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    def break_down(*args: object, **kwargs: object) -> None:
        raise RuntimeError("secret@example.com")

    monkeypatch.setattr(engine, "run", break_down)

    run = try_out(mara, upload(mara))

    assert run.report == {"message": "Bei uns ist etwas schiefgegangen. Es wurde nichts importiert."}
    assert run.state == ImportState.FAILED


def test_a_database_that_goes_away_is_tried_again(mara: User, monkeypatch: pytest.MonkeyPatch) -> None:
    def lose_connection(*args: object, **kwargs: object) -> None:
        raise OperationalError("server closed the connection")

    run = upload(mara)
    imports.try_out(actor=mara, run=run, mapping=MAPPING, campaign="Messe")
    with monkeypatch.context() as patch, pytest.raises(OperationalError):
        patch.setattr(engine, "run", lose_connection)
        work_off(run)

    assert work_off(run).state == ImportState.CHECKED


def test_a_job_that_was_given_up_ends_the_run(mara: User) -> None:
    run = upload(mara)
    imports.try_out(actor=mara, run=run, mapping=MAPPING, campaign="Messe")
    assert imports.settle(run).state == ImportState.RUNNING
    OutboxMessage.objects.update(parked_at=timezone.now())

    assert imports.settle(run).state == ImportState.FAILED
    imports.try_out(actor=mara, run=run, mapping=MAPPING, campaign="Messe")
    assert imports.settle(run).state == ImportState.RUNNING


def test_who_lost_the_right_meanwhile_imports_nothing(mara: User) -> None:
    run = try_out(mara, upload(mara))
    imports.start(actor=mara, run=run)
    User.objects.filter(pk=mara.pk).update(is_active=False)

    work_off(run)

    assert (run.state, Lead.objects.count()) == (ImportState.FAILED, 0)


def test_a_run_moves_in_its_order_only(mara: User) -> None:
    run = upload(mara)
    with pytest.raises(IllegalMove):
        imports.start(actor=mara, run=run)
    imports.try_out(actor=mara, run=run, mapping=MAPPING, campaign="Messe")
    with pytest.raises(IllegalMove):
        imports.start(actor=mara, run=run)
    imports.start(actor=mara, run=work_off(run))
    with pytest.raises(IllegalMove):
        imports.discard(actor=mara, run=work_off(run))


def test_discard_deletes_run_and_file(
    mara: User, import_dir: Path, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    run = upload(mara)

    with django_capture_on_commit_callbacks(execute=True):
        imports.discard(actor=mara, run=run)

    assert (ImportRun.objects.count(), list(import_dir.glob("*.csv"))) == (0, [])


def test_the_mapping_is_remembered_for_the_same_headings(mara: User, gero: User) -> None:
    first = try_out(mara, upload(mara))
    same = upload(gero, "E-MAIL,ID\nx,1\n")
    other = upload(gero, "id,mail\n1,x\n")

    assert imports.find_remembered(same) == first
    assert imports.find_remembered(other) is None


def test_a_run_is_seen_by_its_uploader_managers_and_admins(
    mara: User, gero: User, ada: User, sven: User, otto: User
) -> None:
    run = upload(mara)
    upload(ada)

    visible = {
        user.email: run in ImportRun.objects.visible_to(user) for user in (mara, gero, ada, sven, otto)
    }
    assert list(visible.values()) == [True, True, True, False, False]
    assert ImportRun.objects.visible_to(mara).count() == 1
