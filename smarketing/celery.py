"""The Celery application: Redis carries ids only, PostgreSQL keeps the work."""

from __future__ import annotations

import gc
import logging.config
import os
from typing import Any

from celery import Celery
from celery.signals import beat_init, celeryd_init, setup_logging, worker_before_create_process
from django_structlog.celery.steps import DjangoStructLogInitStep

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "smarketing.settings")
# Django's checks load every page and form. Migrating runs them, before any worker starts.
os.environ.setdefault("CELERY_SKIP_CHECKS", "1")

app = Celery("smarketing")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
app.steps["worker"].update({DjangoStructLogInitStep, "smarketing.worker:HeartStep"})


@setup_logging.connect
def configure_logging(**_: Any) -> None:
    """Log from worker and beat exactly as the web process does."""
    from django.conf import settings

    logging.config.dictConfig(settings.LOGGING)


@celeryd_init.connect
@beat_init.connect
def limit_database(**_: Any) -> None:
    """No job waits for PostgreSQL without end; the worker's children are forked from this process."""
    from smarketing.database import limits

    limits.become("worker")


@celeryd_init.connect
def look_at_database(**_: Any) -> None:
    """No worker begins on tables that are not those of its code."""
    import django

    from smarketing import startup

    django.setup()
    startup.require_schema()


@worker_before_create_process.connect
def share_memory(**_: Any) -> None:
    """Before a fork: what is loaded stays, and the children share it as long as nobody looks it through."""
    gc.collect()
    gc.freeze()
