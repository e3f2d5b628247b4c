"""Back-ups that fail or are missing: what is said, to whom, and how often."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.conf import LazySettings
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.utils import timezone

from accounts.models import Notification, User
from smarketing.models import Backup
from smarketing.tasks import watch_backups

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def looked_at(db: None, settings: LazySettings) -> None:
    """As in production: a portal that was set up long ago."""
    cache.clear()
    settings.BACKUP_MAX_AGE_HOURS = 30
    set_up(hours_ago=1000)


def set_up(*, hours_ago: float) -> None:
    with connection.cursor() as cursor:
        cursor.execute("UPDATE django_migrations SET applied = now() - interval '1 hour' * %s", [hours_ago])


def back_up(*, hours_ago: float, problem: str = "") -> None:
    moment = timezone.now() - timedelta(hours=hours_ago)
    Backup.objects.create(taken_at=moment, seconds=9, bytes=10**9, problem=problem)


def said(client: Client) -> dict[str, object]:
    answer = client.get("/health/ready")
    assert answer.status_code == 200
    found: dict[str, object] = answer.json()["checks"]["backups"]
    return found


def told() -> list[str]:
    watch_backups()
    return list(Notification.objects.order_by("pk").values_list("title", flat=True))


def test_ready_says_how_old_the_last_good_one_is(client: Client) -> None:
    back_up(hours_ago=26)
    back_up(hours_ago=2)
    assert said(client) == {"ok": True, "age_hours": 2.0}


def test_ready_is_degraded_by_one_that_failed_after_a_good_one(client: Client) -> None:
    back_up(hours_ago=2)
    back_up(hours_ago=1, problem="compare")
    assert said(client) == {"ok": False, "why": "the last one failed at “compare”", "age_hours": 2.0}
    assert client.get("/health/ready").json()["status"] == "degraded"


def test_ready_is_well_after_one_that_failed_before_a_good_one(client: Client) -> None:
    back_up(hours_ago=2, problem="dump")
    back_up(hours_ago=1)
    assert said(client) == {"ok": True, "age_hours": 1.0}


def test_ready_is_degraded_where_none_was_made_for_long(client: Client) -> None:
    back_up(hours_ago=30.5)
    assert said(client) == {"ok": False, "why": "none for 30 hours", "age_hours": 30.5}


def test_ready_gives_a_new_portal_the_time_until_its_first(client: Client) -> None:
    set_up(hours_ago=29)
    assert said(client) == {"ok": True, "age_hours": 29.0}
    set_up(hours_ago=31)
    assert said(client) == {"ok": False, "why": "none for 30 hours", "age_hours": 31.0}


def test_ready_does_not_look_where_it_is_told_not_to(client: Client, settings: LazySettings) -> None:
    settings.BACKUP_MAX_AGE_HOURS = 0
    assert said(client) == {"ok": True, "why": "not looked at"}
    assert "smarketing_backup" not in client.get("/metrics").content.decode()
    assert told() == []


def test_metrics_say_how_old_the_last_good_one_is_and_whether_there_is_trouble(client: Client) -> None:
    set_up(hours_ago=1)
    back_up(hours_ago=0.5, problem="write")
    text = client.get("/metrics").content.decode()
    (age,) = [line.split()[1] for line in text.splitlines() if line.startswith("smarketing_backup_age_")]
    assert 3600 <= float(age) < 3660
    assert "smarketing_backup_in_trouble 1.0" in text


def test_administrators_are_told_once_until_there_is_a_good_one_again(ada: User, mara: User) -> None:
    User.objects.update(language="en")
    back_up(hours_ago=3, problem="dump")
    assert told() == told() == ["The portal's last back-up failed"]
    assert {one.user for one in Notification.objects.all()} == {ada}
    back_up(hours_ago=2)
    assert len(told()) == 1
    back_up(hours_ago=1, problem="restore")
    assert told() == ["The portal's last back-up failed"] * 2


def test_administrators_read_since_when_there_is_none_in_their_language(ada: User) -> None:
    back_up(hours_ago=52)
    ada.language = "de"
    ada.save()
    assert told() == ["Das Portal ist seit 52 Stunden nicht gesichert worden"]
    assert Notification.objects.get().body == (
        "Ginge der Rechner verloren, wäre alles weg, was seitdem eingegeben wurde. "
        "Bitte sehen Sie nach, warum keine Sicherung entsteht."
    )


def test_administrators_read_which_step_failed(ada: User) -> None:
    back_up(hours_ago=1, problem="compare")
    ada.language = "de"
    ada.save()
    assert told() == ["Die letzte Sicherung des Portals ist gescheitert"]
    assert Notification.objects.get().body == (
        "Sie ist am Schritt „compare“ gescheitert; mehr steht in ihrem Protokoll. "
        "Frühere Sicherungen bleiben, bis wieder eine gelingt."
    )
