"""Structured logs that carry the request id and no personal data.

What holds no value cannot leak one, so that is how lines are made: an exception is logged by its class, its
place and the database's code, never by its words; a library's line by its pattern, with nothing but numbers
put in; a request by the pattern of its route. What is finished passes `redact` all the same.
"""

from __future__ import annotations

import logging
import re
import sys
import threading
import traceback
from collections.abc import Iterator, Mapping
from http import HTTPStatus
from typing import Any

import structlog
from structlog.typing import EventDict, Processor, WrappedLogger

EMAIL = re.compile(
    r"[^\s\"'<>=&?,;:(){}\[\]\\]{1,64}(?:@|%40)[^\s\"'<>=&?,;:(){}\[\]\\@]{1,255}", re.IGNORECASE
)
# Abroad or with the country's code; a number without is too much like any other number.
PHONE = re.compile(r"(?:\+|%2B)\d(?:[\s()/.-]*\d){6,}", re.IGNORECASE)
# PostgreSQL quotes rows and statements below an error: "DETAIL:  Failing row contains (17, Erika Muster, …)."
DATABASE_LINES = re.compile(r"(DETAIL|CONTEXT|STATEMENT|QUERY|PARAMETERS|LINE \d+):.*?(?=\\n|\n|$)")
# Whoever reads the path of an invitation or of a new password could use it; API tokens begin with smk_.
SECRET_PATH = re.compile(
    r"(/invitation/|/notifications/unsubscribe/|/survey/|/survey-mails/|/password/reset/key/|\bsmk_)[\w:-]+"
)
LEFT_OUT = "…"
# What libraries put under these names into their lines is ours: names of tasks, processes, queues.
NAMED_BY_US = frozenset({"name", "id", "hostname", "pid"})


def redact(text: str) -> str:
    """Return the text without addresses, numbers, secrets, and what PostgreSQL quotes in its errors."""
    text = SECRET_PATH.sub(r"\1[secret]", DATABASE_LINES.sub(r"\1: [left out]", text))
    return PHONE.sub("[phone]", EMAIL.sub("[e-mail]", text))


def describe(error: BaseException) -> str:
    """An exception and its causes by class, code and place, the first one first; never by their words, which
    repeat what was typed.
    """
    return "\nthen ".join(reversed([_describe_one(one) for one in _chain(error)]))


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    seen: set[int] = set()
    while error is not None and id(error) not in seen:
        seen.add(id(error))
        yield error
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)


def _describe_one(error: BaseException) -> str:
    frames = traceback.extract_tb(error.__traceback__)
    facts = [f"{name}={value}" for name, value in _facts(error).items() if value]
    head = " ".join([f"{type(error).__module__}.{type(error).__qualname__}", *facts])
    return "\n  ".join([head, *(f"{frame.filename}:{frame.lineno} {frame.name}" for frame in frames)])


def _facts(error: BaseException) -> dict[str, Any]:
    """What an error says that holds no value: PostgreSQL's code and rule, an errno, a reply code of SMTP."""
    diagnosis = getattr(error, "diag", None)
    code = getattr(error, "code", None)
    return {
        "sqlstate": getattr(error, "pgcode", None),
        "table": getattr(diagnosis, "table_name", None),
        "column": getattr(diagnosis, "column_name", None),
        "constraint": getattr(diagnosis, "constraint_name", None),
        "errno": getattr(error, "errno", None),
        "smtp": getattr(error, "smtp_code", None),
        "code": code if isinstance(code, int) else None,
    }


def place_exception(_: WrappedLogger, __: str, event: EventDict) -> EventDict:
    """Put what is known of an exception in the place of its words."""
    info = event.pop("exc_info", None)
    if info is True:
        info = sys.exc_info()
    error = info[1] if isinstance(info, tuple) else info
    for name, value in list(event.items()):
        if isinstance(value, BaseException):
            event[name] = describe(value)
    if isinstance(error, BaseException):
        event["exception"] = describe(error)
    return event


