"""A run of its own for a test, begun as `make run` begins it."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import psutil
from django.conf import settings

from run.embedded.processes import is_alive


def wait_for(condition: Callable[[], bool], *, seconds: float = 120) -> bool:
    """Poll until it is true."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if condition():
            return True
        time.sleep(0.1)
    return condition()


class Run:
    """`manage.py run` in a VAR_DIR of its own, without the demo."""

    def __init__(self, var_dir: Path) -> None:
        self.var_dir = var_dir
        self.log = var_dir / "run.log"
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]  # free: two copies of the suite may run side by side
        self.address = f"http://127.0.0.1:{port}"
        self.environment = {**os.environ, "VAR_DIR": str(var_dir), "PORT": str(port), "DEMO": "0"}
        self.environment.pop("DATABASE_URL", None)
        self.environment.pop("REDIS_URL", None)

    def start(self) -> psutil.Popen:
        """Start it and do not wait."""
        command = [sys.executable, "manage.py", "run"]
        with self.log.open("wb") as log:
            return psutil.Popen(
                command, cwd=settings.BASE_DIR, env=self.environment, stdout=log, stderr=subprocess.STDOUT
            )

    def is_ready(self) -> bool:
        """Everything is up and the greeting printed."""
        return "Ctrl-C stops everything" in self.log.read_text(errors="replace")

    def processes(self) -> list[psutil.Process]:
        """Everything that runs below this VAR_DIR."""
        mark = str(self.var_dir)
        found = []
        for process in psutil.process_iter():
            try:
                is_ours = mark in " ".join(process.cmdline()) or process.environ().get("VAR_DIR") == mark
            except psutil.Error:
                continue
            if is_ours and is_alive(process):
                found.append(process)
        return found
