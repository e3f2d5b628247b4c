"""The copy that is rehearsed, and its `.env`."""

from __future__ import annotations

from pathlib import Path
from subprocess import run

import pytest

from tests.rehearsal.workplace import Workplace, set_values

COMPOSE = """
services:
  web:
    image: python:3.11@sha256:%s
    environment:
      SECRET_KEY: ${SECRET_KEY:?generate one}
      OIDC_CLIENT_SECRET: ${OIDC_CLIENT_SECRET:-}
""" % ("0" * 64)


@pytest.fixture
def place(tmp_path: Path) -> Workplace:
    source = tmp_path / "source"
    source.mkdir()
    run(["git", "init", "--quiet"], cwd=source, check=True)
    files = {
        "docker-compose.yml": COMPOSE,
        "Dockerfile": "FROM python:3.11@sha256:" + "0" * 64,
        ".env.example": "# Secrets\nSECRET_KEY=\nOIDC_CLIENT_SECRET=\nHTTP_PORT=8080\n",
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
        "Dockerfile",
        "docker-compose.yml",
    ]


def test_secrets_that_are_required_are_made_up_and_others_stay_empty(place: Workplace) -> None:
    place.make_copy()
    place.write_environment()
    written = place.read_environment()
    assert len(written["SECRET_KEY"]) > 50
    assert written["OIDC_CLIENT_SECRET"] == ""
    assert written["HTTP_PORT"] == place.ports["HTTP_PORT"]


def test_images_lose_their_digests(place: Workplace) -> None:
    place.make_copy()
    place.unpin()
    assert (place.copy / "Dockerfile").read_text() == "FROM python:3.11"
    assert "sha256" not in (place.copy / "docker-compose.yml").read_text()


def test_value_is_put_into_its_line_or_at_the_end() -> None:
    assert set_values("A=1\n#B=\nB=2\n", {"B": r"\1", "C": "3"}) == "A=1\n#B=\nB=\\1\nC=3\n"
