"""Releases while people work: a good one, two bad ones, and the way back, by the lines of the document."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from tests.rehearsal.documents import shell_block
from tests.rehearsal.report import Fault, Report
from tests.rehearsal.stack import Stack, wait_for
from tests.rehearsal.steps.loading import without_a_fault

HEADING: Final = "A new release"
NAME: Final = re.compile(r"(deploy/release) +[^-].*")
SECONDS: Final = 500
STYLES: Final = "static/src/css/app.css"
WEB_SETTINGS: Final = "smarketing/gunicorn_settings.py"
BAD_MIGRATION: Final = '''"""A migration that fails half-way."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("outbox", "{last}")]
    operations = [
        migrations.RunSQL("SELECT 1", "SELECT 1", hints={{"expands": "it changes nothing"}}),
        migrations.RunSQL("SELECT 1 / 0", "SELECT 1", hints={{"expands": "it changes nothing"}}),
    ]
'''


def rehearse(stack: Stack, report: Report) -> None:
    first, second = stack.place.release(1), stack.place.release(2)
    with report.check("a release under load: no request fails") as check, without_a_fault(stack, check):
        append(stack.folder / STYLES, "\n/* Another release. */\n")
        release(stack, second)
        expect_serving(stack, second)
    with report.check("a release with a bad migration fails, the old one serves on") as check:
        with without_a_fault(stack, check), bad_migration(stack.folder):
            expect_refused(stack, stack.place.release(3), because="DivisionByZero")
        expect_serving(stack, second)
    with report.check("a release that never gets healthy fails, the old one serves on") as check:
        with (
            without_a_fault(stack, check),
            changed(stack.folder / WEB_SETTINGS, "raise RuntimeError('rehearsed')\n"),
        ):
            expect_refused(stack, stack.place.release(4), because="rehearsed")
        expect_serving(stack, second)
    with report.check("back to the release before: no request fails") as check, without_a_fault(stack, check):
        stack.type(shell_block(stack.page(), HEADING, "--back"), seconds=SECONDS)
        expect_serving(stack, first)
    with report.check("two web containers, and one again: both serve, no request fails") as check:
        with without_a_fault(stack, check):
            scale_web(stack, 2)
            expect_all_answering(stack)
            scale_web(stack, 1)


def release(stack: Stack, name: str) -> None:
    """Do what the document says, under another name."""
    line = shell_block(stack.page(), HEADING, "deploy/release")
    stack.type(NAME.sub(rf"\1 {name}", line), seconds=SECONDS)


def expect_refused(stack: Stack, name: str, *, because: str) -> None:
    """The release fails, and says of itself why."""
    try:
        release(stack, name)
    except Fault as refusal:
        if because not in str(refusal):
            raise
        return
    raise Fault(f"{name} was released.")


def expect_serving(stack: Stack, name: str) -> None:
    """Every container of ours runs this release, and all are well."""
    stack.wait_until_settled()
    images = {
        stack.inspect(one.name, "{{.Config.Image}}")
        for one in stack.containers()
        if one.is_running and one.service in {"web", "worker", "beat", "relay"}
    }
    if images != {f"smarketing:{name}"}:
        raise Fault(f"It should be {name} that serves; it is {', '.join(sorted(images))}.")
    if stack.place.read_environment()["RELEASE"] != name:
        raise Fault(f".env names {stack.place.read_environment()['RELEASE']}; {name} serves.")


def scale_web(stack: Stack, number: int) -> None:
    stack.compose("up", "--detach", "--no-deps", "--no-recreate", "--scale", f"web={number}", "web")
    stack.wait_until_settled()


def expect_all_answering(stack: Stack) -> None:
    """Every web container answers what comes through the door."""

    def silent() -> list[str]:
        logs = stack.compose("logs", "--since", "10s", "web")
        heard = {line.split("|")[0].strip() for line in logs.splitlines() if "request_finished" in line}
        return [one.name for one in stack.containers("web") if not one.name.endswith(tuple(heard))]

    wait_for(lambda: not silent(), seconds=30, otherwise=lambda: f"{silent()} answer nobody.")


@contextmanager
def changed(file: Path, words: str) -> Iterator[None]:
    kept = file.read_text()
    append(file, words)
    try:
        yield
    finally:
        file.write_text(kept)


@contextmanager
def bad_migration(folder: Path) -> Iterator[None]:
    migrations = folder / "outbox" / "migrations"
    last = max(file.stem for file in migrations.glob("0*.py"))
    file = migrations / "9000_rehearsed.py"
    file.write_text(BAD_MIGRATION.format(last=last))
    try:
        yield
    finally:
        file.unlink()


def append(file: Path, words: str) -> None:
    with file.open("a") as text:
        text.write(words)
