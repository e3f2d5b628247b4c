"""Which back-ups may go, and what a shell makes of an address of PostgreSQL."""

from __future__ import annotations

import os
import subprocess
from datetime import date, timedelta
from pathlib import Path

import pytest
from django.conf import settings

FOLDER: Path = settings.BASE_DIR / "deploy" / "backup"


def superfluous(names: list[str], *, days: int, weeks: int, months: int) -> list[str]:
    command = ["sh", str(FOLDER / "superfluous"), str(days), str(weeks), str(months)]
    given = "".join(f"{name}\n" for name in names)
    said: str = subprocess.run(command, input=given, capture_output=True, text=True, check=True).stdout
    return said.split()


def named(day: date, clock: str = "0230") -> str:
    return f"smarketing-{day}T{clock}00Z.dump.age"


def kept(names: list[str], **knobs: int) -> list[str]:
    gone = superfluous(names, **knobs)
    return [name[11:21] for name in sorted(names, reverse=True) if name not in gone]


def test_after_a_year_of_nights_there_are_days_weeks_and_months() -> None:
    nights = [named(date(2026, 11, 26) - timedelta(days=number)) for number in range(365)]
    assert kept(nights, days=7, weeks=4, months=6) == [
        "2026-11-26",  # Thursday
        "2026-11-25",
        "2026-11-24",
        "2026-11-23",
        "2026-11-22",  # Sunday, the newest of its week
        "2026-11-21",
        "2026-11-20",
        "2026-11-15",
        "2026-11-08",
        "2026-10-31",  # the newest of its month, and so on
        "2026-09-30",
        "2026-08-31",
        "2026-07-31",
        "2026-06-30",
    ]


def test_week_belongs_to_the_year_of_its_thursday() -> None:
    nights = [named(date(2027, 1, 4) - timedelta(days=number)) for number in range(10)]
    assert kept(nights, days=1, weeks=2, months=1)[2:] == []
    assert kept(nights, days=1, weeks=3, months=1)[1:] == ["2027-01-03", "2026-12-27"]


def test_of_a_day_the_newest_stays_and_of_the_last_two_days_all() -> None:
    """An empty one, made after a loss, must not take the place of that night's."""
    days = [date(2026, 11, 26) - timedelta(days=number) for number in range(3)]
    names = [named(day, clock) for day in days for clock in ("0230", "0900", "1400")]
    assert superfluous(names, days=7, weeks=0, months=0) == [
        "smarketing-2026-11-24T090000Z.dump.age",
        "smarketing-2026-11-24T023000Z.dump.age",
    ]


def test_what_has_another_name_is_left_alone() -> None:
    assert superfluous(["before-the-move.dump", "smarketing.dump"], days=0, weeks=0, months=0) == []


@pytest.mark.parametrize(
    ("address", "variables"),
    [
        (
            "postgres://owner:p%40ss%27w%2Ford@db.example.com:6432/portal?sslmode=verify-full&sslrootcert=%2Fca.crt",
            {
                "PGUSER": "owner",
                "PGPASSWORD": "p@ss'w/ord",
                "PGHOST": "db.example.com",
                "PGPORT": "6432",
                "PGDATABASE": "portal",
                "PGSSLMODE": "verify-full",
                "PGSSLROOTCERT": "/ca.crt",
            },
        ),
        (
            "postgresql://o:$(id)@[2001:db8::1]:5433,b.example.com/p",
            {
                "PGUSER": "o",
                "PGPASSWORD": "$(id)",
                "PGHOST": "2001:db8::1,b.example.com",
                "PGPORT": "5433,5432",
                "PGDATABASE": "p",
            },
        ),
        (
            "postgres://postgres@%2Fvar%2Frun/p",
            {"PGUSER": "postgres", "PGHOST": "/var/run", "PGPORT": "5432", "PGDATABASE": "p"},
        ),
    ],
)
def test_address_becomes_the_variables_of_libpq(address: str, variables: dict[str, str]) -> None:
    code = 'eval "$(perl "$0/libpq.pl")" && env'
    environment = {"PATH": os.environ["PATH"], "DATABASE_URL": address}
    done = subprocess.run(
        ["sh", "-c", code, FOLDER], env=environment, capture_output=True, text=True, check=True
    )
    found = dict(line.split("=", 1) for line in done.stdout.splitlines())
    assert {name: value for name, value in found.items() if name.startswith("PG")} == variables
