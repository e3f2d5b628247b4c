"""Tie the Celery application and the checks to every process that loads Django."""

from __future__ import annotations

import logging

from django.apps import AppConfig, apps
from django.db.models.signals import post_migrate


class SmarketingConfig(AppConfig):
    """The wiring as a Django app: templates of forms, the cache table, what keeps a process from starting."""

    name = "smarketing"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Make the configured Celery application the current one, so that apps need not import it.

        A worker loads no page, and counts its tasks all the same.
        """
        from smarketing import celery, roles, startup  # noqa: F401  # importing celery sets its application
        from smarketing.database.fault_log import DefectsOnly
        from smarketing.health import metrics  # noqa: F401  # importing connects it to the tasks

        logging.getLogger("django.request").addFilter(DefectsOnly())
        startup.require_settings()
        startup.require_driver()
        startup.require_contact()
        # Each app with models is told once all has been migrated; one of them is enough.
        post_migrate.connect(roles.grant_after_migrating, sender=apps.get_app_config("outbox"))
