"""What does not start."""

from __future__ import annotations

from tests.rehearsal.report import Fault, Report
from tests.rehearsal.stack import Stack


def rehearse(stack: Stack, report: Report) -> None:
    with report.check("an .env without secrets is refused") as check:
        (stack.folder / ".env").write_text((stack.folder / ".env.example").read_text())
        try:
            stack.compose("config", "--quiet")
        except Fault as refusal:
            check.add(str(refusal).strip().splitlines()[-1][:120])
        else:
            raise Fault("docker compose takes it.")
