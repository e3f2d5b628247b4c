"""The faults: each strikes once, lasts a moment, and leaves it to the product to come back."""

from __future__ import annotations

import random
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

import psutil
import redis
from celery import Celery
from django.conf import settings

from run import embedded
from run.embedded.processes import wait_until_gone
from smarketing.local import redis_url, valkey_socket
from tests.faults.stack import Stack
from tests.waiting import wait_for

Strike = Callable[[Stack, random.Random], None]


def _moment(rng: random.Random, longest: float = 2.0) -> None:
    time.sleep(rng.uniform(0.2, longest))


# --- Redis


def redis_killed(stack: Stack, _rng: random.Random) -> None:
    if (server := stack.valkey()) is not None:
        server.kill()


def redis_closed(stack: Stack, rng: random.Random) -> None:
    embedded.stop_valkey(stack.var_dir)
    _moment(rng)


def redis_stalled(stack: Stack, rng: random.Random) -> None:
    if (server := stack.valkey()) is None:
        return
    server.suspend()
    _moment(rng, 4)
    with suppress(psutil.NoSuchProcess):
        server.resume()


def redis_flushed(stack: Stack, rng: random.Random) -> None:
    """While the workers stand still, so that there is something in it to lose."""
    workers = stack.of("worker")
    for worker in workers:
        worker.suspend()
    _moment(rng)
    with suppress(redis.RedisError):
        redis.Redis(unix_socket_path=str(valkey_socket(stack.var_dir))).flushall()
    for worker in workers:
        with suppress(psutil.NoSuchProcess):
            worker.resume()


# --- PostgreSQL


def _end_postgres(stack: Stack, how: signal.Signals) -> None:
    server = stack.postgres()
    server.send_signal(how)
    wait_until_gone(server, seconds=30)


def postgres_restarted_fast(stack: Stack, rng: random.Random) -> None:
    _end_postgres(stack, signal.SIGINT)
    _moment(rng)
    stack.ensure_postgres()


def postgres_restarted_immediately(stack: Stack, rng: random.Random) -> None:
    _end_postgres(stack, signal.SIGQUIT)
    _moment(rng)
    stack.ensure_postgres()


def postgres_killed(stack: Stack, rng: random.Random) -> None:
    """All its processes at once, as when the machine goes: what was only in memory is gone."""
    server = stack.postgres()
    family = [server, *server.children(recursive=True)]
    for process in family:
        with suppress(psutil.NoSuchProcess):
            process.kill()
    for process in family:
        wait_until_gone(process, seconds=30)
    _moment(rng)
    stack.ensure_postgres()


def postgres_stalled(stack: Stack, rng: random.Random) -> None:
    """Every process of it stands still; nothing is refused, nothing answers."""
    server = stack.postgres()
    family = [server, *server.children(recursive=True)]
    for process in family:
        with suppress(psutil.NoSuchProcess):
            process.suspend()
    time.sleep(rng.uniform(1, 8))
    for process in family:
        with suppress(psutil.NoSuchProcess):
            process.resume()


def connections_cut(stack: Stack, rng: random.Random) -> None:
    for _ in range(3):
        stack.proxy.cut()
        _moment(rng, 0.5)


def commits_unheard(stack: Stack, rng: random.Random) -> None:
    stack.proxy.lose_next_commits(rng.randint(3, 12))
    _moment(rng)
    stack.proxy.lose_next_commits(0)


# --- the processes of the product


def killed(name: str) -> Strike:
    """All processes of a program, its first one included."""

    def strike(stack: Stack, _rng: random.Random) -> None:
        for process in stack.of(name):
            with suppress(psutil.NoSuchProcess):
                process.kill()

    return strike


def one_killed(name: str) -> Strike:
    """One of those that a program has forked."""

    def strike(stack: Stack, rng: random.Random) -> None:
        with suppress(psutil.NoSuchProcess, IndexError):
            rng.choice(stack.of(name)[1:]).kill()

    return strike


def hung(name: str) -> Strike:
    """A program stands still and is not woken up again: somebody has to notice."""

    def strike(stack: Stack, _rng: random.Random) -> None:
        first = stack.of(name)[0]
        first.suspend()
        assert wait_for(lambda: not first.is_running(), seconds=75), f"{name} still hangs"

    return strike


def two_beats(stack: Stack, rng: random.Random) -> None:
    """A second beat beside the first, for a while."""
    command = (sys.executable, "-m", "celery", "--quiet", "-A", "smarketing.celery", "beat", "--pidfile=")
    schedule = f"--schedule={stack.var_dir / 'second-beat'}"
    with subprocess.Popen((*command, schedule), cwd=settings.BASE_DIR, env=stack.environment) as second:
        time.sleep(rng.uniform(2, 5))
        second.kill()


# --- what comes in beside the load


