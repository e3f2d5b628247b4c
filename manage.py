#!/usr/bin/env python
"""Django's command line; the embedded PostgreSQL of `VAR_DIR` is started where nothing answers there."""

from __future__ import annotations

import os
import sys
from contextlib import suppress
from importlib.util import find_spec

# Commands that read and write text only, or look after the servers themselves.
WITHOUT_DATABASE = {"help", "version", "run", "stop_servers", "makemessages", "collectstatic"}
# Commands that stay: they wait for the database no longer than a worker does, and want their code's tables.
STAYING = {"relay"}


def main(arguments: list[str]) -> None:
    """Run one command, with a database to run it on."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "smarketing.settings")
    from django.core.management import execute_from_command_line

    compile_catalogues()
    if needs_database(arguments[1:]):
        start_database()
    if STAYING.intersection(arguments[1:2]):
        begin_to_stay()
    execute_from_command_line(arguments)


def needs_database(arguments: list[str]) -> bool:
    """Say whether this command line can reach for the database."""
    asks_for_help = not arguments or arguments[0].startswith("-") or bool({"-h", "--help"} & set(arguments))
    return not asks_for_help and arguments[0] not in WITHOUT_DATABASE


def compile_catalogues() -> None:
    """Let every command speak both languages, on a fresh checkout too; an image brings them, and no `run`."""
    if find_spec("run") is None:
        return
    from run.build import compile_messages

    with suppress(PermissionError):
        compile_messages()


def start_database() -> None:
    """Start the embedded PostgreSQL, unless `DATABASE_URL` names a server."""
    from django.conf import settings

    if settings.DATABASE_URL:
        return
    from run import embedded

    try:
        embedded.ensure_postgres(settings.VAR_DIR)
    except embedded.EmbeddedServerError as error:
        sys.exit(str(error))


def begin_to_stay() -> None:
    import django

    from smarketing import startup
    from smarketing.database import limits

    limits.become("worker")
    django.setup()
    startup.require_schema()


if __name__ == "__main__":
    main(sys.argv)
