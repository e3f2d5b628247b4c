"""What is kept stays."""

from __future__ import annotations

from tests.rehearsal.report import Report
from tests.rehearsal.stack import Stack


def go_down_and_up(stack: Stack, report: Report) -> None:
    with report.check("down and up keep the data"):
        stack.compose("down")
        stack.compose("up", "--detach", "--wait", seconds=300)
        stack.visit("counted", str(stack.known["leads"]))