def slow_clients(stack: Stack, rng: random.Random) -> None:
    """Forty who send a line of their request each second and never its end."""
    clients = []
    for _ in range(40):
        client = socket.create_connection(("127.0.0.1", stack.port), timeout=5)
        client.sendall(b"POST /api/v1/leads/ HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 100000\r\n")
        clients.append(client)
    for _ in range(rng.randint(2, 5)):
        time.sleep(1)
        for client in clients:
            with suppress(OSError):
                client.sendall(b"X-Slow: 1\r\n")
    for client in clients:
        client.close()


def import_of_the_same_people(stack: Stack, rng: random.Random) -> None:
    """A file that names those who come in by the API at this very moment, and some who came and will come."""
    newest = stack.ask("SELECT coalesce(max(id), 0) FROM leads_lead WHERE door = 'api'")[0][0] // 3
    numbers = range(max(newest - 50, 1), newest + 150)
    rows = [f"p{who}-{number}@example.org,Person {who} {number}" for number in numbers for who in range(3)]
    rng.shuffle(rows)
    file = stack.var_dir / "people.csv"
    file.write_text("\n".join(["E-Mail,Name", *rows]), encoding="utf-8")
    command = [sys.executable, "manage.py", "import_leads", str(file), "--campaign", "Messe", "--create"]
    done = subprocess.run(
        command, cwd=settings.BASE_DIR, env=stack.environment, capture_output=True, timeout=120, check=False
    )
    assert done.returncode == 0, done.stderr.decode()


def delivered_twice_in_reverse(stack: Stack, _rng: random.Random) -> None:
    """What was done long ago and what was done just now is handed to the worker again, the last first."""
    newest = "SELECT topic, id FROM outbox_outboxmessage ORDER BY id DESC LIMIT 60"
    app = Celery(broker=redis_url(stack.var_dir))
    with app.connection_for_write() as connection:
        producer = app.amqp.Producer(connection)
        for topic, message in stack.ask(newest):
            app.send_task(topic, args=[message], producer=producer)
    app.close()


# --- mail


def mail_refused(stack: Stack, rng: random.Random) -> None:
    stack.post_office.close()
    _moment(rng, 4)
    stack.post_office.open()


def mail_hangs(stack: Stack, rng: random.Random) -> None:
    stack.post_office.hang_seconds = 30.0
    _moment(rng, 4)
    stack.post_office.hang_seconds = 0.0


def mail_unheard(stack: Stack, rng: random.Random) -> None:
    stack.post_office.lose_next_answers(rng.randint(1, 4))
    _moment(rng)


# --- the clock


def set_clock(clock: Path, seconds: float) -> None:
    """Move the clock of all who read this file, PostgreSQL included, so far from the real one."""
    draft = clock.with_suffix(".draft")
    draft.write_text(f"{seconds:+.0f}\n", encoding="ascii")
    draft.replace(clock)


def _clock_of(stack: Stack) -> Path:
    return Path(stack.environment["FAKETIME_TIMESTAMP_FILE"])


def clock_jumps(stack: Stack, rng: random.Random) -> None:
    for seconds in rng.sample([600, -600, 0], k=3):
        set_clock(_clock_of(stack), seconds)
        time.sleep(rng.uniform(1.5, 2.5))


def night(change: datetime) -> Strike:
    """Live through the hour in which the clocks change: it begins a few seconds before."""

    def strike(stack: Stack, rng: random.Random) -> None:
        set_clock(_clock_of(stack), change.timestamp() - 3 - rng.uniform(0, 2) - time.time())
        time.sleep(6)

    return strike


STRIKES: dict[str, Strike] = {
    "redis killed": redis_killed,
    "redis closed": redis_closed,
    "redis stalled": redis_stalled,
    "redis flushed": redis_flushed,
    "postgres restarted fast": postgres_restarted_fast,
    "postgres restarted immediately": postgres_restarted_immediately,
    "postgres killed": postgres_killed,
    "postgres stalled": postgres_stalled,
    "connections cut": connections_cut,
    "commits unheard": commits_unheard,
    "web killed": killed("web"),
    "one web process killed": one_killed("web"),
    "worker killed": killed("worker"),
    "one worker process killed": one_killed("worker"),
    "beat killed": killed("beat"),
    "relay killed": killed("relay"),
    "mail refused": mail_refused,
    "mail hangs": mail_hangs,
    "mail unheard": mail_unheard,
    "two beats": two_beats,
    "slow clients": slow_clients,
    "import of the same people": import_of_the_same_people,
    "everything delivered twice, in reverse": delivered_twice_in_reverse,
}
# What can come between a mail that is sent and the note that it was.
MAY_MAIL_TWICE = re.compile("postgres|connections|commits|worker|mail|clock|night")
HANGS: dict[str, Strike] = {f"{name} hung": hung(name) for name in ("worker", "beat", "relay", "web")}
# In Berlin from two to three o'clock, and from three back to two.
NIGHTS = {
    "night the clocks go on": datetime(2027, 3, 28, 1, tzinfo=UTC),
    "night the clocks go back": datetime(2027, 10, 31, 1, tzinfo=UTC),
}
CLOCKS: dict[str, Strike] = {
    "clock ten minutes off": clock_jumps,
    **{name: night(change) for name, change in NIGHTS.items()},
}
