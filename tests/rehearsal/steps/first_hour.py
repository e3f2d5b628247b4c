"""What people do in the first hour, through TLS proxy and nginx."""

from __future__ import annotations

import re

from tests.rehearsal.report import Fault, Report
from tests.rehearsal.stack import Stack
from tests.rehearsal.steps.building import line_of


def rehearse(stack: Stack, report: Report) -> None:
    with report.check("the first hour", needed=True) as check:
        said = stack.type(line_of(stack, "setup_code"))
        code = re.search(r"code: *(\S+)", said)
        if code is None:
            raise Fault(f"No code for the set-up: {said}")
        stack.known = stack.visit("first-hour", code[1], seconds=300)
        check.add(", ".join(stack.known.pop("done")))
