"""The log has who asked for what under which number, and nobody's name, address or number."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import structlog
from django.db import transaction
from django.test import Client

from accounts.models import User
from smarketing.log_format import describe, drop_words, formatter_settings, redact
from tests.factories import client_for, make_person


def formatted(record: logging.LogRecord) -> str:
    """One record as the handler would write it in production."""
    formatter = formatter_settings(as_json=True)
    return str(formatter.pop("()")(**formatter).format(record))


def record(message: str, *args: object, error: Exception | None = None) -> logging.LogRecord:
    """A record as `logging` makes it."""
    trace = (type(error), error, None) if error else None
    return logging.LogRecord("django.request", logging.ERROR, __file__, 1, message, args, trace)


@pytest.mark.parametrize(
    "text",
    [
        "mara@example.com",
        "to=<Erika.Muster+news@sub.example.com>",
        "?q=erika%40example.com&x=1",
        "ä@bücher.example",
    ],
)
def test_redact_leaves_no_address(text: str) -> None:
    assert "@" not in redact(text)
    assert "%40" not in redact(text)
    assert "[e-mail]" in redact(text)


def test_redact_leaves_out_the_row_that_postgres_quotes() -> None:
    text = "null value\nDETAIL:  Failing row contains (17, Erika Muster, +4930123456).\nCONTEXT: x"
    assert redact(text) == "null value\nDETAIL: [left out]\nCONTEXT: [left out]"


@pytest.mark.parametrize("kind", ["DETAIL", "CONTEXT", "STATEMENT", "QUERY", "LINE 1"])
def test_redact_leaves_out_what_postgres_says_below_an_error(kind: str) -> None:
    said = f"invalid input\n{kind}:  COPY leads_person, line 1, column name: Erika\nat x.py"
    assert redact(said) == f"invalid input\n{kind}: [left out]\nat x.py"


@pytest.mark.parametrize("number", ["+49 151 23456789", "+49(0)151/234-56-78", "%2B4915123456789"])
def test_redact_leaves_no_number(number: str) -> None:
    assert redact(f"call {number}, 1234567890123 ms") == "call [phone], 1234567890123 ms"


@pytest.mark.parametrize(
    "secret",
    [
        "/invitation/Zk3_x-9Q/",
        "/notifications/unsubscribe/WzMs_e:1xWj9E:ld-e/",
        "/account/password/reset/key/1-c8k2x-ab12/",
        "Authorization: Bearer smk_Ab-c_9",
    ],
)
def test_redact_leaves_out_secrets(secret: str) -> None:
    kept = redact(f"GET {secret} took 12 ms")

    assert (kept.count("[secret]"), kept.endswith("took 12 ms")) == (1, True)
    assert [part for part in ("Zk3", "c8k2x", "Ab-c") if part in kept] == []


def test_redact_keeps_ordinary_text() -> None:
    assert redact("GET /leads/17/ took 12 ms") == "GET /leads/17/ took 12 ms"


def test_log_of_an_error_holds_no_address() -> None:
    line = formatted(record("failed for %s", "mara@example.com", error=ValueError("sven@example.com")))
    assert "example.com" not in line
    assert json.loads(line)["level"] == "error"


def test_exception_is_logged_by_class_and_place_and_never_by_its_words() -> None:
    line = json.loads(formatted(record("failed", error=raised(lambda: int("Erika Muster")))))
    assert "Erika" not in json.dumps(line)
    assert line["exception"].startswith("builtins.ValueError\n  ")
    assert f"{Path(__file__).name}:" in line["exception"]


def test_exception_is_logged_with_what_caused_it() -> None:
    def fail() -> None:
        try:
            dict[str, int]()["Erika"]
        except KeyError as error:
            raise RuntimeError("Muster") from error

    said = describe(raised(fail))
    assert said.index("builtins.KeyError") < said.index("then builtins.RuntimeError")
    assert "Erika" not in said and "Muster" not in said


@pytest.mark.django_db
def test_error_of_the_database_is_logged_by_code_and_rule() -> None:
    make_person(email="erika@example.org")
    with transaction.atomic():
        error = raised(lambda: make_person(email="erika@example.org"))
        transaction.set_rollback(True)
    head = describe(error).splitlines()[0]
    assert head.endswith("UniqueViolation sqlstate=23505 table=leads_person constraint=person_email_once")


def test_line_of_a_library_is_its_pattern_with_numbers() -> None:
    line = json.loads(
        formatted(record("%s of %r after %d tries in %.1f s", "Erika", {"to": "Muster"}, 3, 0.5))
    )
    assert line["event"] == "… of … after 3 tries in 0.5 s"


def test_line_that_does_not_fit_its_values_is_its_pattern() -> None:
    assert json.loads(formatted(record("%d persons", "Erika")))["event"] == "%d persons"


def test_task_is_named_in_the_line_of_its_library() -> None:
    said: dict[str, object] = {"name": "accounts.mail", "id": "7-8", "exc": "SMTPError('Erika')"}
    line = json.loads(formatted(record("Task %(name)s[%(id)s] raised: %(exc)s", said)))
    assert line["event"] == "Task accounts.mail[7-8] raised: …"


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("django.security.DisallowedHost", "refused"),
        ("gunicorn.error", "Invalid request"),
    ],
)
def test_line_a_library_put_together_itself_is_cut(name: str, said: str) -> None:
    made = record("Invalid request from ip=10.0.0.1: GET /Erika")
    made.name = name
    assert json.loads(formatted(made))["event"] == said


def test_answer_is_logged_without_its_path() -> None:
    made = record("%s: %s", "Not Found", "/leads/Erika/")
    made.status_code = 404
    assert json.loads(formatted(made))["event"] == "404 Not Found"


def test_what_a_package_repeats_of_an_error_is_left_out() -> None:
    event = drop_words(
        None, "error", {"logger": "django_structlog.celery", "error": "Erika", "user_agent": "x", "code": 1}
    )
    assert event == {"logger": "django_structlog.celery", "code": 1}


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("/leads/?q=Erika+Muster", "GET leads/"),
        ("/leads/4711/", "GET leads/<int:lead_id>/"),
        ("/Erika-Muster/", "GET (none)"),
    ],
)
def test_request_is_logged_under_its_route(
    mara: User, caplog: pytest.LogCaptureFixture, path: str, said: str
) -> None:
    with caplog.at_level(logging.INFO, logger="smarketing.request_log"):
        client_for(mara).get(path)
    lines: list[Any] = [one.msg for one in caplog.records if isinstance(one.msg, dict)]
    assert [line["request"] for line in lines if line["event"] == "request_finished"] == [said]


def raised(fail: Callable[[], object]) -> Exception:
    """The exception that this call ends with."""
    try:
        fail()
    except Exception as error:  # noqa: BLE001  # whatever it is, it is looked at
        return error
    pytest.fail("Nothing was raised.")


def test_log_line_carries_the_request_id() -> None:
    with structlog.contextvars.bound_contextvars(request_id="r-17"):
        assert json.loads(formatted(record("hello")))["request_id"] == "r-17"


@pytest.mark.django_db
def test_sign_in_leaves_no_address_in_the_log(client: Client, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        client.post(
            "/account/login/?next=/x?mail=otto@example.com",
            {"login": "otto@example.com", "password": "wrong"},
        )
    lines = "\n".join(formatted(one) for one in caplog.records)
    assert "request_finished" in lines and "otto" not in lines
