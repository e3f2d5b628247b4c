"""When figures are read from a copy, and what is said of it; a real one: tests/smarketing/test_replica.py."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import OperationalError, connections
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from django.utils import timezone

from accounts.models import User
from counting.models import Mark
from insights import replica
from insights.replica import OwnChangesMiddleware, Watch, measure_age, read_figures
from smarketing.health import checks
from tests.factories import client_for
from values import reading
from values.reading import REPLICA, ReadRouter, alias_to_read, read_connection, reading_from


class Line:
    """A copy that answers what the test says, or fails."""

    is_closed = False

    def __init__(self, answer: Any) -> None:
        self.answer = answer

    def cursor(self) -> Any:
        if isinstance(self.answer, Exception):
            raise self.answer
        said = SimpleNamespace(execute=lambda *_: None, fetchone=lambda: (self.answer,))
        return _Within(said)

    def close(self) -> None:
        self.is_closed = True


class _Within(SimpleNamespace):
    def __init__(self, made: Any) -> None:
        self.made = made

    def __enter__(self) -> Any:
        return self.made

    def __exit__(self, *_: object) -> None:
        pass


@pytest.fixture
def request_() -> HttpRequest:
    return RequestFactory().get("/overview/")


@pytest.fixture
def copy(db: None, settings: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[Line]:
    """There is a copy, 2.5 seconds old, and no transaction of the test's is seen."""
    Mark.objects.all().delete()
    line = Line(2.5)
    settings.DATABASE_REPLICA_URL = "postgres://portal@copy/smarketing"
    outside = SimpleNamespace(get_connection=lambda: SimpleNamespace(in_atomic_block=False))
    monkeypatch.setattr(reading, "transaction", outside)
    monkeypatch.setattr(replica, "watch", Watch())
    connections[REPLICA] = line  # type: ignore[assignment]  # it does what is asked of one here
    yield line
    del connections[REPLICA]


def failing(error: Exception, cause: Exception) -> Any:
    """Raises on the copy, and answers on the primary."""

    def make() -> str:
        if alias_to_read() == REPLICA:
            raise error from cause
        return alias_to_read()

    return make


@pytest.mark.django_db
def test_without_a_copy_the_primary_is_read(request_: HttpRequest) -> None:
    read = read_figures(request_, alias_to_read)
    assert (read.made, read.age) == ("default", None)


