"""`python -m tests.smarketing.pooled FOLDER`: walk the loop, import a file and do every task of beat, each
committed as it goes, in an empty database that DATABASE_URL names.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

import django

FILE = "Lead ID;E-Mail\n1;erika@example.com\n2;otto@example.com\n"


def walk() -> None:
    """From marketing to sales and back."""
    from django.core.management import call_command
    from django.test.utils import setup_test_environment

    from accounts.models import Role
    from tests.factories import make_company, make_user
    from tests.flows.test_loop import (
        test_lead_goes_to_sales_and_what_became_of_it_comes_back as walk_the_loop,
    )

    setup_test_environment()
    make_company()
    roles = (Role.MARKETER, Role.SALES_REP, Role.SALES_LEAD, Role.MANAGER)
    walk_the_loop(*(make_user(role) for role in roles))
    call_command("conversion", "--rebuild", verbosity=0)


def bring_in(folder: Path) -> None:
    """A file of two leads."""
    from tests.importing import counts, run, write

    assert counts(run(write(folder, FILE))) == (2, 0, 0, 0)


def do_every_task() -> None:
    """What beat asks for at its time."""
    from django.conf import settings

    from smarketing.celery import app

    app.loader.import_default_modules()
    for entry in settings.CELERY_BEAT_SCHEDULE.values():
        app.tasks[str(entry["task"])]()


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "smarketing.settings")
    django.setup()
    walk()
    bring_in(Path(sys.argv[1]))
    do_every_task()


if __name__ == "__main__":
    main()
