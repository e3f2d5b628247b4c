"""Tie the Celery application and the checks to every process that loads Django."""

from __future__ import annotations

from django.apps import AppConfig


class SmarketingConfig(AppConfig):
    """The wiring as a Django app: the templates of forms, the checks and the cache table."""

    name = "smarketing"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Make the configured Celery application the current one, so that apps need not import it.

        A worker loads no page, and counts its tasks all the same.
        """
        from smarketing import celery, checks  # noqa: F401  # importing sets the one and registers the others
        from smarketing.health import metrics  # noqa: F401  # importing connects it to the tasks
