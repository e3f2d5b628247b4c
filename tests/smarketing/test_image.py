"""What the image is made of: its programs begin where only production.txt is; its bases can be pinned."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest
import yaml
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


def pins(folder: Path, docker: str) -> subprocess.CompletedProcess[str]:
    """Run deploy/pins on a copy, with this script for docker."""
    (folder / "deploy" / "backup").mkdir(parents=True)
    for name in ("deploy/pins", "Dockerfile", "deploy/backup/Dockerfile", "docker-compose.yml"):
        shutil.copy(settings.BASE_DIR / name, folder / name)
    (folder / "docker").write_text(f"#!/bin/sh\n{docker}\n", encoding="utf-8")
    (folder / "docker").chmod(0o755)
    environment = {"PATH": f"{folder}:{os.environ['PATH']}"}
    command = [folder / "deploy" / "pins"]
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=False)


def test_pins_name_the_digest_of_every_image_that_comes_from_a_registry(tmp_path: Path) -> None:
    done = pins(tmp_path, 'echo "sha256:of-$4"')
    assert done.returncode == 0, done.stderr
    pinned = yaml.safe_load((tmp_path / "docker-compose.pins.yml").read_text(encoding="utf-8"))["services"]
    services = yaml.safe_load((tmp_path / "docker-compose.yml").read_text(encoding="utf-8"))["services"]
    for built, file in {"web": "Dockerfile", "backup": "deploy/backup/Dockerfile"}.items():
        bases = set(re.findall(r"^FROM (\S+:\S+)", (tmp_path / file).read_text("utf-8"), re.MULTILINE))
        contexts = pinned.pop(built)["build"]["additional_contexts"]
        assert contexts == {base: f"docker-image://{base}@sha256:of-{base}" for base in bases}
    foreign = {name: one["image"] for name, one in services.items() if "smarketing" not in one["image"]}
    assert pinned == {name: {"image": f"{image}@sha256:of-{image}"} for name, image in foreign.items()}


def test_pins_are_left_as_they_are_where_a_digest_cannot_be_had(tmp_path: Path) -> None:
    (tmp_path / "docker-compose.pins.yml").write_text("before", encoding="utf-8")
    assert pins(tmp_path, "exit 1").returncode == 1
    assert (tmp_path / "docker-compose.pins.yml").read_text(encoding="utf-8") == "before"


@pytest.mark.parametrize(
    ("said", "code", "expected"),
    [
        ("No known vulnerabilities found", 0, (0, "No known vulnerabilities found")),
        ("Found 1 known vulnerability in 1 package", 1, (1, "Found 1 known vulnerability")),
        ("django  Dependency not found on PyPI and could not be audited: django (5.2)", 0, (0, "skipped")),
        ("Connection refused", 1, (0, "skipped")),
    ],
)
def test_scan_fails_by_a_weakness_and_says_where_nobody_answers(
    tmp_path: Path, said: str, code: int, expected: tuple[int, str]
) -> None:
    for name, text in {
        "deploy/scan": (settings.BASE_DIR / "deploy" / "scan").read_text(encoding="utf-8"),
        ".venv/bin/uv": f"#!/bin/sh\necho '{said}'\nexit {code}\n",
    }.items():
        (tmp_path / name).parent.mkdir(parents=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
        (tmp_path / name).chmod(0o755)
    done = subprocess.run([tmp_path / "deploy" / "scan"], capture_output=True, text=True, check=False)
    assert done.returncode == expected[0]
    assert expected[1] in done.stdout
