"""The post room as a Django app."""

from __future__ import annotations

from django.apps import AppConfig


class OutboxConfig(AppConfig):
    """Knows no other app; every app may post."""

    name = "outbox"
    default_auto_field = "django.db.models.BigAutoField"
