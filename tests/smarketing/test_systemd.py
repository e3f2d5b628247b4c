"""The units of a machine without containers: who each is, what it runs, and that it is started again."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings

from run.launcher.launch import programs
from tests.smarketing.test_compose import SERVICES

FOLDER: Path = settings.BASE_DIR / "deploy" / "systemd"
SERVICE_FILES = sorted(path.name for path in FOLDER.glob("*.service"))
LASTING = ["web", "worker", "relay", "beat"]
PAGE = settings.BASE_DIR / "docs" / "run-systemd.md"


def lines(name: str) -> Iterator[tuple[str, str]]:
    for line in (FOLDER / name).read_text(encoding="utf-8").splitlines():
        if "=" in line and not line.startswith("#"):
            key, _equals, value = line.partition("=")
            yield key, value


def unit_of(program: str) -> dict[str, str]:
    at = "@" if program == "worker" else ""
    return dict(lines(f"smarketing-{program}{at}.service"))


@pytest.mark.parametrize("name", SERVICE_FILES)
def test_what_is_common_to_all_takes_nothing_from_a_unit_that_says_it_itself(name: str) -> None:
    """The common file goes before: a user, folder or setting in it would be everybody's."""
    once = {"User", "Group", "WorkingDirectory", "EnvironmentFile", "StateDirectory", "ExecStart", "Type"}
    common = {key for key, _value in lines("smarketing-.service.d/common.conf")}
    own = {key for key, _value in lines(name)} - {"Environment", "After"}  # these add up
    assert common & (once | own) == set()
    assert {"User", "WorkingDirectory", "ExecStart"} <= own


def test_only_who_ends_web_is_root_and_it_has_no_state() -> None:
    of_root = [name for name in SERVICE_FILES if ("User", "root") in lines(name)]
    assert of_root == ["smarketing-watch-web.service"]
    assert "StateDirectory" not in dict(lines(of_root[0]))


def test_owner_of_the_tables_goes_before_the_portal() -> None:
    files = [value for key, value in lines("smarketing-migrate@.service") if key == "EnvironmentFile"]
    assert files == ["/etc/smarketing/portal.env", "/etc/smarketing/migrate.env"]


@pytest.mark.parametrize("name", LASTING)
def test_unit_runs_what_compose_and_a_local_run_do_and_is_started_again(name: str) -> None:
    unit = unit_of(name)
    command = re.findall(r"[\w./:@%${}=-]+", unit["ExecStart"])
    local = next(program for program in programs(settings.VAR_DIR) if program.name == name)
    words = {part for part in command if re.fullmatch(r"[a-z]+|python:.*|manage.py", part)}
    assert words <= set(local.command)
    assert words <= set(SERVICES[name]["command"])
    assert (unit["Restart"], unit["User"]) == ("always", "smarketing")


def test_every_unit_is_named_by_its_page() -> None:
    page = PAGE.read_text(encoding="utf-8")
    units = {re.split(r"[@.]", path.name)[0] for path in FOLDER.glob("smarketing*.*") if path.is_file()}
    assert {unit for unit in units if unit not in page} == set()


def test_page_and_units_speak_of_files_that_there_are() -> None:
    said = PAGE.read_text(encoding="utf-8") + "".join(
        path.read_text() for path in FOLDER.glob("smarketing*.service")
    )
    named = set(re.findall(r"deploy/systemd/([\w.-]+)", said))
    assert {name for name in named if not (FOLDER / name).exists()} == set()
