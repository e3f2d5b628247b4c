"""Running a program: it ends in time, or it is ended with all that it started."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from tests.rehearsal.report import Fault


@dataclass(frozen=True, kw_only=True)
class Runner:
    """Runs programs in one folder and one environment, and writes all they say to a log."""

    folder: Path
    environment: Mapping[str, str]
    log: Path

    def start(self, command: Sequence[str]) -> subprocess.Popen[str]:
        """Start a program that runs beside what is done next; `finish` waits for it."""
        with self.log.open("a") as log:
            print(f"\n==== {time.strftime('%X')} {' '.join(command)}", file=log)
        return subprocess.Popen(
            command,
            cwd=self.folder,
            env=dict(self.environment),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            errors="replace",
            start_new_session=True,
        )

    def finish(self, process: subprocess.Popen[str], *, seconds: float, said: str = "") -> str:
        """Return what a program printed. Raises Fault when it fails or takes longer."""
        try:
            output, errors = process.communicate(said, timeout=seconds)
        except subprocess.TimeoutExpired:
            output, errors = end(process)
            raise Fault(f"{output}\n{errors}\nIt did not end within {seconds:.0f} s.") from None
        except BaseException:
            end(process)
            raise
        with self.log.open("a") as log:
            print(f"{output}\n{errors}\n---- exit code {process.returncode}", file=log)
        if process.returncode:
            raise Fault(
                f"{output}\n{errors}" if (output + errors).strip() else f"Exit code {process.returncode}."
            )
        return output

    def run(self, *command: str, seconds: float = 120, said: str = "") -> str:
        """Return what a program printed. Raises Fault when it fails or takes longer."""
        return self.finish(self.start(command), seconds=seconds, said=said)


def end(process: subprocess.Popen[str]) -> tuple[str, str]:
    """End a program and everything it started, and return what it has said."""
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGTERM)
    try:
        return process.communicate(timeout=10)
    except subprocess.TimeoutExpired:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        return process.communicate()
