"""Services that are killed or hang while people work."""

from __future__ import annotations

import signal
import time
from typing import Final

from tests.rehearsal.report import Fault, Report
from tests.rehearsal.stack import Container, Stack, wait_for
from tests.rehearsal.steps.loading import under_load, wait_until_loaded

AWAY_SECONDS: Final = 5
NOTICED_SECONDS: Final = 120  # HANG_SECONDS and the pause between two checks, on a busy machine
WORKERS: Final = 3


def kill_each(stack: Stack, report: Report) -> None:
    """One after the other under one load, then a line for each."""
    killed: dict[str, float] = {}
    with report.check("kill -9 of one service after the other: every lead taken and counted once") as check:
        with under_load(stack, check) as seen:
            wait_until_loaded()
            for service in stack.services():
                killed[service] = time.time()
                kill(stack, stack.containers(service)[0])
                wait_until_loaded()
        check.add(f"{seen['leads']} leads, slowest answer {seen['slowest']:.1f} s")
    ends = [*list(killed.values())[1:], time.time()]
    for (service, began), end in zip(killed.items(), ends, strict=True):
        with report.check(f"kill -9 of {service}: back") as check:
            away = max((seconds for since, seconds in seen["aways"] if began <= since < end), default=0.0)
            check.add(f"{away:.1f} s away")
            if away > AWAY_SECONDS:
                raise Fault(f"No good answer for {away:.1f} s; allowed are {AWAY_SECONDS}. {seen['words']}")


def kill(stack: Stack, container: Container) -> None:
    """Kill it, and wait until the engine has started it again."""
    started = started_at(stack, container)
    stack.signal(container, signal.SIGKILL)
    wait_for(lambda: started_at(stack, container) != started, seconds=60, otherwise=lambda: "It is gone.")


def freeze_one_of_several(stack: Stack, report: Report) -> None:
    with report.check(f"one frozen worker of {WORKERS} is replaced") as check:
        stack.compose("up", "--detach", "--no-recreate", "--scale", f"worker={WORKERS}")
        stack.wait_until_settled()
        *others, frozen = stack.containers("worker")
        started = {one.name: started_at(stack, one) for one in (*others, frozen)}
        began = time.monotonic()
        stack.compose("exec", "-T", "--index", str(WORKERS), "worker", "sh", "-c", "kill -STOP -1")
        wait_for(lambda: started_at(stack, frozen) != started[frozen.name], seconds=NOTICED_SECONDS)
        check.add(f"after {time.monotonic() - began:.0f} s")
        if any(started_at(stack, one) != started[one.name] for one in others):
            raise Fault("A worker that was not frozen was started again, too.")
        stack.wait_until_settled()
    stack.compose("up", "--detach", "--no-recreate", "--scale", "worker=1")


def started_at(stack: Stack, container: Container) -> str:
    return stack.inspect(container.name, "{{.State.StartedAt}}")
