"""What is not in the image is not asked for: its programs start where only production.txt is installed."""

from __future__ import annotations

import subprocess
import sys
from importlib.metadata import packages_distributions
from pathlib import Path

from django.conf import settings
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.smarketing.test_settings import PRODUCTION
from tests.test_requirements import lines

# What web, worker, beat, relay, their health checks and `migrate` import, and what Django finds.
ENTRANCES = """
import smarketing.gunicorn_settings, smarketing.lively_worker, smarketing.startup, smarketing.health.probe
import smarketing.celery, smarketing.worker, smarketing.beat, manage, django
django.setup()
from django.core.management import get_commands, load_command_class
from django.urls import get_resolver
smarketing.celery.app.loader.import_default_modules()
get_resolver().url_patterns
for name, room in get_commands().items():
    if not room.startswith("django"):
        load_command_class(room, name)
"""
OWN = ("run", "demo", "bench", "tests")


# As if none of these were there; what can do without one does.
HIDE = """
import sys
class Hidden:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in sys.argv:
            raise ModuleNotFoundError(f"No module named {name!r}", name=name)
sys.meta_path.insert(0, Hidden())
"""


def left_out() -> set[str]:
    """What can be imported here and not in the image."""
    there = {canonicalize_name(Requirement(line).name) for line in lines("production.txt")}
    found = packages_distributions().items()
    return {name for name, owners in found if not {canonicalize_name(owner) for owner in owners} & there}


def begin(tmp_path: Path, code: str) -> subprocess.CompletedProcess[str]:
    """Run this where only the image's packages are."""
    return subprocess.run(
        [sys.executable, "-c", HIDE + code, *OWN, *left_out()],
        cwd=settings.BASE_DIR,
        env={**PRODUCTION, "VAR_DIR": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )


def test_every_program_of_the_image_begins_without_what_is_not_in_it(tmp_path: Path) -> None:
    done = begin(tmp_path, ENTRANCES)
    assert done.returncode == 0, done.stderr


def test_twin_that_needs_the_servers_of_a_local_run_does_not_begin(tmp_path: Path) -> None:
    assert "No module named 'run'" in begin(tmp_path, "import run.embedded.postgres").stderr
    assert "No module named 'psutil'" in begin(tmp_path, "import psutil").stderr
