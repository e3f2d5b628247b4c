"""A back-up that is restored, by the lines of the document."""

from __future__ import annotations

from typing import Final

from tests.rehearsal.documents import shell_block
from tests.rehearsal.report import Report
from tests.rehearsal.stack import Stack

HEADING: Final = "Back-up and restore"


def rehearse(stack: Stack, report: Report) -> None:
    with report.check("a back-up by the lines of the document"):
        stack.type(shell_block(stack.page(), HEADING, "pg_dump"))
    stack.compose("down", "--volumes")
    with report.check("restored into an empty installation by the lines of the document"):
        stack.type(shell_block(stack.page(), HEADING, "pg_restore"), seconds=600)
        stack.wait_until_settled()
        stack.visit("counted", str(stack.known["leads"]))
