"""Files to import in a bucket: the machine that takes one in and the one that reads it share no folder."""

from __future__ import annotations

import io
import subprocess
import sys
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import boto3
import pytest
import time_machine
from django.core.exceptions import ImproperlyConfigured
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone
from moto.server import ThreadedMotoServer
from pytest_django import DjangoCaptureOnCommitCallbacks, Settings

from accounts.models import User
from files import disk, storage
from files import services as imports
from files.bucket import PIECE
from files.bucket_address import read_address
from files.models import ImportRun, ImportState
from files.sources import StorageAway
from files.tasks import run_import
from leads.models import Lead
from outbox.models import OutboxMessage
from smarketing.health.disk import watched
from tests.factories import client_for, make_campaign
from tests.waiting import find_free_port

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.usefixtures("english", "bucket"),
    pytest.mark.xdist_group("servers"),
]

SECRET = "a-secret-that-nobody-reads"
CONTENT = b"id,E-Mail\n1,erika@example.com\n2,otto@example.com\n"
GONE = "The file of this import is no longer kept. Please upload it again."


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    """A local S3; its address."""
    served = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    served.start()
    host, port = served.get_host_and_port()
    yield f"http://{host}:{port}"
    served.stop()


@pytest.fixture
def bucket(server: str, settings: Settings, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Any:
    for name, value in {"ACCESS_KEY_ID": "portal", "SECRET_ACCESS_KEY": SECRET}.items():
        monkeypatch.setenv(f"AWS_{name}", value)
    found = boto3.resource("s3", endpoint_url=server, region_name="eu-central-1").Bucket("imports")
    found.create(CreateBucketConfiguration={"LocationConstraint": "eu-central-1"})
    settings.IMPORT_BUCKET = read_address(f"s3://imports/portal?endpoint_url={server}&region=eu-central-1")
    settings.IMPORT_DIR = tmp_path / "web"
    make_campaign(name="Messe")
    yield found
    found.objects.all().delete()
    found.delete()


@pytest.fixture(autouse=True)
def _reads_english(mara: User) -> None:
    mara.language = "en"
    mara.save()


def upload(actor: User, content: bytes = CONTENT) -> ImportRun:
    return imports.upload(actor=actor, target="leads", file=SimpleUploadedFile("leads.csv", content))


def work_off(run: ImportRun, settings: Settings) -> None:
    """Do what lies in the outbox as a worker on another machine does."""
    settings.IMPORT_DIR = Path(settings.IMPORT_DIR).parent / "worker"
    for message in OutboxMessage.objects.filter(topic=imports.TOPIC, done_at=None):
        run_import(message.pk)
    run.refresh_from_db()


def try_out(actor: User, run: ImportRun, settings: Settings) -> None:
    mapping = {"external_id": "id", "email": "E-Mail"}
    imports.try_out(actor=actor, run=run, mapping=mapping, campaign="Messe")
    work_off(run, settings)


def names_in(bucket: Any) -> list[str]:
    return [one.key for one in bucket.objects.all()]


def unreachable(settings: Settings) -> None:
    settings.IMPORT_BUCKET = read_address(
        f"s3://imports/portal?endpoint_url=http://127.0.0.1:{find_free_port()}"
    )


def test_file_taken_in_by_one_machine_is_imported_by_another(
    mara: User,
    settings: Settings,
    bucket: Any,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    run = upload(mara)
    assert names_in(bucket) == [f"portal/{run.stored_path}"]
    try_out(mara, run, settings)
    imports.start(actor=mara, run=run)
    with django_capture_on_commit_callbacks(execute=True):
        work_off(run, settings)

    assert (run.state, Lead.objects.count(), names_in(bucket)) == (ImportState.DONE, 2, [])


def test_without_a_bucket_the_other_machine_does_not_find_it(mara: User, settings: Settings) -> None:
    """The twin: what is tested above is the bucket."""
    settings.IMPORT_BUCKET = None
    run = upload(mara)
    try_out(mara, run, settings)
    assert (run.state, run.report) == (ImportState.FAILED, {"message": GONE})


def test_file_that_is_gone_is_said_by_page_and_job(mara: User, settings: Settings, bucket: Any) -> None:
    run = upload(mara)
    page = reverse("files:import_run", args=[run.pk])
    imports.try_out(actor=mara, run=run, mapping={"external_id": "id"}, campaign="Messe")
    bucket.objects.all().delete()
    work_off(run, settings)
    assert run.report == {"message": GONE}
    assert GONE in client_for(mara).get(f"{page}?mapping").content.decode()


def test_file_exchanged_under_its_name_is_refused(mara: User, settings: Settings, bucket: Any) -> None:
    run = upload(mara)
    imports.try_out(actor=mara, run=run, mapping={"external_id": "id"}, campaign="Messe")
    bucket.Object(names_in(bucket)[0]).put(Body=CONTENT.replace(b"2", b"3"))
    work_off(run, settings)
    assert run.report == {"message": "The file was changed since it was uploaded. Please upload it again."}


def test_file_nobody_imported_goes_after_a_week(mara: User, bucket: Any) -> None:
    upload(mara)
    bucket.put_object(Key="other/kept.csv", Body=b"not ours")
    bucket.put_object(Key="portal/deeper/kept.csv", Body=b"not ours")
    with time_machine.travel(timezone.now() + timedelta(days=7, minutes=1)):
        assert storage.remove_older_than(storage.KEEP_SECONDS) == 1
    assert names_in(bucket) == ["other/kept.csv", "portal/deeper/kept.csv"]


def test_large_file_is_read_in_pieces_and_by_no_others(mara: User, bucket: Any) -> None:
    content = b"x" * (PIECE + 1000)
    name = storage.store(SimpleUploadedFile("leads.csv", content))
    with storage.find(name).open() as file:
        assert (file.read(10), file.seek(PIECE - 5), file.read(10)) == (b"x" * 10, PIECE - 5, b"x" * 10)
        assert (file.seek(0, io.SEEK_END), file.read(10)) == (PIECE + 1000, b"")
        file.seek(0)
        assert b"".join(iter(lambda: file.read(1 << 20), b"")) == content


def test_page_says_that_the_storage_is_away(mara: User, settings: Settings) -> None:
    unreachable(settings)
    file = SimpleUploadedFile("leads.csv", CONTENT)
    desk = client_for(mara)
    desk.raise_request_exception = False
    answer = desk.post(reverse("files:import_new"), {"target": "leads", "file": file})
    assert (answer.status_code, answer["Retry-After"], ImportRun.objects.count()) == (503, "5", 0)
    assert "Dateien sind gerade nicht erreichbar" in answer.content.decode()


def test_job_comes_again_once_the_storage_is_back(mara: User, settings: Settings) -> None:
    run = upload(mara)
    imports.try_out(actor=mara, run=run, mapping={"external_id": "id"}, campaign="Messe")
    there = settings.IMPORT_BUCKET
    unreachable(settings)
    with pytest.raises(StorageAway):
        work_off(run, settings)
    run.refresh_from_db()
    message = OutboxMessage.objects.get(topic=imports.TOPIC)
    assert (run.state, message.parked_at, message.last_error) == (ImportState.RUNNING, None, "StorageAway")

    settings.IMPORT_BUCKET = there
    work_off(run, settings)
    assert run.state == ImportState.CHECKED


def test_import_is_done_though_its_file_cannot_be_deleted(
    settings: Settings, bucket: Any, mara: User
) -> None:
    run = upload(mara)
    unreachable(settings)
    storage.remove(run.stored_path)
    assert names_in(bucket) == [f"portal/{run.stored_path}"]


def test_refusal_is_logged_by_its_code_and_without_the_key(
    mara: User, settings: Settings, server: str, caplog: pytest.LogCaptureFixture
) -> None:
    settings.IMPORT_BUCKET = read_address(f"s3://of-nobody?endpoint_url={server}&region=eu-central-1")
    with pytest.raises(StorageAway, match="NoSuchBucket"):
        upload(mara)
    assert "NoSuchBucket" in caplog.text
    assert SECRET not in caplog.text


def test_disk_of_the_machine_is_not_asked_for_room(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(disk, "measure", lambda _: pytest.fail("asked"))
    disk.check_room(10**15)


def test_only_the_disk_of_the_data_is_watched() -> None:
    assert list(watched()) == ["data"]


@pytest.mark.parametrize(
    ("address", "fault"),
    [
        ("/mnt/imports", "is not the address of a bucket"),
        ("s3:///prefix", "is not the address of a bucket"),
        ("s3://portal:geheim@imports", "holds a name or a secret"),
        ("s3://imports?endpoint_url=https://portal:geheim@s3.example.com", "holds a name or a secret"),
        ("s3://imports?secret=geheim", "options that nobody knows: secret"),
        ("s3://imports?endpoint_url=s3.example.com", "endpoint_url that is no address"),
        ("s3://imports?addressing_style=geheim", "addressing_style that is none of"),
    ],
)
def test_address_that_is_none_is_refused_without_being_said(address: str, fault: str) -> None:
    with pytest.raises(ImproperlyConfigured, match=fault) as refused:
        read_address(address)
    assert "geheim" not in str(refused.value)


def test_nobody_loads_the_client_of_buckets_who_has_none() -> None:
    script = "import sys, files.storage; print('botocore' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout == "False\n"
