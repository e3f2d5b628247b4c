"""What worker, beat and relay say of themselves, on a port of their own."""

from __future__ import annotations

import os
import time
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from pathlib import Path

import pytest
from pytest_django import Settings
from structlog.testing import capture_logs

from outbox.exporter import Exporter, Handler, serve_metrics
from outbox.heartbeats import sign_of, write_sign
from outbox.relay import HANDED_OUT
from tests.waiting import find_free_port

TOKEN = "s3cret"


@pytest.fixture
def port(settings: Settings, tmp_path: Path) -> int:
    settings.METRICS_PORT, settings.METRICS_TOKEN = find_free_port(), TOKEN
    settings.HEARTBEAT_DIR = tmp_path
    return int(settings.METRICS_PORT)


@pytest.fixture
def exporter(port: int) -> Iterator[Exporter]:
    started = serve_metrics()
    assert started is not None
    yield started
    started.shutdown()
    started.server_close()


def ask(port: int, path: str = "/metrics", token: str = TOKEN) -> tuple[int, str]:
    """Status and text of an answer."""
    line = HTTPConnection("127.0.0.1", port, timeout=5)
    line.request("GET", path, headers={"Authorization": f"Bearer {token}"})
    answer = line.getresponse()
    return answer.status, answer.read().decode()


def test_process_says_what_it_counted(exporter: Exporter, port: int) -> None:
    HANDED_OUT.inc()
    status, text = ask(port)
    assert status == 200
    assert "\nsmarketing_handed_out_total " in text


def test_process_says_for_how_long_the_slowest_of_a_kind_is_silent(
    exporter: Exporter, port: int, tmp_path: Path
) -> None:
    for pid, seconds in ((7, 3), (8, 60)):
        write_sign(sign_of(tmp_path, "child", pid), time.monotonic() - seconds)
    (line,) = [line for line in ask(port)[1].splitlines() if line.startswith("smarketing_heartbeat_age")]
    name, age = line.rsplit(" ", 1)
    assert name == 'smarketing_heartbeat_age_seconds{kind="child"}'
    assert 60 <= float(age) < 65


def test_nobody_is_told_without_the_token_or_anything_else(exporter: Exporter, port: int) -> None:
    assert [ask(port, token="wrong")[0], ask(port, token="ü")[0], ask(port, "/")[0]] == [404, 404, 404]


def test_without_a_token_only_the_machine_itself_is_answered(settings: Settings, port: int) -> None:
    settings.METRICS_TOKEN = ""
    started = serve_metrics()
    assert started is not None
    assert started.server_address[0] == "127.0.0.1"
    assert ask(port, token="any")[0] == 200
    started.shutdown()
    started.server_close()


def test_no_port_is_opened_unless_one_is_named(settings: Settings) -> None:
    assert settings.METRICS_PORT == 0
    assert serve_metrics() is None


def test_port_that_is_taken_is_said_and_hinders_nothing(exporter: Exporter, port: int) -> None:
    with capture_logs() as logs:
        assert serve_metrics() is None
    assert [(one["event"], one["port"]) for one in logs] == [("metrics_port_is_taken", port)]


@pytest.mark.parametrize("is_guarded", [True, False], ids=["guarded", "twin"])
def test_child_of_a_pool_does_not_keep_the_port_of_a_parent_that_is_gone(
    port: int, monkeypatch: pytest.MonkeyPatch, is_guarded: bool
) -> None:
    if not is_guarded:
        monkeypatch.setattr(Exporter, "close_in_child", lambda _self: None)
    gone = serve_metrics()
    assert gone is not None
    with forked():
        gone.shutdown()
        gone.server_close()
        assert can_be_opened(port) is is_guarded


@contextmanager
def forked() -> Iterator[None]:
    """A child that does nothing meanwhile."""
    waits_for, end = os.pipe()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # from Python 3.12 on: this process has threads
        pid = os.fork()
    if pid == 0:
        os.close(end)
        os.read(waits_for, 1)
        os._exit(0)
    os.close(waits_for)
    try:
        yield
    finally:
        os.close(end)
        os.waitpid(pid, 0)


def can_be_opened(port: int) -> bool:
    try:
        Exporter(("127.0.0.1", port), Handler).server_close()
    except OSError:
        return False
    return True
