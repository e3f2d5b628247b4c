"""Health and metrics: what they say when all is well, and when something is away."""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import timedelta
from typing import Any

import pytest
from celery import shared_task
from django.conf import settings
from django.db import OperationalError, connection, transaction
from django.test import Client
from django.utils import timezone

from counting import job
from outbox.models import OutboxMessage
from outbox.services import post
from smarketing.health import checks, metrics

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


def test_ready_says_ok_with_depth_and_lag(client: Client) -> None:
    found = client.get("/health/ready")
    assert found.status_code == 200
    assert found.json()["status"] == "ok"
    assert found.json()["checks"]["outbox"] == {"ok": True, "depth": 0, "lag_seconds": 0.0, "parked": 0}


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


def test_probe_of_a_file_looks_at_its_age(tmp_path: Any) -> None:
    import os
    import time

    from smarketing.health.probe import is_well

    beat = tmp_path / "beat"
    assert not is_well(str(beat))
    beat.touch()
    # The clock of the file system need not be ours.
    os.utime(beat, (time.time(), time.time()))
    assert is_well(str(beat))
    os.utime(beat, (0, 0))
    assert not is_well(str(beat))


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
