"""A file of leads through the command, against PostgreSQL's own COPY of the same rows."""

from __future__ import annotations

import contextlib
import csv
import json
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import psutil
from django.db import connection

from bench.report import Entry
from bench.serving import ROOT

HEADINGS = ("Datum", "Name", "Firma", "E-Mail", "Telefon", "Kampagne", "utm_source", "Notiz", "Werbekonto")
MOST_MB = 150  # above what an import of nearly nothing takes
BEGINNING = datetime(2025, 1, 1, 8, 0, tzinfo=UTC)
# What a table of leads cannot do without: its key, the person, the time, the campaign.
_TABLE = """
    DROP TABLE IF EXISTS bench_copy;
    CREATE TABLE bench_copy (id bigserial PRIMARY KEY, at timestamptz, name text, company text, email text,
        phone text, campaign text, source text, note text, account text);
    CREATE INDEX ON bench_copy (email);
    CREATE INDEX ON bench_copy (at);
    CREATE INDEX ON bench_copy (campaign);
"""
_COPY = """
    COPY bench_copy (at, name, company, email, phone, campaign, source, note, account) FROM STDIN CSV HEADER
"""


def measure_import(*, rows: int, folder: Path) -> Iterator[Entry]:
    """Rows per second and memory of `import_leads`, with persons, touches and marks of the counts."""
    path = folder / "leads.csv"
    _write(path, rows=20)
    _, idle_mb = _import(path, rows=20)
    _write(path, rows=rows)
    copied = _copy(path)
    took, peak_mb = _import(path, rows=rows)
    path.unlink()
    yield Entry(
        name=f"import of {rows:,} rows", ours=rows / took, limit=rows / copied, aim=">= 0.07", unit="rows/s"
    )
    yield Entry(
        name="memory of that import, above an import of 20 rows",
        ours=peak_mb - idle_mb,
        limit=MOST_MB,
        aim="<= 1",
        unit="MB",
    )


def _write(path: Path, *, rows: int) -> None:
    """As many people as rows, spread over 50 campaigns and 400 days."""
    with path.open("w", encoding="utf-8", newline="") as file:
        table = csv.writer(file)
        table.writerow(HEADINGS)
        for number in range(rows):
            at = BEGINNING + timedelta(seconds=number * 34_560_000 // rows)
            table.writerow(
                (
                    at.isoformat(),
                    f"Erika Beispiel {number}",
                    f"Muster {number % 900} GmbH",
                    f"import{rows}-{number}@example.org",
                    f"+4915{number + 100_000_000}",
                    f"Kampagne {number * 7919 % 50:02d}",
                    "newsletter",
                    f"Bitte um Rückruf, Anliegen {number % 37}",
                    f"{number % 11}",
                )
            )


def _copy(path: Path) -> float:
    """Seconds for COPY of the same file into a table with four indexes, committed."""
    with connection.cursor() as cursor, path.open(encoding="utf-8") as file:
        cursor.execute(_TABLE)
        began = time.perf_counter()
        cursor.copy_expert(_COPY, file)
        took = time.perf_counter() - began
        cursor.execute("DROP TABLE bench_copy")
    return took


def _import(path: Path, *, rows: int) -> tuple[float, float]:
    """Seconds and most memory in MB of the command in a process of its own, its start included."""
    command = [sys.executable, "manage.py", "import_leads", str(path)]
    began = time.perf_counter()
    most = 0
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE) as process:
        watched = psutil.Process(process.pid)
        while process.poll() is None:
            with contextlib.suppress(psutil.NoSuchProcess):
                most = max(most, watched.memory_info().rss)
            time.sleep(0.05)
        took = time.perf_counter() - began
        assert process.stdout is not None
        said = json.loads(process.stdout.read())
    if process.returncode or said["created"] != rows:
        raise AssertionError(f"The import of {rows} rows ended with {process.returncode} and said {said}.")
    return took, most / 2**20
