"""`deploy/release`, on a container engine of files: what it does in which order, and what it leaves."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

FAKE = Path(__file__).with_name("fake_engine.py")


@dataclass(frozen=True)
class Machine:
    """A folder with an installation, and the engine that runs it."""

    folder: Path

    @property
    def file(self) -> Path:
        return self.folder / "engine.json"

    def state(self) -> dict[str, Any]:
        state: dict[str, Any] = json.loads(self.file.read_text())
        return state

    def put(self, **changes: Any) -> None:
        self.file.write_text(json.dumps(self.state() | changes))

    def release(self, *arguments: str) -> tuple[int, str]:
        """Its exit code and its last words."""
        fake = f"{sys.executable} -I -S {FAKE}"
        environment = {
            "PATH": os.environ["PATH"],
            "ENGINE": f"{fake} docker",
            "COMPOSE": f"{fake} compose",
            "FAKE_ENGINE": str(self.file),
            "PATIENCE": "2",
        }
        done = subprocess.run(
            ["sh", "deploy/release", *arguments],
            cwd=self.folder,
            env=environment,
            capture_output=True,
            text=True,
            check=False,
            timeout=60,
        )
        return done.returncode, done.stderr.strip().splitlines()[-1]

    def running(self, service: str = "web") -> list[str]:
        """The releases of a service's containers; one that is only tried out counts."""
        return [one["release"] for one in self.state()["containers"].values() if one["service"] == service]

    def named(self) -> str:
        lines = (self.folder / ".env").read_text().splitlines()
        return next(line.removeprefix("RELEASE=") for line in lines if line.startswith("RELEASE="))


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    """The release `one` serves with two web containers; the image of `two` is not built yet."""
    (tmp_path / "deploy").mkdir()
    shutil.copy(settings.BASE_DIR / "deploy" / "release", tmp_path / "deploy" / "release")
    (tmp_path / ".env").write_text("SECRET_KEY=x\nRELEASE=one\nHTTP_PORT=8080\n")
    services = {"web-a": "web", "web-b": "web", "worker-a": "worker", "beat-a": "beat", "relay-a": "relay"}
    containers = {
        name: {"service": service, "release": "one", "id": "sha256:of-one", "one_off": False}
        for name, service in services.items()
    }
    state = {"images": {"smarketing:one": "sha256:of-one"}, "containers": containers, "faults": {}}
    (tmp_path / "engine.json").write_text(json.dumps({**state, "started": [], "notes": []}))
    return Machine(tmp_path)


def assert_nothing_changed(machine: Machine) -> None:
    assert machine.running() == ["one", "one"]
    assert machine.running("worker") == ["one"]
    assert machine.named() == "one"
    assert "nobody serves" not in machine.state()["notes"]
    assert not (machine.folder / ".release.lock").exists()


def test_release_is_built_migrated_beside_the_old_one_and_replaces_all_of_it(machine: Machine) -> None:
    code, words = machine.release("two")
    assert (code, words) == (0, "release: two serves. Back to one: deploy/release --back")
    assert {service: machine.running(service) for service in ("web", "worker", "beat", "relay")} == {
        "web": ["two", "two"],
        "worker": ["two"],
        "beat": ["two"],
        "relay": ["two"],
    }
    assert machine.state()["notes"] == ["two migrates beside leads.0001_first"]
    assert (machine.folder / ".env").read_text() == "SECRET_KEY=x\nRELEASE=two\nHTTP_PORT=8080\n"


@pytest.mark.soak
def test_release_is_taken_back_to_the_one_before_and_forth_again(machine: Machine) -> None:
    machine.release("two")
    assert (machine.release("--back")[0], machine.named(), machine.running()) == (0, "one", ["one", "one"])
    assert (machine.release("--back")[0], machine.named(), machine.running()) == (0, "two", ["two", "two"])
    assert "nobody serves" not in machine.state()["notes"]


@pytest.mark.parametrize(
    ("fault", "words"),
    [
        pytest.param("build", "the image could not be built", marks=pytest.mark.soak),
        (
            "migrate",
            "the database could not be migrated; what was migrated before the fault stays, and one bears it",
        ),
        pytest.param("start", "two does not work", marks=pytest.mark.soak),
        pytest.param("work", "two did not become healthy", marks=pytest.mark.soak),
        pytest.param("serve", "two did not become healthy", marks=pytest.mark.soak),
    ],
)
def test_release_that_fails_leaves_the_old_one_serving_and_forgets_its_image(
    machine: Machine, fault: str, words: str
) -> None:
    machine.put(faults={"two": [fault]})
    assert machine.release("two") == (
        1,
        f"release: {words}. The release one serves as before; .env names it.",
    )
    assert_nothing_changed(machine)
    assert list(machine.state()["images"]) == ["smarketing:one"]


@pytest.mark.soak
def test_image_that_was_built_over_the_running_one_gives_the_name_back(machine: Machine) -> None:
    machine.put(images={"smarketing:one": "sha256:anew", "smarketing:two": "sha256:of-two"})
    assert machine.release("two")[0] == 0
    assert machine.state()["images"]["smarketing:one"] == "sha256:of-one"


@pytest.mark.soak
def test_release_built_under_the_name_of_the_running_one_is_refused(machine: Machine) -> None:
    machine.put(images={"smarketing:one": "sha256:anew"})
    code, words = machine.release("one")
    assert (code, "a release needs a name of its own" in words) == (1, True)
    assert_nothing_changed(machine)


def test_nothing_to_go_back_to_is_said(machine: Machine) -> None:
    code, words = machine.release("--back")
    assert (code, words.startswith("release: there is no release to go back to")) == (2, True)
    assert_nothing_changed(machine)


def test_two_releases_at_once_are_refused(machine: Machine) -> None:
    (machine.folder / ".release.lock").mkdir()
    assert machine.release("two") == (
        2,
        "release: another release is under way; if none is: rmdir .release.lock",
    )
    assert machine.running() == ["one", "one"]


@pytest.mark.soak
def test_first_release_starts_everything(machine: Machine) -> None:
    machine.put(containers={})
    assert machine.release("two")[0] == 0
    assert (machine.running(), machine.named()) == (["two"], "two")
