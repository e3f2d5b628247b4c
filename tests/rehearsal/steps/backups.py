"""Back-ups by the lines of the document: made, put back, into another cluster, and to a certain moment."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from tests.rehearsal.documents import shell_block
from tests.rehearsal.report import Fault, Report
from tests.rehearsal.stack import Stack, wait_for
from tests.rehearsal.workplace import set_values

PAGE: Final = "backup.md"
NIGHTLY: Final = re.compile(r"smarketing-\d[\w.-]*")
BASE: Final = re.compile(r"base-\d[\w.-]*")
MOMENT: Final = re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\+00")
SECONDS: Final = 600
NEXT_POSTGRES: Final = "tests/rehearsal/next-postgres.yml"
CLOCK: Final = "SELECT date_trunc('second', clock_timestamp() AT TIME ZONE 'UTC') || '+00'"


def rehearse(stack: Stack, report: Report) -> None:
    with report.check("back-ups are switched on, and the first is made and checked", needed=True) as check:
        stack.type(block(stack, "Switching it on", "age-keygen"), seconds=SECONDS)
        check.add(f"{len(wait_for_files(stack))} file")
    with report.check("nobody but root reads a back-up, and nobody without the key") as check:
        expect_closed(stack, check_file=newest(stack))
    with report.check("a back-up now"):
        stack.type(block(stack, "One now", "backup backup"), seconds=SECONDS)
        kept = newest(stack)
    with report.check("a damaged back-up is not put back, and all is as it was"):
        refuse_damaged(stack, kept)
    with report.check("restored over what was there"):
        leads = stack.known["leads"]
        send_more(stack)
        restore(stack, kept)
        expect_counted(stack, leads)
    with report.check("restored into an empty installation"):
        stack.compose("down", "--volumes")
        stack.compose("up", "--detach", "--wait", seconds=SECONDS)
        restore(stack, kept)
        expect_counted(stack, leads)


def change_cluster(stack: Stack, report: Report) -> None:
    """As for another major version; this machine has one, twice."""
    with report.check("PostgreSQL changed for another, in a folder of its own of the same volume"):
        stack.type(block(stack, "PostgreSQL of another major version", "backup backup"), seconds=SECONDS)
        with_files(stack, NEXT_POSTGRES)
        stack.type(block(stack, "PostgreSQL of another major version", "build"), seconds=SECONDS)
        restore(stack, newest(stack))
        expect_counted(stack, stack.known["leads"])
        where = ask(stack, "SHOW data_directory")
        if "next" not in where:
            raise Fault(f"Its data lies in {where}.")


def recover(stack: Stack, report: Report) -> None:
    heading = "Back to any moment"
    with report.check("the log is archived, and a base is kept"):
        stack.type(block(stack, heading, "pitr.yml"), seconds=SECONDS)
        stack.type(block(stack, heading, "pg_basebackup"), seconds=SECONDS)
    with report.check("everything lost, and recovered to a moment between two leads") as check:
        send_more(stack)
        before = stack.known["leads"]
        time.sleep(1.5)
        moment = ask(stack, CLOCK)
        time.sleep(1.5)
        send_more(stack)
        archive_the_rest(stack)
        began = time.monotonic()
        stack.compose("down", "--volumes")
        lines = BASE.sub(base(stack), block(stack, heading, "recover"))
        stack.type(MOMENT.sub(moment, lines), seconds=SECONDS)
        check.add(f"{stack.known['leads'] - before} leads after it gone, {before} there")
        check.add(f"{time.monotonic() - began:.0f} s")
        expect_counted(stack, before)


def archive_the_rest(stack: Stack) -> None:
    """What would be done by itself within WAL_SECONDS, and a minute until it is fetched."""
    last = ask(stack, "SELECT pg_walfile_name(pg_switch_wal())")

    def is_kept() -> bool:
        stack.compose("exec", "-T", "backup", "collect-wal")
        return (stack.folder / "backups" / "wal" / f"{last}.gz.age").exists()

    wait_for(is_kept, seconds=60, otherwise=lambda: f"{last} is not archived.")


def block(stack: Stack, heading: str, word: str) -> str:
    return shell_block(stack.page(PAGE), heading, word)


def restore(stack: Stack, file: str) -> None:
    stack.type(NIGHTLY.sub(file, block(stack, "Restoring", "backup restore")), seconds=SECONDS)


def files(stack: Stack, pattern: str) -> list[str]:
    found = (stack.folder / "backups").glob(pattern)
    return sorted(one.name for one in found if one.suffix in {".age", ".dump"})


def newest(stack: Stack) -> str:
    return files(stack, "smarketing-*")[-1]


def base(stack: Stack) -> str:
    return files(stack, "base-*")[-1]


def wait_for_files(stack: Stack) -> list[str]:
    wait_for(
        lambda: bool(files(stack, "smarketing-*")),
        seconds=SECONDS,
        otherwise=lambda: stack.compose("logs", "--no-log-prefix", "backup"),
    )
    return files(stack, "smarketing-*")


def expect_closed(stack: Stack, *, check_file: str) -> None:
    file = stack.folder / "backups" / check_file
    if file.stat().st_mode & 0o777 != 0o600:
        raise Fault(f"{file.name} has the mode {file.stat().st_mode & 0o777:o}.")
    if not file.read_bytes().startswith(b"age-encryption.org/v1\n"):
        raise Fault(f"{file.name} is not encrypted.")


def refuse_damaged(stack: Stack, name: str) -> None:
    with damaged(stack.folder / "backups" / name):
        try:
            restore(stack, name)
        except Fault as refusal:
            if "restore_of_damaged" not in str(refusal):
                raise
        else:
            raise Fault("It was put back.")
        try:
            stack.compose("exec", "-T", "backup", "backup", seconds=SECONDS)
        except Fault as found:
            if name not in str(found):
                raise
        else:
            raise Fault("The next back-up said nothing of it.")
    stack.compose("up", "--detach", "--wait", seconds=SECONDS)
    expect_counted(stack, stack.known["leads"])


@contextmanager
def damaged(file: Path) -> Iterator[None]:
    """One bit of it is another."""
    whole = file.read_bytes()
    middle = len(whole) // 2
    file.write_bytes(whole[:middle] + bytes([whole[middle] ^ 1]) + whole[middle + 1 :])
    try:
        yield
    finally:
        file.write_bytes(whole)


def send_more(stack: Stack) -> None:
    """A few leads, by people and programs."""
    visitors = stack.send_visitor("load")
    time.sleep(3)
    stack.known["leads"] += stack.meet(visitors, seconds=120)["leads"]
    stack.visit("counted", str(stack.known["leads"]))


def expect_counted(stack: Stack, leads: int) -> None:
    stack.known["leads"] = leads
    stack.visit("counted", str(leads))


def ask(stack: Stack, statement: str) -> str:
    psql = ("psql", "--username", "postgres", "--dbname", "smarketing", "--no-align", "--tuples-only")
    return stack.compose("exec", "-T", "postgres", *psql, "--command", statement).strip()


def with_files(stack: Stack, more: str) -> None:
    file = stack.folder / ".env"
    files = stack.place.read_environment()["COMPOSE_FILE"]
    file.write_text(set_values(file.read_text(), {"COMPOSE_FILE": f"{files}:{more}"}))
