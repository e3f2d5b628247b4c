from __future__ import annotations

from django.apps import AppConfig


class PagesConfig(AppConfig):
    """The edge; no models, only what all pages share."""

    name = "pages"
