"""The Celery application: Redis carries ids only, PostgreSQL keeps the work."""

from __future__ import annotations

import logging.config
import os
from typing import Any

from celery import Celery
from celery.signals import setup_logging
from django_structlog.celery.steps import DjangoStructLogInitStep

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "smarketing.settings")

app = Celery("smarketing")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
app.steps["worker"].add(DjangoStructLogInitStep)


@setup_logging.connect
def configure_logging(**_: Any) -> None:
    """Log from worker and beat exactly as the web process does."""
    from django.conf import settings

    logging.config.dictConfig(settings.LOGGING)
