"""Processes known by a recorded pid: is it still the one we started, and how to end it."""

from __future__ import annotations

import contextlib
import signal
import time
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


def wait_until_gone(process: psutil.Process, *, seconds: float) -> bool:
    """Wait until a process has ended; a zombie that its parent has not collected yet has ended too."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if not is_alive(process):
            return True
        time.sleep(0.02)
    return not is_alive(process)


def is_alive(process: psutil.Process) -> bool:
    """Say whether this very process (not a later one with its number) still runs."""
    try:
        return bool(process.is_running()) and process.status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


def is_stopped(process: psutil.Process) -> bool:
    """Say whether a process was stopped by a signal and not woken since."""
    try:
        return bool(process.status() == psutil.STATUS_STOPPED)
    except psutil.NoSuchProcess:
        return False


def wake(process: psutil.Process) -> bool:
    """Let a stopped process and its children go on; return whether any of them was stopped."""
    with contextlib.suppress(psutil.NoSuchProcess):
        stopped = [member for member in (process, *process.children(recursive=True)) if is_stopped(member)]
        for member in stopped:
            member.resume()
        return bool(stopped)
    return False


def end(process: psutil.Process, *, patience: float, how: signal.Signals = signal.SIGTERM) -> None:
    """Ask a process to end, frozen or not, and kill it when it is still there after `patience` seconds."""
    with contextlib.suppress(psutil.NoSuchProcess):
        process.send_signal(how)
        process.resume()
        if not wait_until_gone(process, seconds=patience):
            process.kill()
            wait_until_gone(process, seconds=5)