def drop_words(_: WrappedLogger, __: str, event: EventDict) -> EventDict:
    """Leave out what django_structlog repeats of an exception, and which browser somebody has."""
    if str(event.get("logger", "")).startswith("django_structlog"):
        for name in ("error", "reason", "result"):
            event.pop(name, None)
    event.pop("user_agent", None)
    return event


def say_pattern(_: WrappedLogger, __: str, event: EventDict) -> EventDict:
    """Of a library's line keep the pattern: what it puts in are paths, subjects and exceptions."""
    record: logging.LogRecord = event["_record"]
    args = event.pop("positional_args", ())
    if status := getattr(record, "status_code", None):
        event["event"] = f"{status} {HTTPStatus(status).phrase}"
    elif record.name.startswith("django.security"):
        event["event"] = "refused"
    elif isinstance(record.msg, BaseException):
        event["event"] = type(record.msg).__qualname__
    elif args:
        event["event"] = _filled(str(record.msg), args)
    elif record.name.startswith("gunicorn"):  # puts its lines together itself: "Invalid request from …: …"
        event["event"] = str(record.msg).partition(" from ")[0]
    return event


class _LeftOut:
    """Stands in a pattern for a value, however it is asked for."""

    def __str__(self) -> str:
        return LEFT_OUT

    __repr__ = __str__


def _filled(pattern: str, args: tuple[object, ...] | Mapping[str, object]) -> str:
    kept: Any
    if isinstance(args, Mapping):
        kept = {name: one if name in NAMED_BY_US else _shown(one) for name, one in args.items()}
    else:
        kept = tuple(_shown(one) for one in args)
    try:
        return str(pattern % kept)
    except (TypeError, ValueError, KeyError):
        return pattern


def _shown(value: object) -> object:
    return value if isinstance(value, (int, float)) else _LeftOut()


def _shared() -> list[Processor]:
    return [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        drop_words,
        place_exception,
    ]


def render(*, as_json: bool) -> Processor:
    """Return the last processor: one line of JSON, or text for a terminal, redacted."""
    renderer: Any = (
        structlog.processors.JSONRenderer(ensure_ascii=False)
        if as_json
        else structlog.dev.ConsoleRenderer(colors=False, exception_formatter=structlog.dev.plain_traceback)
    )

    def render_redacted(logger: WrappedLogger, name: str, event: EventDict) -> str:
        return redact(str(renderer(logger, name, event)))

    return render_redacted


def formatter_settings(*, as_json: bool) -> dict[str, Any]:
    """The formatter of every handler, as `dictConfig` makes it."""
    return {
        "()": structlog.stdlib.ProcessorFormatter,
        "processors": [structlog.stdlib.ProcessorFormatter.remove_processors_meta, render(as_json=as_json)],
        "foreign_pre_chain": [*_shared(), say_pattern],
        "use_get_message": False,
        "pass_foreign_args": True,
    }


def logging_config(*, level: str, as_json: bool) -> dict[str, Any]:
    """Set up structlog and return Django's LOGGING: every logger writes to stderr in one format."""
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *_shared(),
            structlog.stdlib.PositionalArgumentsFormatter(),
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )
    if as_json:
        _log_what_nobody_catches()
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"structured": formatter_settings(as_json=as_json)},
        "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "structured"}},
        "root": {"handlers": ["stderr"], "level": level},
        "loggers": {
            "django": {"handlers": [], "level": level, "propagate": True},
            # What is not found or not allowed, RequestMiddleware says with its route.
            "django.request": {"level": "ERROR"},
            "django.server": {"handlers": [], "level": level, "propagate": True},
            "django_structlog": {"level": level},
            "celery.beat": {"level": "WARNING"},
            "celery.app.trace": {"level": "WARNING"},
            "celery.worker.strategy": {"level": "WARNING"},
        },
    }


def _log_what_nobody_catches() -> None:
    """A process or a thread that ends by an exception would write its words to stderr, and so would a line
    that cannot be written.
    """
    logger = structlog.get_logger("smarketing.uncaught")
    sys.excepthook = lambda kind, error, trace: logger.critical("ended", exc_info=(kind, error, trace))
    threading.excepthook = lambda args: logger.critical("thread_ended", exc_info=args.exc_value)
    logging.raiseExceptions = False
