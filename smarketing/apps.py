"""Tie the Celery application to every process that loads Django."""

from __future__ import annotations

from django.apps import AppConfig


class SmarketingConfig(AppConfig):
    """The wiring as a Django app: its commands, its templates and the cache table."""

    name = "smarketing"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Make the configured Celery application the current one, so that apps need not import it."""
        from smarketing import celery  # noqa: F401  # importing it sets it
