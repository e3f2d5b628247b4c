"""What keeps a process from starting, and what it says."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings
from django.core.checks import run_checks

from smarketing.checks import DRIVER


@pytest.fixture
def psycopg3(tmp_path: Path) -> Path:
    """A folder in which Python finds psycopg 3, as it is without libpq: Django's import of it fails."""
    (tmp_path / "psycopg").mkdir()
    (tmp_path / "psycopg" / "__init__.py").write_text('raise ImportError("no pq wrapper available")')
    return tmp_path


def test_psycopg3_beside_psycopg2_is_refused_with_its_place(
    psycopg3: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.syspath_prepend(psycopg3)
    [error] = run_checks(tags=[DRIVER])
    assert error.id == "smarketing.E001"
    assert f"in {psycopg3 / 'psycopg' / '__init__.py'}." in error.msg
    assert error.hint is not None and "pip uninstall psycopg" in error.hint


def test_psycopg2_alone_is_what_we_want() -> None:
    assert run_checks(tags=[DRIVER]) == []


@pytest.mark.parametrize("command", ["check", "run", "import_leads"])
def test_nothing_starts_with_psycopg3(psycopg3: Path, tmp_path: Path, command: str) -> None:
    environment = {**os.environ, "PYTHONPATH": str(psycopg3), "VAR_DIR": str(tmp_path / "var")}
    environment["DATABASE_URL"] = "postgres://nobody@127.0.0.1:1/none"  # never reached
    done = subprocess.run(
        [sys.executable, "manage.py", command],
        cwd=settings.BASE_DIR,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert "(smarketing.E001) psycopg 3 is installed beside psycopg2" in done.stderr
