"""From nothing to a stack that is healthy."""

from __future__ import annotations

import re
from typing import Final

from tests.rehearsal.report import Fault, Report
from tests.rehearsal.stack import Stack

ERROR: Final = re.compile(r"\[(ERROR|CRITICAL)\]|\"level\": ?\"(error|critical)\"")


def build(stack: Stack, report: Report) -> None:
    with report.check("build", needed=True) as check:
        stack.compose("build", "--quiet", seconds=900)
        image = f"smarketing:{stack.place.release(1)}"
        stack.docker("tag", image, stack.visitor_image)
        check.add(f"{int(stack.inspect(image, '{{.Size}}')) / 1e6:.0f} MB")
    with report.check("one image a build, none left over"):
        unnamed = ("--filter", "dangling=true", "--filter", f"label={stack.label}")
        left = stack.docker("images", "--quiet", *unnamed).split()
        if left:
            raise Fault(f"{len(left)} images without a name: {' '.join(left)}")


def up(stack: Stack, report: Report) -> None:
    with report.check("up", needed=True):
        stack.compose("up", "--detach", seconds=300)
    with report.check("every service healthy", needed=True) as check:
        stack.wait_until_settled()
        check.add(", ".join(stack.services()))
    with report.check("no error in any log"):
        errors = [line for line in stack.compose("logs", "--no-color").splitlines() if ERROR.search(line)]
        if errors:
            raise Fault("\n".join(errors))
