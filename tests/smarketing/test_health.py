"""Health and metrics: what they say when all is well, and when something is away."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from celery import shared_task
from django.conf import settings
from django.db import OperationalError, connection, transaction
from django.db.models.functions import Now
from django.test import Client
from django.utils import timezone

from counting import job
from files.disk import Disk
from outbox.heartbeats import sign_of, write_sign
from outbox.models import Heartbeat, OutboxMessage
from outbox.services import forget_done, post
from smarketing.health import checks, disk, metrics, views
from smarketing.health.probe import end_hung, is_well

pytestmark = pytest.mark.django_db


def lose_database() -> dict[str, Any]:
    """What a check meets when PostgreSQL is away."""
    raise OperationalError("connection refused")


def post_long_ago() -> OutboxMessage:
    """A message that should have been handed out ten minutes ago."""
    with transaction.atomic():
        message = post(topic="outbox.sweep", payload={})
    message.available_at = timezone.now() - timedelta(minutes=10)
    message.save(update_fields=["available_at"])
    return message


def test_live_asks_nobody(client: Client, django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(0):
        assert client.get("/health/live").json() == {"status": "ok"}


@pytest.mark.parametrize("name", ["web:8000", "198.18.0.7:8000"])
@pytest.mark.parametrize("address", ["/health/live", "/health/ready", "/metrics"])
def test_machines_ask_under_any_name_of_this_process(client: Client, name: str, address: str) -> None:
    assert client.get(address, headers={"host": name}).status_code == 200


@pytest.mark.parametrize("address", ["/account/login/", "/api/v1/", "/healthy/"])
def test_no_page_is_shown_under_a_name_that_people_do_not_type(client: Client, address: str) -> None:
    assert client.get(address, headers={"host": "web:8000"}).status_code == 400


@pytest.fixture
def processes(monkeypatch: pytest.MonkeyPatch) -> None:
    """One worker, one relay and one beat that get on, and a disk half full."""
    for kind in ("worker", "relay", "beat"):
        make_heartbeat(kind)
    fill_disk(monkeypatch, percent=50)


def make_heartbeat(kind: str, *, seconds_ago: float = 0) -> Heartbeat:
    """A process that last got on so long ago, by PostgreSQL's clock."""
    moment = Now() - timedelta(seconds=seconds_ago)
    pid = Heartbeat.objects.count() + 1
    return Heartbeat.objects.create(kind=kind, host="machine", pid=pid, progressed_at=moment)


