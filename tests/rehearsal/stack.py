"""The stack that is rehearsed: its containers, and how one speaks to it."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from subprocess import Popen
from typing import Any, Final

from tests.rehearsal.commands import Runner
from tests.rehearsal.engine import Engine
from tests.rehearsal.report import Fault
from tests.rehearsal.workplace import Workplace

# An engine that writes an image elsewhere answers nobody meanwhile.
PATIENCE: Final = 600
SETTLED_SECONDS: Final = 150
RELEASES: Final = range(1, 6)
KILLER: Final = "import os, sys; os.kill(int(sys.argv[1]), int(sys.argv[2]))"
# What stands beside the stack and is no part of it.
BESIDE: Final = frozenset({"mail", "visitor"})


@dataclass(frozen=True, kw_only=True)
class Container:
    """One container of the stack, as the engine described it a moment ago."""

    name: str
    service: str
    is_running: bool
    health: str
    exit_code: int

    @property
    def is_settled(self) -> bool:
        """Healthy, or a job that was done."""
        if not self.is_running:
            return self.exit_code == 0
        return self.health in {"healthy", ""}

    def __str__(self) -> str:
        state = self.health or "running" if self.is_running else f"ended with {self.exit_code}"
        return f"{self.name} {state}"


@dataclass(kw_only=True)
class Stack:
    """The stack of one workplace. `known` is what the visitor has to know again: its token, what it sent."""

    engine: Engine
    place: Workplace
    runner: Runner
    known: dict[str, Any] = field(default_factory=dict)

    @property
    def folder(self) -> Path:
        return self.place.copy

    def page(self, name: str = "operations.md") -> Path:
        return self.folder / "docs" / name

    def docker(self, *arguments: str, seconds: float = PATIENCE) -> str:
        return self.runner.run(*self.engine.docker, *arguments, seconds=seconds)

    def compose(self, *arguments: str, seconds: float = PATIENCE, said: str = "") -> str:
        return self.runner.run(*self.engine.compose, *arguments, seconds=seconds, said=said)

    def type(self, block: str, *, seconds: float = PATIENCE) -> str:
        """Do what a document tells people to type, to the letter; the first line that fails ends it."""
        return self.runner.run("bash", "-e", "-o", "pipefail", "-c", block, seconds=seconds)

    def services(self) -> list[str]:
        """The services that run all the time."""
        return sorted({found.service for found in self.containers() if found.is_running})

    def containers(self, service: str = "") -> list[Container]:
        """The stack's containers, or those of a service, in the order of their names."""
        said = self.compose("ps", "--all", "--format", "json").strip()
        rows = json.loads(said) if said.startswith("[") else [json.loads(line) for line in said.splitlines()]
        found = [container_of(row) for row in rows if row["Service"] not in BESIDE]
        return sorted((one for one in found if service in {"", one.service}), key=lambda one: one.name)

    def wait_until_settled(self, *, seconds: float = SETTLED_SECONDS) -> None:
        """Wait until every container is healthy or has done its job. Raises Fault with those that are not."""

        def unsettled() -> str:
            return ", ".join(str(one) for one in self.containers() if not one.is_settled)

        wait_for(lambda: not unsettled(), seconds=seconds, otherwise=unsettled)

    def inspect(self, container: str, template: str) -> str:
        return self.docker("inspect", "--format", template, container).strip()

    def signal(self, container: Container, number: int) -> None:
        """Send a signal to a container's first process without the engine's knowing."""
        pid = self.inspect(container.name, "{{.State.Pid}}")
        there = ("run", "--rm", "--pid=host", "--network=none", "--user=0", "--entrypoint=python")
        self.docker(*there, self.visitor_image, "-c", KILLER, pid, str(number))

    @property
    def visitor_image(self) -> str:
        return f"smarketing:{self.place.project}-visitor"

    @property
    def images(self) -> list[str]:
        """All it may have built."""
        backup = f"smarketing:{self.place.project}-backup"
        return [
            self.visitor_image,
            backup,
            *(f"smarketing:{self.place.release(number)}" for number in RELEASES),
        ]

    def send_visitor(self, *arguments: str) -> Popen[str]:
        """Start somebody who calls from outside, from an address of their own."""
        run = ("run", "--rm", "--no-deps", "-T", "--env", f"KNOWN={json.dumps(self.known)}", "visitor")
        return self.runner.start(
            (*self.engine.compose, *run, "python", "-m", "tests.rehearsal.visitor", *arguments)
        )

    def visit(self, *arguments: str, seconds: float = 180) -> dict[str, Any]:
        """Do something from outside, and return what came of it. Raises Fault with what went wrong."""
        return self.meet(self.send_visitor(*arguments), seconds=seconds)

    def meet(self, visitor: Popen[str], *, seconds: float = 60, said: str = "") -> dict[str, Any]:
        """Wait for a visitor's report; one who works until told otherwise ends when their input ends."""
        output = self.runner.finish(visitor, seconds=seconds, said=said)
        report: dict[str, Any] = json.loads(output.strip().splitlines()[-1])
        return report


def label_of(project: str) -> str:
    """The filter for what compose has made for a project."""
    return f"label=com.docker.compose.project={project}"


def container_of(row: dict[str, Any]) -> Container:
    return Container(
        name=row["Name"],
        service=row["Service"],
        is_running=row["State"] in {"running", "restarting"},
        health=row.get("Health") or "",
        exit_code=int(row.get("ExitCode") or 0),
    )


def wait_for(
    condition: Callable[[], bool], *, seconds: float, otherwise: Callable[[], str] = lambda: ""
) -> None:
    """Poll until it is true. Raises Fault after that many seconds."""
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            raise Fault(f"{otherwise()}\nIt still was so after {seconds:.0f} s.")
        time.sleep(0.5)
