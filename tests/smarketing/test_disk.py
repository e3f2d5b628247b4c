"""A disk that gets full: who is told, and how often."""

from __future__ import annotations

import pytest
from django.core.cache import cache

from accounts.models import Notification, User
from files.disk import Disk
from smarketing.health import disk
from smarketing.tasks import watch_disk

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def nothing_told(db: None) -> None:
    cache.clear()


def told(monkeypatch: pytest.MonkeyPatch, *percents: int) -> list[str]:
    """What administrators read after the disk was so full, minute after minute."""
    for percent in percents:
        full = Disk(identity=7, total=10**11, used=percent * 10**9, free=(100 - percent) * 10**9)
        monkeypatch.setattr(disk, "measure", lambda _, full=full: full)
        watch_disk()
    return list(Notification.objects.order_by("pk").values_list("title", flat=True))


def test_administrators_are_told_once_per_threshold(ada: User, monkeypatch: pytest.MonkeyPatch) -> None:
    User.objects.update(language="en")
    assert told(monkeypatch, 79, 80, 85, 89, 91, 99) == [
        "The portal's disk is 80 % full",
        "The portal's disk is 91 % full",
    ]


def test_disk_that_hovers_at_a_threshold_warns_once(ada: User, monkeypatch: pytest.MonkeyPatch) -> None:
    assert len(told(monkeypatch, 80, 79, 80, 79, 80)) == 1


def test_disk_that_had_room_meanwhile_warns_again(ada: User, monkeypatch: pytest.MonkeyPatch) -> None:
    assert len(told(monkeypatch, 80, 70, 80)) == 2


def test_only_administrators_are_told_each_in_their_language(
    ada: User, mara: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    ada.language = "de"
    ada.save()
    assert told(monkeypatch, 83) == ["Die Festplatte des Portals ist zu 83 % voll"]
    notification = Notification.objects.get()
    assert notification.user == ada
    assert notification.body == (
        "15,8\xa0GB sind noch frei. Ist sie ganz voll, lässt sich nichts mehr speichern. "
        "Bitte schaffen Sie Platz, oder lassen Sie sie vergrößern."
    )


def test_disk_of_the_imports_is_named_where_it_is_another(monkeypatch: pytest.MonkeyPatch) -> None:
    disks = iter([Disk(1, 100, 50, 50), Disk(2, 100, 60, 40)])
    monkeypatch.setattr(disk, "measure", lambda _: next(disks))
    assert list(disk.watched()) == ["data", "imports"]
