"""What PostgreSQL refuses for a while is 503 with words of its own, and never a 500."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from typing import Any

import psycopg2
import pytest
from django.contrib.sessions.backends import db
from django.contrib.sessions.backends.base import UpdateError
from django.core.exceptions import ValidationError
from django.db import (
    DatabaseError,
    InterfaceError,
    OperationalError,
    ProgrammingError,
    connection,
    transaction,
)
from django.db.backends.signals import connection_created
from django.db.transaction import TransactionManagementError
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory

from smarketing import middleware
from smarketing.database import commits
from smarketing.database.faults import Fault, fault_of
from smarketing.sessions import SessionStore

BUSY_IN_GERMAN = "Das ändert gerade jemand anderes. Es wurde nichts gespeichert; "
BUSY_IN_GERMAN += "bitte versuchen Sie es gleich noch einmal."
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def other() -> Iterator[Any]:
    """Another session in the database of this test."""
    line = psycopg2.connect(**connection.get_connection_params())
    yield line
    line.close()


def provoke(statement: str) -> BaseException:
    """The error of this statement in a transaction."""
    with pytest.raises(DatabaseError) as raised, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    return raised.value


def signal_error(state: str) -> str:
    """A statement that fails with this state of PostgreSQL's."""
    return f"DO $$ BEGIN RAISE EXCEPTION 'no' USING ERRCODE = '{state}'; END $$"


@pytest.mark.parametrize(
    ("state", "fault"),
    [
        ("40001", Fault.BUSY),
        ("40P01", Fault.BUSY),
        ("55P03", Fault.BUSY),
        ("57014", Fault.SLOW),
        ("53100", Fault.FULL),
        ("25006", Fault.FULL),
        ("25P03", Fault.AWAY),
        ("53300", Fault.AWAY),
        ("57P01", Fault.AWAY),
        ("08006", Fault.AWAY),
    ],
)
def test_each_state_has_its_fault(state: str, fault: Fault) -> None:
    assert fault_of(provoke(signal_error(state))) is fault


@pytest.mark.parametrize("state", ["23505", "22P02", "42P01", "P0001"])
def test_a_mistake_of_ours_is_no_fault(state: str) -> None:
    assert fault_of(provoke(signal_error(state))) is None


def test_a_slow_statement_is_too_slow() -> None:
    assert fault_of(provoke("SET LOCAL statement_timeout = 50; SELECT pg_sleep(1)")) is Fault.SLOW


def test_two_who_wait_for_each_other_are_busy(other: Any) -> None:
    with connection.cursor() as cursor, other.cursor() as others:
        cursor.execute("SET deadlock_timeout = 100")
        others.execute("SELECT pg_advisory_xact_lock(1)")
        with pytest.raises(OperationalError) as raised, transaction.atomic():
            cursor.execute("SELECT pg_advisory_xact_lock(2)")
            waits = threading.Thread(target=others.execute, args=("SELECT pg_advisory_xact_lock(2)",))
            waits.start()
            cursor.execute("SELECT pg_advisory_xact_lock(1)")
        waits.join()
        cursor.execute("RESET deadlock_timeout")
    assert fault_of(raised.value) is Fault.BUSY


def test_a_line_lost_without_any_state_is_away() -> None:
    with pytest.raises(DatabaseError) as raised, connection.wrap_database_errors:
        raise psycopg2.DatabaseError("error with status PGRES_TUPLES_OK and no message from the libpq")
    assert fault_of(raised.value) is Fault.AWAY


def test_what_follows_a_fault_in_its_transaction_is_the_same_fault() -> None:
    broken = TransactionManagementError("no more queries")
    broken.__cause__ = provoke(signal_error("55P03"))
    assert fault_of(broken) is Fault.BUSY


@pytest.mark.parametrize("error", [None, ValueError("bug"), ProgrammingError("bug"), ValidationError("no")])
def test_anything_else_is_no_fault(error: Exception | None) -> None:
    assert fault_of(error) is None


