from __future__ import annotations

from django.apps import AppConfig


class PagesConfig(AppConfig):
    """The edge: what all pages share, and the receipts of what was sent to them."""

    name = "pages"
