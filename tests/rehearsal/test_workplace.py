"""The copy that is rehearsed, and its `.env`."""

from __future__ import annotations

from pathlib import Path
from subprocess import run

import pytest

from tests.rehearsal.engine import Engine
from tests.rehearsal.workplace import Workplace, set_values

COMPOSE = """
services:
  web:
    environment:
      SECRET_KEY: ${SECRET_KEY:?generate one}
"""


@pytest.fixture
def place(tmp_path: Path) -> Workplace:
    source = tmp_path / "source"
    source.mkdir()
    run(["git", "init", "--quiet"], cwd=source, check=True)
    files = {
        "docker-compose.yml": COMPOSE,
        ".env.example": "# Secrets\nSECRET_KEY=\nHTTP_PORT=8080\n",
        ".gitignore": "var/\n",
        "var/dump": "nobody's business",
    }
    for name, text in files.items():
        (source / name).parent.mkdir(exist_ok=True)
        (source / name).write_text(text)
    return Workplace(source=source, folder=tmp_path / "var")


def test_copy_holds_what_git_knows(place: Workplace) -> None:
    place.make_copy()
    assert sorted(file.name for file in place.copy.iterdir()) == [
        ".env.example",
        ".gitignore",
        "docker-compose.yml",
    ]


def test_what_is_filled_in_sets_a_stack_apart(place: Workplace) -> None:
    place.make_copy()
    (place.copy / ".env").write_text("HTTP_PORT=8080\nSECRET_KEY=abc\n")
    place.fill_in()
    written = place.read_environment()
    assert (written["SECRET_KEY"], written["COMPOSE_PROJECT_NAME"]) == ("abc", place.project)
    assert written["HTTP_PORT"] == place.ports["HTTP_PORT"]


def test_nothing_around_is_taken_for_a_value_of_the_stack(
    place: Workplace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SECRET_KEY", "of somebody else")
    monkeypatch.setenv("COMPOSE_FILE", "another.yml")
    monkeypatch.setenv("LANG", "C.UTF-8")
    place.make_copy()
    around = place.environment(Engine(docker=("docker",), compose=("docker", "compose")))
    assert (around.get("SECRET_KEY"), around.get("COMPOSE_FILE"), around["LANG"]) == (None, None, "C.UTF-8")


def test_value_is_put_into_its_line_or_at_the_end() -> None:
    assert set_values("A=1\n#B=\nB=2\n", {"B": r"\1", "C": "3"}) == "A=1\n#B=\nB=\\1\nC=3\n"
