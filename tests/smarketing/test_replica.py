"""The joint page read from a streaming copy: its age is said, and where it fails the primary is read."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from typing import Any

import pytest
from django.conf import settings

from smarketing import local
from tests.smarketing.sites import Ground, Site, at_a_rate, comes, served, slowest
from tests.smarketing.standby import Standby

# By itself: it measures how long somebody waits.
pytestmark = [pytest.mark.soak, pytest.mark.alone, pytest.mark.xdist_group("servers")]

MOST_SECONDS = 4
AGE = re.compile(r"höchstens (\d+) s alt")
READ_FOR_THE_PAGE = """
    SELECT coalesce(bool_or(query LIKE '%counting_%'), FALSE) FROM pg_stat_activity
    WHERE application_name = 'smarketing-web'
"""
BEAT = """
    INSERT INTO outbox_heartbeat (kind, host, pid, started_at, progressed_at)
    VALUES ('test', 'test', 1, now(), now())
    ON CONFLICT (kind, host, pid) DO UPDATE SET progressed_at = excluded.progressed_at
"""
SETTINGS = {"DJANGO_SETTINGS_MODULE": "smarketing.settings"}
WRITE = """
import django; django.setup()
from django.db import DatabaseError
from django.utils import timezone
from outbox.models import Heartbeat
now = timezone.now()
try:
    Heartbeat.objects.using("replica").create(kind="x", host="x", pid=1, started_at=now, progressed_at=now)
    print("written")
except DatabaseError as error:
    print(type(error.__cause__).__name__)
"""


@pytest.fixture(scope="module")
def standby(ground: Ground) -> Iterator[Standby]:
    made = Standby(ground)
    yield made
    made.close()


@pytest.fixture(scope="module")
def copied(ground: Ground, standby: Standby) -> Iterator[Site]:
    """A web process that reads figures from the copy."""
    said = {"DATABASE_REPLICA_URL": standby.address, "DATABASE_REPLICA_MAX_SECONDS": str(MOST_SECONDS)}
    with served(ground, **said) as site:
        yield site


@pytest.fixture(autouse=True)
def _as_new(standby: Standby, copied: Site) -> Iterator[None]:
    """Each test finds the copy read, and leaves it so."""
    assert comes(lambda: age_on(copied) is not None)
    yield
    if not standby.process.is_running():
        standby.start()
    standby.wake()
    standby.catch_up()


def page(site: Site) -> str:
    answer = site.get("/overview/")
    assert answer.status == 200
    return answer.body


def age_on(site: Site) -> int | None:
    """How old the page says the copy is; None where it says nothing."""
    found = AGE.search(page(site))
    return int(found[1]) if found else None


def change(ground: Ground) -> None:
    """Something is written, as it is all the time where workers beat."""
    with closing(ground.connect()) as line, line.cursor() as cursor:
        cursor.execute(BEAT)
        line.commit()


def replica_of(site: Site) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(site.get("/health/ready").body)["checks"]["replica"]
    return found


def test_page_is_read_from_the_copy_and_says_its_age(copied: Site, standby: Standby) -> None:
    assert age_on(copied) == 1
    assert standby.ask(READ_FOR_THE_PAGE) is True
    assert replica_of(copied) == {"ok": True, "lag_seconds": 0.0}
    metrics = copied.get("/metrics").body
    assert "smarketing_replica_read 1.0" in metrics and "smarketing_replica_lag_seconds 0.0" in metrics


def test_twin_without_a_copy_nothing_is_said_of_one(site: Site) -> None:
    assert age_on(site) is None
    assert "replica" not in json.loads(site.get("/health/ready").body)["checks"]


def test_copy_that_is_behind_says_so_and_then_is_not_read(
    copied: Site, ground: Ground, standby: Standby
) -> None:
    change(ground)
    assert comes(lambda: replica_of(copied)["lag_seconds"] == 0)
    standby.stay_behind()
    change(ground)
    assert comes(lambda: age_on(copied) == 3, seconds=10)
    assert comes(lambda: age_on(copied) is None, seconds=10)
    assert replica_of(copied)["why"] == f"it is more than {MOST_SECONDS} s behind"
    standby.catch_up()
    assert comes(lambda: age_on(copied) == 1, seconds=15)


def test_page_comes_without_the_copy(copied: Site, standby: Standby) -> None:
    standby.stop()
    answers = [copied.get("/overview/") for _ in range(5)]
    assert [answer.status for answer in answers] == [200] * 5
    assert slowest(answers) < 3
    assert age_on(copied) is None
    assert replica_of(copied) == {"ok": False, "why": "it does not answer, or is no copy"}
    assert "smarketing_replica_read 0.0" in copied.get("/metrics").body
    standby.start()
    assert comes(lambda: age_on(copied) is not None, seconds=15)


def test_frozen_copy_holds_up_nobody_for_long(copied: Site, standby: Standby) -> None:
    standby.stall()
    answers = at_a_rate(lambda: copied.get("/overview/"), per_second=5, seconds=6)
    others = at_a_rate(lambda: copied.get("/inbox/"), per_second=5, seconds=2)
    assert {answer.status for answer in (*answers, *others)} == {200}
    assert slowest(others) < 2
    assert slowest(answers) < 5  # of a statement on a line that leads nowhere it would be ten
    assert age_on(copied) is None
    standby.wake()
    assert comes(lambda: age_on(copied) is not None, seconds=15)


def test_copy_that_has_become_a_server_of_its_own_is_not_read(ground: Ground) -> None:
    sockets = str(local.socket_dir(ground.var_dir)).replace("/", "%2F")
    with served(ground, DATABASE_REPLICA_URL=f"postgres://postgres@{sockets}/smarketing") as site:
        assert age_on(site) is None


def test_nothing_can_be_written_there(ground: Ground, standby: Standby) -> None:
    assert "ReadOnlySqlTransaction" in write_by(ground, standby.address)
    primary = f"postgres://postgres@{str(local.socket_dir(ground.var_dir)).replace('/', '%2F')}/smarketing"
    assert "ReadOnlySqlTransaction" in write_by(ground, primary)
    # The twin: where a pooler stands between, it is the copy alone that refuses.
    assert write_by(ground, primary, DATABASE_POOLER="transaction") == "written"
    assert "ReadOnlySqlTransaction" in write_by(ground, standby.address, DATABASE_POOLER="transaction")


def write_by(ground: Ground, address: str, **environment: str) -> str:
    """What becomes of a row that a program of ours writes there on purpose."""
    done = subprocess.run(
        [sys.executable, "-c", WRITE],
        cwd=settings.BASE_DIR,
        env={**ground.environment, **environment, "DATABASE_REPLICA_URL": address, **SETTINGS},
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout.strip()
