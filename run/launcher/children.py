"""The processes of a run: started in groups of their own, written down, and ended whatever happened to us."""

from __future__ import annotations

import contextlib
import json
import os
import shlex
import signal
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path

import psutil

from run.embedded.processes import is_alive

PATIENCE_SECONDS = 12.0
# What a process was started as stands in its environment: where setproctitle is installed, gunicorn and
# Celery rewrite their command line, and the environment behind it unless SPT_NOENV is set.
STARTED_AS = "SMARKETING_STARTED_AS"


@dataclass(frozen=True)
class Program:
    """A name for the log and a command line."""

    name: str
    command: tuple[str, ...]


class Children:
    """Starts programs and keeps `record`, from which a later run ends what a killed one left behind."""

    def __init__(self, *, record: Path, environment: dict[str, str], directory: Path) -> None:
        self.record = record
        self.environment = environment
        self.directory = directory
        self.running: dict[Program, subprocess.Popen[bytes]] = {}
        self._is_recorded = False

    def start(self, program: Program) -> None:
        """Start one program as the leader of its own group: Ctrl-C reaches the launcher only."""
        self.running[program] = subprocess.Popen(
            program.command,
            cwd=self.directory,
            env={**self.environment, STARTED_AS: shlex.join(program.command), "SPT_NOENV": "1"},
            stdin=subprocess.DEVNULL,
            start_new_session=True,
        )
        self._is_recorded = False
        self.keep_record()

    def pids(self) -> dict[Program, int]:
        """Return the leaders of what runs."""
        return {program: child.pid for program, child in self.running.items()}

    def kill(self, program: Program) -> None:
        """End one program and its group at once: one that hangs hears no other signal."""
        child = self.running.pop(program)
        end_group(child.pid, how=signal.SIGKILL)
        child.wait()

    def ended(self) -> list[tuple[Program, int]]:
        """Return the programs that have ended by themselves, with their exit codes, and forget them."""
        over = [
            (program, code) for program, child in self.running.items() if (code := child.poll()) is not None
        ]
        for program, _ in over:
            end_group(self.running.pop(program).pid, how=signal.SIGKILL)
        return over

    def stop(self) -> None:
        """End all: ask, wait up to 12 seconds together, then kill each group."""
        for child in self.running.values():
            end_group(child.pid, how=signal.SIGTERM, only_leader=True)
        deadline = time.monotonic() + PATIENCE_SECONDS
        for child in self.running.values():
            with contextlib.suppress(subprocess.TimeoutExpired):
                child.wait(max(deadline - time.monotonic(), 0))
            end_group(child.pid, how=signal.SIGKILL)
            child.wait()
        self.running.clear()
        self.record.unlink(missing_ok=True)

    def keep_record(self) -> None:
        """Write down what runs, unless it is; where the disk is full the next call tries again."""
        if not self._is_recorded:
            with contextlib.suppress(OSError):
                self._write_record()
                self._is_recorded = True

    def _write_record(self) -> None:
        rows = [
            {"pid": child.pid, "command": list(program.command)} for program, child in self.running.items()
        ]
        draft = self.record.with_suffix(".draft")
        draft.write_text(json.dumps(rows), encoding="utf-8")
        draft.replace(self.record)


def end_group(leader: int, *, how: signal.Signals, only_leader: bool = False) -> None:
    """Signal a group that we made, or just its leader, which then ends its own children in order."""
    with contextlib.suppress(ProcessLookupError):
        if only_leader:
            os.kill(leader, how)
        else:
            os.killpg(leader, how)


def end_orphans(record: Path) -> int:
    """End what a killed launcher of the same VAR_DIR left behind; return how many processes that were.

    A process counts only if it was started as the very command that was written down and stands in the group
    of the recorded pid: numbers are used again. (The forked workers of gunicorn and Celery have both.)
    """
    orphans = [process for pid, command in _read_record(record) for process in _members(pid, command)]
    for process in orphans:
        with contextlib.suppress(psutil.NoSuchProcess):
            process.terminate()
    deadline = time.monotonic() + 5
    while any(is_alive(process) for process in orphans) and time.monotonic() < deadline:
        time.sleep(0.05)
    for process in orphans:
        with contextlib.suppress(psutil.NoSuchProcess):
            process.kill()
    record.unlink(missing_ok=True)
    return len(orphans)


def _read_record(record: Path) -> list[tuple[int, list[str]]]:
    try:
        return [
            (int(row["pid"]), list(row["command"])) for row in json.loads(record.read_text(encoding="utf-8"))
        ]
    except (FileNotFoundError, ValueError, TypeError, KeyError):
        return []


def _members(group: int, command: list[str]) -> list[psutil.Process]:
    found = []
    for process in psutil.process_iter():
        with contextlib.suppress(psutil.Error, ProcessLookupError):
            if os.getpgid(process.pid) == group and process.environ().get(STARTED_AS) == shlex.join(command):
                found.append(process)
    return found
