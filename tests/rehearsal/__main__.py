"""Rehearse the stack on this machine's container engine: `python -m tests.rehearsal`, `make rehearse`.

ONLY="kills data"      these steps and what they need
KEEP=1                 leaves the stack up at the end
ENGINE=podman          another engine than docker; COMPOSE="podman-compose" where compose is no part of it
UNPINNED=1             takes images by their names and not by their digests
"""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Never

from tests.rehearsal.commands import Runner
from tests.rehearsal.engine import engine_of_environment, find_reason_against
from tests.rehearsal.report import Fault, GaveUp, Report
from tests.rehearsal.stack import Stack
from tests.rehearsal.steps import Step, pick
from tests.rehearsal.workplace import Workplace


def main() -> int:
    """Return 0 where everything was well, or nothing could be rehearsed."""
    steps = pick(os.environ.get("ONLY", "").split())
    engine = engine_of_environment()
    if reason := find_reason_against(engine):
        print(f"The stack was not rehearsed: {reason}.")
        return 0
    source = Path(__file__).resolve().parents[2]
    place = Workplace(source=source, folder=Path(os.environ.get("VAR_DIR", "var")).resolve() / "rehearsal")
    place.make_copy()
    if os.environ.get("UNPINNED"):
        place.unpin()
    place.write_environment()
    place.log.write_text("")
    runner = Runner(folder=place.copy, environment=place.environment(engine), log=place.log)
    stack = Stack(engine=engine, place=place, runner=runner)
    return rehearse(stack, steps)


def rehearse(stack: Stack, steps: list[Step]) -> int:
    """Go through the steps, and leave nothing behind, whatever ended them."""
    signal.signal(signal.SIGTERM, leave)
    report = Report()
    with cleared_away(stack), suppress(GaveUp):
        for step in steps:
            step.run(stack, report)
    print(f"All that was said: {stack.place.log}")
    return report.summary()


def leave(_number: int, _frame: object) -> Never:
    sys.exit(1)


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
    with suppress(Fault):
        stack.compose("--profile", "*", "down", "--volumes", "--remove-orphans")
    with suppress(Fault):  # some of them were never made
        stack.docker("image", "rm", "--force", *stack.images)
    with suppress(Fault):
        stack.docker("image", "prune", "--force", "--filter", f"label={stack.label}")


if __name__ == "__main__":
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        sys.exit(130)
