"""What is set in `.env` reaches the programs."""

from __future__ import annotations

from typing import Final

from tests.rehearsal.documents import knobs
from tests.rehearsal.report import Fault, Report
from tests.rehearsal.stack import Stack
from tests.rehearsal.workplace import set_values

# Of a local run, or of the image itself.
NOT_OF_CONTAINERS: Final = frozenset({"DEPLOYMENT", "VAR_DIR", "PORT", "DEMO", "IMPORT_DIR", "HEARTBEAT_DIR"})


def rehearse(stack: Stack, report: Report) -> None:
    with report.check("every knob of the document reaches a container") as check:
        names = [name for name in knobs(stack.page(), "Knobs") if name not in NOT_OF_CONTAINERS]
        values = {name: str(41_000 + number) for number, name in enumerate(names)}
        unreached = set(names) - find_reached(stack, values)
        check.add(f"{len(names)} knobs")
        if unreached:
            raise Fault(f"Not passed on: {', '.join(sorted(unreached))}")


def find_reached(stack: Stack, values: dict[str, str]) -> set[str]:
    """The variables that some container has, as they are given or as the stack itself sets them."""
    kept = (stack.folder / ".env").read_text()
    (stack.folder / ".env").write_text(set_values(kept, values))
    try:
        lines = stack.compose("run", "--rm", "--no-deps", "-T", "web", "env").splitlines()
        lines += stack.compose("run", "--rm", "--no-deps", "-T", "worker", "env").splitlines()
        lines += stack.compose("run", "--rm", "--no-deps", "-T", "migrate", "env").splitlines()
    finally:
        (stack.folder / ".env").write_text(kept)
    return {line.split("=", 1)[0] for line in lines if "=" in line}
