"""A run of its own for a test, begun as `make run` begins it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import urllib.error
import urllib.request
from pathlib import Path
from typing import Any

import psutil
from django.conf import settings

from run.embedded.processes import is_alive, read_pid
from tests.waiting import find_free_port


class Run:
    """`manage.py run` in a VAR_DIR of its own, without the demo."""

    def __init__(self, var_dir: Path) -> None:
        self.var_dir = var_dir
        self.log = var_dir / "run.log"
        port = find_free_port()
        self.address = f"http://127.0.0.1:{port}"
        self.environment = {**os.environ, "VAR_DIR": str(var_dir), "PORT": str(port), "DEMO": "0"}
        self.environment.pop("DATABASE_URL", None)
        self.environment.pop("REDIS_URL", None)

    def start(self) -> psutil.Popen:
        """Start it and do not wait."""
        command = [sys.executable, "manage.py", "run"]
        with self.log.open("wb") as log:
            self.launcher = psutil.Popen(
                command, cwd=settings.BASE_DIR, env=self.environment, stdout=log, stderr=subprocess.STDOUT
            )
        return self.launcher

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

    def servers(self) -> list[psutil.Process]:
        """The leaders of both embedded servers, as far as they run."""
        files = ("postgres/data/postmaster.pid", "valkey/valkey.pid")
        pids = [read_pid(self.var_dir / file) for file in files]
        return [psutil.Process(pid) for pid in pids if pid and psutil.pid_exists(pid)]

    def status(self, path: str) -> int:
        """The status an address answers with; 0 where nothing answers."""
        try:
            with urllib.request.urlopen(self.address + path, timeout=8) as answer:
                return int(answer.status)
        except urllib.error.HTTPError as error:
            return error.code
        except OSError:
            return 0

    def ready(self) -> dict[str, Any]:
        """What /health/ready says, or {} where it does not answer."""
        try:
            with urllib.request.urlopen(f"{self.address}/health/ready", timeout=8) as answer:
                found: dict[str, Any] = json.load(answer)["checks"]
                return found
        except OSError:
            return {}

    def gets_on(self) -> bool:
        """All is well, whatever else fills the disk of this machine."""
        found = self.ready()
        return bool(found) and all(check["ok"] for name, check in found.items() if name != "disk")

    def counted_tasks(self) -> float:
        """How many tasks the worker has finished since the start."""
        with urllib.request.urlopen(f"{self.address}/metrics", timeout=5) as answer:
            lines = answer.read().decode().splitlines()
        return sum(float(line.split()[-1]) for line in lines if line.startswith("smarketing_tasks_total{"))