@pytest.mark.django_db
def test_copy_is_read_and_its_age_rounded_up(
    copy: Line, request_: HttpRequest, time_machine: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(replica.watch, "usable_age", lambda: 2.5)
    time_machine.move_to(datetime(2026, 11, 26, 14, 0, 30, tzinfo=UTC), tick=False)
    read = read_figures(request_, alias_to_read)
    assert (read.made, read.age) == (REPLICA, 3)
    assert read.as_of == datetime(2026, 11, 26, 14, 0, 27, 500_000, tzinfo=UTC)


@pytest.mark.django_db
def test_change_that_waits_on_the_copy_is_older_than_the_copy(copy: Line, request_: HttpRequest) -> None:
    mark = Mark.objects.create(marked_at=timezone.now())
    assert read_figures(request_, alias_to_read).as_of == mark.marked_at


@pytest.mark.django_db
def test_who_has_just_changed_something_reads_the_primary(copy: Line, request_: HttpRequest) -> None:
    request_.COOKIES[replica.OWN_CHANGES] = "1"
    assert read_figures(request_, alias_to_read).made == "default"


@pytest.mark.django_db
@pytest.mark.parametrize("answer", [None, 15.1, OperationalError("away")])
def test_copy_away_no_copy_or_too_old_is_not_read(copy: Line, request_: HttpRequest, answer: Any) -> None:
    copy.answer = answer
    assert read_figures(request_, alias_to_read).age is None
    assert copy.is_closed is isinstance(answer, Exception)


@pytest.mark.django_db
def test_what_fails_on_the_copy_is_read_on_the_primary_and_the_copy_left_alone(
    copy: Line, request_: HttpRequest
) -> None:
    make = failing(OperationalError(), psycopg_error("40001"))
    assert read_figures(request_, make).made == "default"
    assert copy.is_closed
    assert read_figures(request_, alias_to_read).made == "default"


@pytest.mark.django_db
def test_what_takes_too_long_on_the_copy_is_not_begun_anew(copy: Line, request_: HttpRequest) -> None:
    with pytest.raises(OperationalError):
        read_figures(request_, failing(OperationalError(), psycopg_error("57014")))


def psycopg_error(code: str) -> Exception:
    """As psycopg2 raises it."""
    error = Exception()
    error.pgcode = code  # type: ignore[attr-defined]
    return error


@pytest.mark.django_db
def test_copy_is_asked_for_its_age_once_a_second(copy: Line) -> None:
    watch = Watch()
    assert watch.usable_age() == pytest.approx(2.5, abs=0.5)
    copy.answer = 4.0
    assert watch.usable_age() == pytest.approx(2.5, abs=0.9)
    watch._asked_at -= replica.ASK_SECONDS
    assert watch.usable_age() == pytest.approx(4.0, abs=0.5)


@pytest.mark.django_db
def test_going_over_to_the_primary_and_back_is_logged_once_each(
    copy: Line, monkeypatch: pytest.MonkeyPatch
) -> None:
    said: list[str] = []
    monkeypatch.setattr(replica.logger, "warning", lambda event, **_: said.append(event))
    watch = Watch()
    for answer in (99.0, None, 1.0, 1.0):
        copy.answer = answer
        watch._asked_at = float("-inf")
        watch.usable_age()
    assert said == ["replica_not_read", "replica_read_again"]


@pytest.mark.django_db(transaction=True)
def test_inside_a_transaction_the_primary_is_read() -> None:
    from django.db import transaction

    with reading_from(REPLICA):
        assert ReadRouter().db_for_read(User) == REPLICA
        with transaction.atomic():
            assert ReadRouter().db_for_read(User) == "default"
            assert read_connection() is connections["default"]
    assert read_connection() is connections["default"]


def test_nothing_is_written_or_migrated_there() -> None:
    router = ReadRouter()
    with reading_from(REPLICA):
        assert router.db_for_write(User) == "default"
    assert (router.allow_migrate(REPLICA, "leads"), router.allow_migrate("default", "leads")) == (False, True)


@pytest.mark.usefixtures("copy")
def test_server_that_is_no_copy_has_no_age() -> None:
    connections[REPLICA] = connections["default"]
    assert measure_age() is None


@pytest.mark.parametrize(
    ("method", "status", "is_remembered"),
    [("POST", 302, True), ("DELETE", 204, True), ("POST", 422, False), ("GET", 200, False)],
)
def test_own_change_is_remembered(method: str, status: int, is_remembered: bool) -> None:
    answer = OwnChangesMiddleware(lambda _: HttpResponse(status=status))
    cookies = answer(RequestFactory().generic(method, "/")).cookies
    assert (replica.OWN_CHANGES in cookies) is is_remembered
    assert not is_remembered or cookies[replica.OWN_CHANGES]["max-age"] == 20


@pytest.mark.usefixtures("copy")
@pytest.mark.parametrize(("language", "said"), [("de", "höchstens 3 s alt"), ("en", "at most 3 s old")])
def test_page_says_how_old_the_copy_is(
    gero: User, language: str, said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    connections[REPLICA] = connections["default"]
    monkeypatch.setattr(replica.watch, "usable_age", lambda: 2.5)
    gero.language = language
    gero.save(update_fields=["language"])
    client: Client = client_for(gero)
    assert said in client.get("/overview/").content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("answer", "found"),
    [
        (2.5, {"ok": True, "lag_seconds": 2.5}),
        (20.0, {"ok": False, "lag_seconds": 20.0, "why": "it is more than 15 s behind"}),
        (None, {"ok": False, "why": "it does not answer, or is no copy"}),
    ],
)
def test_health_says_how_far_the_copy_is_behind(copy: Line, answer: Any, found: dict[str, Any]) -> None:
    copy.answer = answer
    assert checks.check_replica() == found
