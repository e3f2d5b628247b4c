from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone, translation

from values import formats as words

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _in_english_at_noon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timezone, "now", lambda: NOON)


@pytest.mark.parametrize(
    ("when", "said"),
    [
        (NOON, "today 13:00"),
        (NOON - timedelta(days=1), "yesterday 13:00"),
        (NOON - timedelta(days=2), "21 Nov 2026, 13:00"),
        (None, ""),
    ],
)
def test_moment_is_said_as_people_say_it(when: datetime | None, said: str) -> None:
    with translation.override("en"):
        assert words.moment(when) == said


def test_waiting_is_said_in_one_unit() -> None:
    with translation.override("en"):
        assert words.waiting(NOON - timedelta(days=3, hours=5)) == "3\xa0days"