def test_a_session_that_somebody_holds_is_busy_and_not_gone(client: Client, other: Any) -> None:
    store = SessionStore()
    store.create()
    with other.cursor() as others, connection.cursor() as cursor:
        others.execute("SELECT 1 FROM django_session FOR UPDATE")
        cursor.execute("SET lock_timeout = 100")
        with pytest.raises(OperationalError) as raised:
            store.save()
        with pytest.raises(UpdateError):  # the twin: Django's own
            db.SessionStore(store.session_key).save()
        cursor.execute("RESET lock_timeout")
    assert fault_of(raised.value) is Fault.BUSY


def test_a_session_that_is_gone_is_gone() -> None:
    store = SessionStore()
    store.create()
    store.delete()
    with pytest.raises(UpdateError):
        store.save()


def refused(request: HttpRequest, fault: Fault) -> HttpResponse:
    """What whoever asked gets to see."""
    return middleware.unavailable(request, fault)


@pytest.mark.parametrize(
    ("fault", "german", "english"),
    [
        (Fault.AWAY, "Gleich wieder da", "Back in a moment"),
        (Fault.LOST, "Gleich wieder da", "Back in a moment"),
        (Fault.BUSY, "Das ändert gerade jemand anderes", "Somebody is changing this at the moment"),
        (Fault.SLOW, "Das hat zu lange gedauert", "This took too long"),
        (Fault.FULL, "Gerade lässt sich nichts speichern", "Nothing can be saved at the moment"),
    ],
)
def test_each_fault_has_its_page(fault: Fault, german: str, english: str) -> None:
    response = refused(RequestFactory().get("/leads/"), fault)
    said = response.content.decode()
    assert (response.status_code, german in said, english in said) == (503, True, True)


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("de", BUSY_IN_GERMAN),
        ("en", "Somebody is changing this at the moment. Nothing was saved; please try again in a moment."),
    ],
)
def test_the_api_says_it_in_the_language_asked_for(language: str, said: str) -> None:
    request = RequestFactory().post("/api/v1/leads/", HTTP_ACCEPT_LANGUAGE=language)
    response: Any = refused(request, Fault.BUSY)
    assert response.headers["Content-Type"] == "application/problem+json"
    problem = json.loads(response.content)
    assert (problem["status"], problem["code"], problem["detail"]) == (503, "Busy", said)


def test_a_form_can_be_sent_again_as_it_was() -> None:
    request = RequestFactory().post(
        "/leads/7/rate/", "note=Will+%3Cb%3E&needs=3&needs=7", content_type=middleware.URLENCODED
    )
    said = refused(request, Fault.BUSY).content.decode()
    assert '<form method="post" action="/leads/7/rate/" id="again">' in said
    assert '<input type="hidden" name="note" value="Will &lt;b&gt;">' in said
    assert said.count('name="needs"') == 2


def test_a_password_is_not_put_into_the_page() -> None:
    request = RequestFactory().post(
        "/account/login/", "login=a&password=geheim-7", content_type=middleware.URLENCODED
    )
    assert "geheim-7" not in refused(request, Fault.BUSY).content.decode()


@pytest.mark.parametrize(
    ("referer", "back"),
    [
        ("http://testserver/leads/7/?tab=2", "/leads/7/?tab=2"),
        ("http://elsewhere.example/leads/7/", "/"),
        ("http://testserver//elsewhere.example/", "/"),
        ("", "/"),
    ],
)
def test_back_leads_to_a_page_of_ours(referer: str, back: str) -> None:
    request = RequestFactory().post("/leads/7/rate/", HTTP_REFERER=referer, HTTP_HOST="testserver")
    assert middleware.came_from(request) == back


NOT_SAVED = ("Ihre Eingabe wurde nicht gespeichert.", "What you sent was not saved.")
UNCERTAIN = ("Ob Ihre Eingabe noch gespeichert wurde, ist nicht sicher.", "was still saved is not certain")


