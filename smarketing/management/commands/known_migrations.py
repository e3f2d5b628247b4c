"""Say which migrations this code knows, for a newer one that asks what it may take away."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand
from django.db.migrations.loader import MigrationLoader

from smarketing.schema.steps import dotted


class Command(BaseCommand):
    help = "Print the migrations this code knows, in one line."
    requires_system_checks = []

    def handle(self, *args: Any, **options: Any) -> None:
        """Asks no database."""
        self.stdout.write(" ".join(sorted(map(dotted, MigrationLoader(None).disk_migrations))))
