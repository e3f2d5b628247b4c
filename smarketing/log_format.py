"""Structured logs that carry the request id and no personal data.

Everything that is logged passes `redact` as finished text, tracebacks and database messages included, because
a rule per call would be forgotten at the first new call.
"""

from __future__ import annotations

import re
from typing import Any

import structlog
from structlog.typing import EventDict, Processor, WrappedLogger

EMAIL = re.compile(
    r"[^\s\"'<>=&?,;:(){}\[\]\\]{1,64}(?:@|%40)[^\s\"'<>=&?,;:(){}\[\]\\@]{1,255}", re.IGNORECASE
)
# PostgreSQL quotes the row that broke a rule: "DETAIL:  Failing row contains (17, Erika Muster, …)."
DATABASE_DETAIL = re.compile(r"(DETAIL:).*?(?=\\n|\n|$)")
# Whoever reads the path of an invitation or of a new password could use it; API tokens begin with smk_.
SECRET_PATH = re.compile(r"(/invitation/|/password/reset/key/|\bsmk_)[\w-]+")
QUERY_STRING = re.compile(r"\?.*", re.DOTALL)


def redact(text: str) -> str:
    """Return the text without e-mail addresses, secrets, and rows that PostgreSQL quotes in its errors."""
    text = SECRET_PATH.sub(r"\1[secret]", DATABASE_DETAIL.sub(r"\1 [left out]", text))
    return EMAIL.sub("[e-mail]", text)


def drop_query_string(_: WrappedLogger, __: str, event: EventDict) -> EventDict:
    """Keep the path of a logged request and drop what was searched for or filtered by."""
    if isinstance(event.get("request"), str):
        event["request"] = QUERY_STRING.sub("?…", event["request"])
    event.pop("user_agent", None)
    return event


def _shared() -> list[Processor]:
    return [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        drop_query_string,
        structlog.processors.format_exc_info,
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
    formatter = {
        "()": structlog.stdlib.ProcessorFormatter,
        "processors": [structlog.stdlib.ProcessorFormatter.remove_processors_meta, render(as_json=as_json)],
        "foreign_pre_chain": _shared(),
    }
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"structured": formatter},
        "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "structured"}},
        "root": {"handlers": ["stderr"], "level": level},
        "loggers": {
            "django": {"handlers": [], "level": level, "propagate": True},
            "django.server": {"handlers": [], "level": level, "propagate": True},
            "django_structlog": {"level": level},
            "celery.beat": {"level": "WARNING"},
            "celery.app.trace": {"level": "WARNING"},
            "celery.worker.strategy": {"level": "WARNING"},
        },
    }
