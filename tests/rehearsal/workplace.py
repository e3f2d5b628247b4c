"""Where it is rehearsed: a copy of what git knows, and an `.env` as somebody would fill it in."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from tests.rehearsal.engine import Engine

VARIABLE: Final = re.compile(r"\$\{([A-Z_]+)")
PORTS: Final = ("HTTP_PORT", "TLS_PORT", "TLS_REDIRECT_PORT", "PROMETHEUS_PORT", "GRAFANA_PORT")
OVERLAY: Final = "tests/rehearsal/compose.yml"
HANG_SECONDS: Final = "12"


@dataclass(frozen=True, kw_only=True)
class Workplace:
    """The folders of one checkout's rehearsal, and what sets it apart from every other on this engine."""

    source: Path
    folder: Path

    @property
    def copy(self) -> Path:
        return self.folder / "copy"

    @property
    def log(self) -> Path:
        return self.folder / "rehearsal.log"

    @property
    def number(self) -> int:
        return zlib.crc32(str(self.source).encode()) % 2400

    @property
    def project(self) -> str:
        return f"rehearsal-{self.number}"

    @property
    def ports(self) -> dict[str, str]:
        """Below the range from which clients take theirs."""
        first = 20_000 + len(PORTS) * self.number
        return {name: str(first + n) for n, name in enumerate(PORTS)}

    def make_copy(self) -> None:
        """Copy what git knows, or would if it were added."""
        shutil.rmtree(self.copy, ignore_errors=True)
        listed = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
        names = subprocess.run(listed, cwd=self.source, capture_output=True, text=True, check=True).stdout
        for name in filter(None, names.split("\0")):
            if (self.source / name).is_file():
                (self.copy / name).parent.mkdir(parents=True, exist_ok=True)
                shutil.copy2(self.source / name, self.copy / name, follow_symlinks=False)

    @property
    def projects(self) -> list[str]:
        """All that may run for it."""
        return [self.project, f"{self.project}-own", f"{self.project}-theirs"]

    def fill_in(self) -> None:
        """Fill in what the page leaves to the reader of it, and what sets this stack apart from others."""
        values = {"EMAIL_URL": "smtp://mail:2525", "RELEASE": self.release(1), **self.ports}
        # Certificates by an authority of Caddy's own: nobody outside can see this machine to give it one.
        values |= {"COMPOSE_PROFILES": "postgres,redis,tls", "TLS_CERTIFICATE": "internal"}
        values |= {"COMPOSE_PROJECT_NAME": self.project, "COMPOSE_FILE": f"docker-compose.yml:{OVERLAY}"}
        # Sooner than in life, so that a rehearsal ends sooner.
        self.set({**values, "REHEARSAL": self.project, "HANG_SECONDS": HANG_SECONDS})

    def set(self, values: Mapping[str, str]) -> None:
        """Put values into `.env`."""
        file = self.copy / ".env"
        file.write_text(set_values(file.read_text(), values))

    def release(self, number: int) -> str:
        return f"{self.project}-{number}"

    def environment(self, engine: Engine) -> dict[str, str]:
        """What every program here runs in: nothing that compose would take for the stack's."""
        theirs = set(VARIABLE.findall((self.copy / "docker-compose.yml").read_text()))
        here = {name: value for name, value in os.environ.items() if name not in theirs}
        if not engine.is_docker:
            here["PATH"] = f"{write_shim(self.folder / 'bin', engine)}:{here['PATH']}"
        return {name: value for name, value in here.items() if not name.startswith("COMPOSE")}

    def read_environment(self) -> Mapping[str, str]:
        lines = (self.copy / ".env").read_text().splitlines()
        return dict(line.split("=", 1) for line in lines if "=" in line and not line.startswith("#"))


def set_values(text: str, values: Mapping[str, str]) -> str:
    """Put values into the lines of an `.env`; names that have none come at its end."""
    for name, value in values.items():
        line = f"{name}={value}"
        text, found = re.subn(rf"(?m)^{name}=.*$", lambda _match, line=line: line, text)  # type: ignore[misc]
        text = text if found else f"{text.rstrip()}\n{line}\n"
    return text


def write_shim(folder: Path, engine: Engine) -> Path:
    """Make `docker` and `docker compose` of the documents mean this engine."""
    folder.mkdir(parents=True, exist_ok=True)
    shim = folder / "docker"
    compose, docker = " ".join(engine.compose), " ".join(engine.docker)
    shim.write_text(f'#!/bin/sh\n[ "$1" = compose ] && shift && exec {compose} "$@"\nexec {docker} "$@"\n')
    shim.chmod(0o755)
    return folder
