"""A web process that is told to stop: who got through to its port is answered, who comes then is refused."""

from __future__ import annotations

import http.client
import os
import socket
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

import pytest
from django.conf import settings

from smarketing.stopping import let_nobody_in
from tests.waiting import find_free_port

pytestmark = pytest.mark.xdist_group("servers")
OURS = ("-c", "python:smarketing.gunicorn_settings")
PLAIN = ("--worker-class=gthread", "--threads=8", "--workers=2")


@contextmanager
def listening() -> Iterator[socket.socket]:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.settimeout(5)
        yield listener


def connect(listener: socket.socket) -> socket.socket:
    return socket.create_connection(listener.getsockname(), timeout=0.3)


def test_closed_door_keeps_those_in_the_queue_and_lets_nobody_else_in() -> None:
    with listening() as listener, connect(listener) as early:
        early.sendall(b"early")
        let_nobody_in(listener)
        with pytest.raises(TimeoutError):
            connect(listener)
        taken, _ = listener.accept()
        assert taken.recv(5) == b"early"
        taken.close()


def test_twin_of_the_closed_door_without_it_somebody_gets_into_the_queue() -> None:
    with listening() as listener, connect(listener):
        connect(listener).close()


@contextmanager
def site(*arguments: str) -> Iterator[tuple[subprocess.Popen[bytes], int]]:
    """A gunicorn that has answered once, and its port."""
    port = find_free_port()
    bind = f"--bind=127.0.0.1:{port}"
    command = [sys.executable, "-m", "gunicorn", *arguments, bind, "tests.smarketing.slow_site:application"]
    environment = {**os.environ, "WEB_WORKERS": "2"}
    with subprocess.Popen(command, cwd=settings.BASE_DIR, env=environment) as process:
        deadline = time.monotonic() + 60
        while send(port) != "done" and time.monotonic() < deadline:
            time.sleep(0.05)
        yield process, port
        process.kill()


def send(port: int, path: str = "/") -> str:
    """POST once, over a connection of its own: done, refused, or lost, when it was sent and not answered."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    try:
        connection.connect()
    except OSError:
        return "refused"
    try:
        connection.request("POST", path, body=b"x" * 1000)
        return connection.getresponse().read().decode()
    except (OSError, http.client.HTTPException):
        return "lost"
    finally:
        connection.close()


def stop_under_load(*arguments: str) -> tuple[str, Counter[str]]:
    """What became of a slow request that was running, and of those that kept coming for a second."""
    with site(*arguments) as (process, port), ThreadPoolExecutor(max_workers=9) as pool:
        slow = pool.submit(send, port, "/slow")
        time.sleep(0.2)
        ends = time.monotonic() + 1

        def keep_sending() -> Counter[str]:
            came: Counter[str] = Counter()
            while time.monotonic() < ends:
                came[send(port)] += 1
                time.sleep(0.005)
            return came

        senders = [pool.submit(keep_sending) for _ in range(8)]
        time.sleep(0.3)
        process.terminate()
        return slow.result(), sum((sender.result() for sender in senders), Counter())


def test_nobody_who_got_through_is_lost_when_web_stops() -> None:
    slow, others = stop_under_load(*OURS)
    assert (slow, others["lost"]) == ("done", 0)
    assert min(others["done"], others["refused"]) > 0


def test_twin_of_stopping_as_gunicorn_does_it_loses_some() -> None:
    slow, others = stop_under_load(*PLAIN)
    assert slow == "done"
    assert others["lost"] > 0