@pytest.mark.parametrize(
    ("fault", "method", "is_unsaved", "is_uncertain"),
    [
        (Fault.AWAY, "post", True, False),
        (Fault.AWAY, "get", False, False),
        (Fault.LOST, "post", False, True),
        (Fault.BUSY, "post", False, False),
    ],
)
def test_page_says_what_became_of_what_was_sent(
    fault: Fault, method: str, is_unsaved: bool, is_uncertain: bool
) -> None:
    said = refused(RequestFactory().generic(method.upper(), "/leads/new/"), fault).content.decode()
    assert [text in said for text in (*NOT_SAVED, *UNCERTAIN)] == [is_unsaved] * 2 + [is_uncertain] * 2


@pytest.mark.parametrize(
    ("fault", "code", "said"),
    [
        (Fault.AWAY, "DatabaseAway", "Nothing was saved; please try again in a moment."),
        (Fault.LOST, "AnswerLost", "Whether this was saved is not certain"),
    ],
)
def test_api_says_what_became_of_what_was_sent(fault: Fault, code: str, said: str) -> None:
    request = RequestFactory().post("/api/v1/leads/", HTTP_ACCEPT_LANGUAGE="en")
    problem = json.loads(refused(request, fault).content)
    assert (problem["code"], said in problem["detail"]) == (code, True)


@pytest.fixture
def noting() -> Iterator[None]:
    """PostgreSQL is told to commit as in a web process."""
    connection.close()
    before = dict(connection.settings_dict["OPTIONS"])
    commits.start_noting()
    commits.forget()
    yield
    connection.close()
    connection.settings_dict["OPTIONS"] = before
    connection_created.disconnect(dispatch_uid="smarketing.commits")
    connection.execute_wrappers.remove(commits.note_lost_statement)


def test_what_was_told_to_commit_may_be_saved(noting: None) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        assert not commits.may_be_saved()
    assert commits.may_be_saved()


@pytest.mark.parametrize(
    ("statement", "may_be_saved"),
    [("SELECT pg_terminate_backend(pg_backend_pid())", False), ("DO $$ BEGIN PERFORM no(); END $$", True)],
)
def test_a_statement_of_its_own_that_was_lost_may_be_saved_if_it_writes(
    noting: None, statement: str, may_be_saved: bool
) -> None:
    with pytest.raises((DatabaseError, InterfaceError)), connection.cursor() as cursor:
        cursor.execute(statement)
    assert commits.may_be_saved() is may_be_saved
    with pytest.raises((DatabaseError, InterfaceError)), transaction.atomic(), connection.cursor() as cursor:
        commits.forget()
        cursor.execute("DO $$ BEGIN PERFORM no(); END $$")
    assert not commits.may_be_saved()


def answered(method: str, *, told: bool, error: Exception) -> Fault | None:
    """The fault noted where a request ends with this error, PostgreSQL told to commit before or not."""
    request = RequestFactory().generic(method, "/leads/7/rate/")
    commits.forget()
    if told:
        commits._told.set(True)
    try:
        raise error
    except DatabaseError:
        middleware.note_fault(request=request)
    return getattr(request, "database_fault", None)


def test_only_an_answer_lost_after_the_commit_is_uncertain() -> None:
    away, busy = OperationalError("away"), provoke(signal_error("55P03"))
    assert answered("POST", told=True, error=away) is Fault.LOST
    assert answered("POST", told=False, error=away) is Fault.AWAY
    assert answered("GET", told=True, error=away) is Fault.AWAY
    assert isinstance(busy, OperationalError)
    assert answered("POST", told=True, error=busy) is Fault.BUSY


def test_what_was_kept_on_the_way_to_the_view_was_not_asked_for() -> None:
    commits._told.set(True)
    middleware.DatabaseDownMiddleware(lambda _request: HttpResponse()).process_view()
    assert not commits.may_be_saved()
