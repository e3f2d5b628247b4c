"""One line for each check, and what failed below it."""

from __future__ import annotations

import sys
import time
from dataclasses import dataclass, field
from types import TracebackType
from typing import Final, Self

LAST_WORDS: Final = 4
WIDTH: Final = 400


class Fault(Exception):
    """Something is not as it should be; the last lines of its text are printed."""


class GaveUp(Exception):
    """A check failed that all later ones stand on."""


@dataclass
class Report:
    """What was checked so far."""

    began: float = field(default_factory=time.monotonic)
    checks: int = 0
    faults: list[str] = field(default_factory=list)

    def check(self, name: str, *, needed: bool = False) -> Check:
        """Print a line for what is done in this block; what is raised in it is a fault, and the next follows.

        Raises GaveUp instead of going on where the check is `needed`.
        """
        return Check(self, name, needed=needed)

    def note(self, text: str) -> None:
        """Print what is worth knowing and can be neither right nor wrong."""
        print(f"{'':7}{text}", flush=True)

    def line(self, word: str, text: str, seconds: float) -> None:
        self.checks += 1
        print(f"{word:<7}{text} ({seconds:.1f} s)", flush=True)

    def summary(self) -> int:
        """Print how it went, and return the exit code."""
        seconds = time.monotonic() - self.began
        print(f"\n{self.checks} checks, {len(self.faults)} faults, {seconds:.0f} seconds.", flush=True)
        for name in self.faults:
            print(f"{'FAULT':<7}{name}", flush=True)
        return 1 if self.faults else 0


class Check:
    """One check; `add` puts a figure behind its name."""

    def __init__(self, report: Report, name: str, *, needed: bool) -> None:
        self.report, self.name, self.needed = report, name, needed
        self.figures: list[str] = []
        self.began = 0.0

    def add(self, figure: str) -> None:
        self.figures.append(figure)

    def __enter__(self) -> Self:
        self.began = time.monotonic()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> bool:
        if error is not None and not isinstance(error, Exception):
            return False
        text = ": ".join([self.name, ", ".join(self.figures)] if self.figures else [self.name])
        self.report.line("FAULT" if error else "ok", text, time.monotonic() - self.began)
        if error is None:
            return False
        self.report.faults.append(self.name)
        print_last_words(error)
        if self.needed:
            raise GaveUp(self.name) from error
        return True


def print_last_words(error: Exception) -> None:
    said = str(error) if isinstance(error, Fault) else f"{type(error).__name__}: {error}"
    lines = [line.rstrip() for line in said.splitlines() if line.strip()]
    for line in lines[-LAST_WORDS:] or ["It said nothing."]:
        print(f"{'':7}{line[:WIDTH]}", flush=True)
    sys.stdout.flush()
