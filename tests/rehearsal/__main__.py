"""Rehearse the stack on this machine's container engine: `python -m tests.rehearsal`, `make rehearse`.

ONLY="kills data"      these steps and what they need
KEEP=1                 leaves the stack up at the end
ENGINE=podman          another engine than docker; COMPOSE="…" where compose is no part of it
"""

from __future__ import annotations

import fcntl
import os
import signal
import sys
import tempfile
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final, Never

from tests.rehearsal.commands import Runner
from tests.rehearsal.engine import Engine, engine_of_environment, find_reason_against
from tests.rehearsal.report import Fault, GaveUp, Report
from tests.rehearsal.stack import Stack, label_of
from tests.rehearsal.steps import Step, pick
from tests.rehearsal.workplace import Workplace

# What compose makes, in the order in which it can be taken away.
MADE: Final = (
    (("ps", "--all", "--quiet"), ("rm", "--force", "--volumes")),
    (("volume", "ls", "--quiet"), ("volume", "rm", "--force")),
    (("network", "ls", "--quiet"), ("network", "rm")),
)


def main() -> int:
    """Return 0 where everything was well, or nothing could be rehearsed."""
    steps = pick(os.environ.get("ONLY", "").split())
    engine = engine_of_environment()
    if reason := find_reason_against(engine):
        print(f"The stack was not rehearsed: {reason}.")
        return 0
    with alone():
        return rehearse(prepared(engine), steps)


def prepared(engine: Engine) -> Stack:
    """A fresh copy of this checkout, and the stack that is not yet there."""
    source = Path(__file__).resolve().parents[2]
    place = Workplace(source=source, folder=Path(os.environ.get("VAR_DIR", "var")).resolve() / "rehearsal")
    place.make_copy()
    place.log.write_text("")
    runner = Runner(folder=place.copy, environment=place.environment(engine), log=place.log)
    return Stack(engine=engine, place=place, runner=runner)


def rehearse(stack: Stack, steps: list[Step]) -> int:
    """Go through the steps, and leave nothing behind, whatever ended them."""
    signal.signal(signal.SIGTERM, leave)
    with cleared_away(stack):
        report = Report()
        with suppress(GaveUp), ThreadPoolExecutor() as beside:
            waiting: list[Future[None]] = []
            for step in steps:
                if step.is_beside:
                    waiting.append(beside.submit(step.run, stack, report))
                    continue
                step.run(stack, report)
                while waiting:
                    waiting.pop().result()
    print(f"All that was said: {stack.place.log}")
    return report.summary()


def leave(_number: int, _frame: object) -> Never:
    sys.exit("Told to end: all is taken away, and nothing is said of the steps that were left.")


@contextmanager
def alone() -> Iterator[None]:
    """Wait for every other rehearsal on this machine: each would measure the other."""
    with (Path(tempfile.gettempdir()) / "smarketing-rehearsal.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            print("Another rehearsal is under way on this machine; this one waits for it.", flush=True)
            fcntl.flock(lock, fcntl.LOCK_EX)
        yield


@contextmanager
def cleared_away(stack: Stack) -> Iterator[None]:
    """Begin without what an earlier run left, and leave nothing at the end, unless KEEP says otherwise."""
    clear_away(stack)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        if not os.environ.get("KEEP"):
            clear_away(stack)


def clear_away(stack: Stack) -> None:
    for project in stack.place.projects:
        for look, remove in MADE:
            with suppress(Fault):
                if found := stack.docker(*look, "--filter", label_of(project)).split():
                    stack.docker(*remove, *found)
    with suppress(Fault):  # some of them were never made
        stack.docker("image", "rm", "--force", *stack.images)
    with suppress(Fault):
        stack.docker("image", "prune", "--force", "--filter", label_of(stack.place.project))


if __name__ == "__main__":
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        sys.exit(130)
