"""Processes known by a recorded pid: is it still the one we started, and how to end it."""

from __future__ import annotations

from pathlib import Path

import psutil


def read_pid(path: Path) -> int | None:
    """Return the number in the first line of a pid file, or None when there is none."""
    try:
        return int(path.read_text(encoding="utf-8").splitlines()[0])
    except (FileNotFoundError, ValueError, IndexError):
        return None


def find(*, pid: int | None, program: str, argument: str) -> psutil.Process | None:
    """Return the live process with this pid if it is `program` started with `argument`.

    A recorded pid may belong to nobody, to a zombie, or after a restart of the machine to somebody else, so
    the command line decides, never the number alone.
    """
    if pid is None:
        return None
    try:
        process = psutil.Process(pid)
        if process.status() == psutil.STATUS_ZOMBIE:
            return None
        command = process.cmdline()
    except psutil.Error:
        return None
    is_ours = bool(command) and program in command[0] and any(argument in part for part in command)
    return process if is_ours else None


def end(process: psutil.Process, *, patience: float) -> None:
    """Terminate a process, and kill it when it is still there after `patience` seconds."""
    try:
        process.terminate()
        process.wait(patience)
    except psutil.TimeoutExpired:
        process.kill()
        process.wait(patience)
    except psutil.NoSuchProcess:
        return
