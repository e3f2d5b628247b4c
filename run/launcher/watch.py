"""The watch over a run: what ends is started again, and what hangs is replaced."""

from __future__ import annotations

import time
import urllib.error
import urllib.request
from collections.abc import Callable, Mapping
from pathlib import Path

import psutil

from outbox.heartbeats import Silence, read_sign, sign_of
from run.embedded.processes import is_stopped
from run.launcher.children import Children, Program
from run.launcher.servers import Servers

ROUND_SECONDS = 0.5
RESTART_PAUSE_SECONDS = 1.0
PAGE_EVERY_SECONDS = 5.0
PAGE_SECONDS = 3.0


class Progress:
    """Which of our programs get on. Asks no server: a database that is away makes nobody look hung.

    Worker, beat and relay leave a heartbeat in `directory`; whether the web process answers, `page` says.
    """

    def __init__(
        self,
        directory: Path,
        *,
        patience: float,
        page: Callable[[], bool],
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.directory = directory
        self.patience = patience
        self._page = page
        self._pages_answered: dict[int, int] = {}
        self._asked_at = float("-inf")
        self._clock = clock
        self._silence = Silence(clock=clock)

    def hung(self, running: Mapping[Program, int]) -> list[Program]:
        """Return the programs that have shown no progress for longer than our patience.

        One that has shown none at all may still be starting, and is given twice as long.
        """
        self._silence.keep_only(running.items())
        return [program for program, pid in running.items() if self._hangs(program, pid)]

    def _hangs(self, program: Program, pid: int) -> bool:
        sign = self._sign(program, pid)
        patience = self.patience if sign else 2 * self.patience
        return self._silence.seconds_of((program, pid), sign) > patience

    def _sign(self, program: Program, pid: int) -> float | None:
        if program.name != "web":
            return read_sign(sign_of(self.directory, program.name, pid))
        # Until its first answer it is asked in each round: from then on it is no longer one that starts.
        pause = PAGE_EVERY_SECONDS if self._pages_answered.get(pid) else 0
        if self._clock() - self._asked_at > pause:
            answered = self._pages_answered.get(pid, 0) + self._serves(pid)
            self._pages_answered = {pid: answered}
            self._asked_at = self._clock()
        return self._pages_answered.get(pid)

    def _serves(self, pid: int) -> bool:
        """A stopped master serves on through its workers, but nobody looks after them any more."""
        try:
            return not is_stopped(psutil.Process(pid)) and self._page()
        except psutil.NoSuchProcess:
            return False


def watch(children: Children, progress: Progress, servers: Servers, *, say: Callable[[str], None]) -> None:
    """Keep all of it going until a signal: a crash or a hang is a gap and not an end."""
    while True:
        time.sleep(ROUND_SECONDS)
        look_once(children, progress, say=say)
        servers.keep_up()


def look_once(children: Children, progress: Progress, *, say: Callable[[str], None]) -> None:
    """Start again what has ended, and replace what hangs."""
    for program, code in children.ended():
        say(f"The {program.name} process ended with code {code}; starting it again.")
        time.sleep(RESTART_PAUSE_SECONDS)
        children.start(program)
    for program in progress.hung(children.pids()):
        say(f"The {program.name} process got nothing done for {progress.patience:g} s; replacing it.")
        children.kill(program)
        children.start(program)
    children.keep_record()


def answers(address: str, *, seconds: float = PAGE_SECONDS) -> bool:
    """Say whether an address answers 200 in that time."""
    try:
        with urllib.request.urlopen(address, timeout=seconds) as response:
            return bool(response.status == 200)
    except (urllib.error.URLError, OSError):
        return False
