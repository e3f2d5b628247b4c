"""The steps of the rehearsal, as far as they can be seen without an engine."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest
from django.conf import settings

from tests.rehearsal import __main__ as program
from tests.rehearsal.documents import knobs, shell_block
from tests.rehearsal.steps import STEPS, building, pick

DOCS: Path = settings.BASE_DIR / "docs"


def test_step_comes_with_all_it_needs_in_their_order() -> None:
    assert [step.name for step in pick(["kills"])] == ["build", "up", "first-hour", "kills"]


def test_no_names_are_all_steps() -> None:
    assert pick([]) == list(STEPS)


def test_step_nobody_knows_is_refused_by_its_name() -> None:
    with pytest.raises(SystemExit, match=r"There is no step kils; there are refusals, build,"):
        pick(["kils", "data"])


def test_every_step_has_its_line_in_the_document() -> None:
    lines = (DOCS / "rehearsal.md").read_text().splitlines()
    told = {
        name.strip("`, ") for line in lines if line.startswith("| `") for name in line.split("|")[1].split()
    }
    assert {step.name for step in STEPS} - told == set()


@pytest.mark.parametrize("word", [".env.example", "docker compose build", "docker compose up", "setup_code"])
def test_page_of_compose_has_the_lines_that_are_typed(word: str) -> None:
    assert word in shell_block(DOCS / building.PAGE, building.HEADING, word)


def test_document_has_a_table_of_knobs() -> None:
    assert {"SECRET_KEY", "WEB_THREADS"} <= set(knobs(DOCS / "operations.md", "Knobs"))


def test_where_there_is_no_engine_it_is_said_and_nothing_fails(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("ENGINE", "no-such-engine")
    monkeypatch.delenv("ONLY", raising=False)
    assert program.main() == 0
    assert capsys.readouterr().out == "The stack was not rehearsed: there is no no-such-engine here.\n"


def test_image_is_weighed_without_its_base() -> None:
    history = (
        "0 CMD\n206 COPY /venv /venv\n22 RUN apt-get\n0 ENV PATH=/venv/bin:/bin\n155 RUN apt-get\n164 \n"
    )
    assert building.own_bytes(history) == 228


def test_packages_lose_what_the_portal_never_asks_for(tmp_path: Path) -> None:
    stays = [
        "babel/locale-data/de_AT.dat",
        "babel/locale-data/root.dat",
        "botocore/data/s3/service.json",
        "django/conf/locale/__init__.py",
        "django/conf/locale/de/LC_MESSAGES/django.mo",
        "django/conf/locale/en/formats.py",
        "phonenumbers/data/region_DE.py",
    ]
    goes = [
        "babel/locale-data/fr.dat",
        "botocore/data/ec2/service.json",
        "django/conf/locale/de/LC_MESSAGES/django.po",
        "django/conf/locale/pt_BR/LC_MESSAGES/django.mo",
        "phonenumbers/carrierdata/data0.py",
        "phonenumbers/geodata/data0.py",
    ]
    for name in (*stays, *goes):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).touch()
    subprocess.run([settings.BASE_DIR / "requirements" / "slim", tmp_path], check=True)
    assert sorted(str(path.relative_to(tmp_path)) for path in tmp_path.rglob("*") if path.is_file()) == stays
