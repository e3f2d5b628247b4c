"""The log has who asked for what under which number, and never whose address."""

from __future__ import annotations

import json
import logging

import pytest
import structlog
from django.test import Client

from smarketing.log_format import drop_query_string, logging_config, redact


def formatted(record: logging.LogRecord) -> str:
    """One record as the handler would write it in production."""
    config = logging_config(level="INFO", as_json=True)
    formatter = config["formatters"]["structured"]
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
    assert redact(text) == "null value\nDETAIL: [left out]\nCONTEXT: x"


@pytest.mark.parametrize(
    "secret",
    [
        "/invitation/Zk3_x-9Q/",
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


def test_log_of_an_integrity_error_holds_no_row() -> None:
    error = ValueError("duplicate key\nDETAIL:  Key (name)=(Erika Muster) already exists.\n")
    assert "Erika" not in formatted(record("refused", error=error))


def test_log_drops_what_was_searched_for() -> None:
    event = drop_query_string(None, "info", {"request": "GET /leads/?q=Erika+Muster", "user_agent": "x"})
    assert event == {"request": "GET /leads/?…"}


def test_log_line_carries_the_request_id() -> None:
    with structlog.contextvars.bound_contextvars(request_id="r-17"):
        assert json.loads(formatted(record("hello")))["request_id"] == "r-17"


@pytest.mark.django_db
def test_sign_in_leaves_no_address_in_the_log(client: Client, capfd: pytest.CaptureFixture[str]) -> None:
    client.post(
        "/account/login/?next=/x?mail=otto@example.com", {"login": "otto@example.com", "password": "wrong"}
    )
    assert "otto" not in capfd.readouterr().err
