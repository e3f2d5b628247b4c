"""Django's `migrate`, made for a portal that goes on while it runs."""

from __future__ import annotations

import sys
from typing import Any

from django.core.management.base import CommandError, CommandParser
from django.core.management.commands import migrate
from django.db import InterfaceError, OperationalError, connection
from django.db.migrations import Migration
from django.db.migrations.executor import MigrationExecutor

from smarketing import startup
from smarketing.schema import patience, steps

DATABASE_TRIES = 60  # a second apart


class Command(migrate.Command):
    """Waits for no table longer than a page does, and writes down for older code what it may bear."""

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.add_argument(
            "--beside",
            metavar="MIGRATIONS",
            default="",
            help="Those that the running code knows (`manage.py known_migrations`). Nothing is done where it "
            "would miss what the new ones take away.",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Migrate, a try after the other while somebody holds a table."""
        if options["plan"] or options["check_unapplied"] or options["prune"]:
            super().handle(*args, **options)
            return
        wait_for_database()
        if options["beside"]:
            refuse_what_it_would_miss(options["beside"].split())
        # First: a process of the old code may be started again before we are through.
        steps.record_steps()
        try:
            patience.keep_trying(lambda: super(Command, self).handle(*args, **options), say=self.stderr.write)
        except patience.TablesAreHeldError as error:
            raise CommandError(
                "A table was held for ten minutes; what was begun is undone. Run it again when it is free, "
                "such as at the end of an import."
            ) from error
        steps.record_steps()

    def migration_progress_callback(
        self, action: str, migration: Migration | None = None, fake: bool = False
    ) -> None:
        """Called before each migration, on the connection that it will use."""
        if migration is not None and action in {"apply_start", "unapply_start"}:
            patience.limit_waiting(is_atomic=migration.atomic)
        super().migration_progress_callback(action, migration, fake)


def wait_for_database() -> None:
    """Raises CommandError for one that does not answer, so that a release ends and says so."""
    try:
        startup.once_it_answers(connection.ensure_connection, tries=DATABASE_TRIES)
    except (InterfaceError, OperationalError) as error:
        raise CommandError(
            f"PostgreSQL did not answer {DATABASE_TRIES} times, a second apart: {str(error).strip()}"
        ) from error


def refuse_what_it_would_miss(known: list[str]) -> None:
    """Exit where a migration to come takes away what code uses that knows only these."""
    executor = MigrationExecutor(connection)
    applied = set(executor.loader.applied_migrations)
    missed = [
        f"{migration} needs {need}"
        for migration, before in steps.in_order(executor)
        if (migration.app_label, migration.name) not in applied
        and (need := steps.need_of(migration, before)) not in {"", *known}
    ]
    if missed:
        sys.exit(
            "The running release still uses what these migrations take away, so nothing was done: "
            f"{'; '.join(missed)}.\nFirst release the one that brings what is needed."
        )