def fill_disk(monkeypatch: pytest.MonkeyPatch, *, percent: int) -> None:
    """A disk of 100 GB, so full."""
    size = 10**11
    full = Disk(identity=7, total=size, used=size * percent // 100, free=size * (100 - percent) // 100)
    monkeypatch.setattr(disk, "measure", lambda _: full)


def test_ready_says_ok_with_depth_and_lag(client: Client, processes: None) -> None:
    found = client.get("/health/ready")
    assert found.status_code == 200
    assert [check for check in found.json()["checks"].items() if not check[1]["ok"]] == []
    assert found.json()["status"] == "ok"
    assert found.json()["checks"]["outbox"] == {"ok": True, "depth": 0, "lag_seconds": 0.0, "parked": 0}


def test_ready_names_a_kind_of_which_nobody_gets_on(client: Client, processes: None) -> None:
    Heartbeat.objects.filter(kind="worker").update(progressed_at=Now() - timedelta(seconds=60))
    found = client.get("/health/ready")
    assert (found.status_code, found.json()["status"]) == (200, "degraded")
    assert found.json()["checks"]["worker"]["why"] == "no worker has made progress for 45 s"
    assert found.json()["checks"]["relay"]["ok"] is True


def test_ready_names_the_one_of_three_that_hangs(client: Client, processes: None) -> None:
    make_heartbeat("worker")
    make_heartbeat("worker", seconds_ago=70)
    found = client.get("/health/ready").json()["checks"]["worker"]
    assert found["why"] == "1 of 3 workers made no progress for 70 s"
    assert (found["ok"], found["getting_on"], found["silent"]) == (False, 2, 1)


def test_ready_names_no_machine(client: Client, processes: None) -> None:
    make_heartbeat("worker", seconds_ago=70)
    assert "machine" not in client.get("/health/ready").content.decode()


def test_ready_forgets_a_process_long_gone(client: Client, processes: None) -> None:
    make_heartbeat("worker", seconds_ago=16 * 60)
    assert client.get("/health/ready").json()["checks"]["worker"]["ok"] is True


def test_a_process_long_gone_is_deleted_at_night(processes: None) -> None:
    make_heartbeat("worker", seconds_ago=16 * 60)
    forget_done()
    assert Heartbeat.objects.count() == 3


@pytest.mark.parametrize(("percent", "why"), [(79, None), (80, "80 %"), (89, "80 %"), (95, "90 %")])
def test_ready_is_degraded_by_a_disk_that_gets_full(
    client: Client, processes: None, monkeypatch: pytest.MonkeyPatch, percent: int, why: str | None
) -> None:
    fill_disk(monkeypatch, percent=percent)
    found = client.get("/health/ready").json()
    assert found["status"] == ("degraded" if why else "ok")
    assert found["checks"]["disk"]["data"] == {"used_percent": percent, "free_mb": (100 - percent) * 1000}
    assert found["checks"]["disk"].get("why") == (f"{why} or more of a disk is used" if why else None)


def test_metrics_count_processes_by_whether_they_get_on(client: Client, processes: None) -> None:
    make_heartbeat("worker", seconds_ago=70)
    text = client.get("/metrics").content.decode()
    assert 'smarketing_processes{kind="worker",state="getting_on"} 1.0' in text
    assert 'smarketing_processes{kind="worker",state="silent"} 1.0' in text


def test_metrics_say_how_full_the_disk_is(client: Client, processes: None) -> None:
    assert 'smarketing_disk_used_ratio{disk="data"} 0.5' in client.get("/metrics").content.decode()


def test_ready_is_degraded_when_the_outbox_lags(client: Client) -> None:
    post_long_ago()
    found = client.get("/health/ready").json()
    assert found["status"] == "degraded"
    assert 599 < found["checks"]["outbox"]["lag_seconds"] < 660


def test_ready_is_degraded_when_a_message_is_parked(client: Client) -> None:
    message = post_long_ago()
    OutboxMessage.objects.filter(pk=message.pk).update(parked_at=timezone.now())
    found = client.get("/health/ready").json()["checks"]["outbox"]
    assert (found["ok"], "manage.py unpark" in found["hint"]) == (False, True)


def test_ready_stays_ready_without_redis(client: Client, settings: Any) -> None:
    settings.REDIS_URL = "redis://127.0.0.1:1/0"
    found = client.get("/health/ready")
    assert found.status_code == 200
    assert found.json()["status"] == "degraded"
    assert found.json()["checks"]["broker"] == {"ok": False, "why": "ConnectionRefusedError"}


def test_ready_is_unavailable_without_the_database(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checks, "check_database", lose_database)
    monkeypatch.setattr(connection, "close", lambda: None)
    found = client.get("/health/ready")
    assert found.status_code == 503
    assert found.headers["Retry-After"] == "5"
    assert found.json()["checks"]["database"] == {"ok": False, "why": "OperationalError"}


def test_metrics_show_requests_by_route_and_the_backlog(client: Client) -> None:
    job.catch_up()
    client.get("/health/live")
    text = client.get("/metrics").content.decode()
    assert 'smarketing_requests_total{method="GET",route="health/live",status="200"}' in text
    assert "smarketing_outbox_depth 0.0" in text
    assert "smarketing_counts_lag_seconds 0.0" in text


def test_metrics_count_an_answer_as_it_was_given(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    """A database that is away is answered by 503, though further in it was an error."""
    client.raise_request_exception = False
    with monkeypatch.context() as away:
        away.setattr(views, "render_metrics", lose_database)
        away.setattr(connection, "close", lambda: None)
        assert client.get("/metrics").status_code == 503
    counted = 'smarketing_requests_total{method="GET",route="metrics",status="%s"}'
    text = client.get("/metrics").content.decode()
    assert f"{counted % 503} 1.0" in text
    assert counted % 500 not in text


def test_metrics_are_hidden_from_other_machines(client: Client) -> None:
    assert client.get("/metrics", REMOTE_ADDR="203.0.113.7").status_code == 404
    assert client.get("/metrics", headers={"X-Forwarded-For": "203.0.113.7"}).status_code == 404


def test_metrics_with_a_token_want_the_token(client: Client, settings: Any) -> None:
    settings.METRICS_TOKEN = "s3cret"
    assert client.get("/metrics").status_code == 404
    assert client.get("/metrics", headers={"Authorization": "Bearer wrong"}).status_code == 404
    assert client.get("/metrics", headers={"Authorization": "Bearer s3cret"}).status_code == 200


def test_metrics_do_not_grow_with_invented_methods_and_addresses(client: Client) -> None:
    client.generic("BREW", "/no/such/page")
    text = metrics.render_metrics().decode()
    assert "BREW" not in text
    assert "/no/such/page" not in text


def test_metrics_count_tasks() -> None:
    @shared_task(name="tests.counted")
    def counted() -> None:
        return None

    counted.apply()
    assert (
        'smarketing_tasks_total{state="SUCCESS",task="tests.counted"} 1.0'
        in metrics.render_metrics().decode()
    )


def test_broker_check_hears_the_embedded_server() -> None:
    assert checks.check_broker() == {"ok": True}


@pytest.mark.parametrize(
    ("ages", "expected"),
    [([], False), ([1], True), ([1, 40], True), ([1, 46], False), ([-5], False)],
    ids=["none", "one", "two", "one of two hangs", "from before the machine started"],
)
def test_probe_wants_every_process_to_get_on(tmp_path: Path, ages: list[float], expected: bool) -> None:
    for number, age in enumerate(ages, start=1):
        write_sign(sign_of(tmp_path, "worker", number), time.monotonic() - age)
    assert is_well(str(tmp_path / "worker")) is expected


def test_probe_ends_the_one_that_hangs(tmp_path: Path) -> None:
    with subprocess.Popen(["sleep", "300"]) as hung, subprocess.Popen(["sleep", "300"]) as well:
        write_sign(sign_of(tmp_path, "relay", hung.pid), time.monotonic() - 60)
        write_sign(sign_of(tmp_path, "relay", well.pid), time.monotonic())
        end_hung(str(tmp_path / "relay"))
        assert hung.wait(5) == -signal.SIGKILL
        assert well.poll() is None
        well.kill()


def test_process_that_loads_no_page_counts_its_tasks() -> None:
    code = (
        "import django; django.setup()\n"
        "from celery.signals import task_postrun\n"
        "print(task_postrun.receivers)"
    )
    said = subprocess.run(
        [sys.executable, "-c", code],
        env={**os.environ, "DJANGO_SETTINGS_MODULE": "smarketing.settings"},
        cwd=settings.BASE_DIR,
        capture_output=True,
        text=True,
        check=True,
    )
    assert "count_task" in said.stdout
