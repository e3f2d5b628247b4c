"""Which container engine there is here, and how it is called."""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, kw_only=True)
class Engine:
    """The commands by which an engine is called: `ENGINE`, and `COMPOSE` where compose is no part of it."""

    docker: tuple[str, ...]
    compose: tuple[str, ...]

    @property
    def is_docker(self) -> bool:
        """Whether the commands of the documents mean this engine as they stand."""
        return Path(self.docker[0]).name == "docker" and self.compose == (*self.docker, "compose")


def engine_of_environment() -> Engine:
    docker = in_full(os.environ.get("ENGINE", "docker"))
    compose = os.environ.get("COMPOSE")
    return Engine(docker=docker, compose=in_full(compose) if compose else (*docker, "compose"))


def in_full(command: str) -> tuple[str, ...]:
    """The words of a command, its program with its whole path where there is one."""
    program, *rest = shlex.split(command)
    return (shutil.which(program) or program, *rest)


def find_reason_against(engine: Engine) -> str:
    """Say why nothing can be rehearsed here; empty where it can."""
    if shutil.which(engine.docker[0]) is None:
        return f"there is no {engine.docker[0]} here"
    return refusal([*engine.docker, "info"]) or refusal([*engine.compose, "version"])


def refusal(command: Sequence[str]) -> str:
    try:
        found = subprocess.run(command, capture_output=True, text=True, check=False, timeout=30)
    except (OSError, subprocess.TimeoutExpired) as error:
        return f"`{' '.join(command)}` does not answer ({type(error).__name__})"
    said = (found.stderr or found.stdout).strip().splitlines() or ["exit code " + str(found.returncode)]
    return f"`{' '.join(command)}` says: {said[-1]}" if found.returncode else ""
