from __future__ import annotations

from django.apps import AppConfig


class DeskConfig(AppConfig):
    """Pages that show a lead whole; no models."""

    name = "desk"
