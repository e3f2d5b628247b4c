"""From nothing to a stack that is healthy."""

from __future__ import annotations

import re
from typing import Final

from tests.rehearsal.documents import shell_block
from tests.rehearsal.report import Fault, Report
from tests.rehearsal.stack import Stack, label_of

# An image of at most 450 MB, less the 130 of a base that is no stand-in.
MOST_OF_OURS: Final = 320
LAYER: Final = "{{.Size}} {{.CreatedBy}}"
PAGE: Final = "run-compose.md"
HEADING: Final = "From nothing to the first sign-in"
ERROR: Final = re.compile(r"\[(ERROR|CRITICAL)\]|\"level\": ?\"(error|critical)\"")


def build(stack: Stack, report: Report) -> None:
    with report.check("an .env by the lines of the document", needed=True):
        stack.type(shell_block(stack.page(PAGE), HEADING, ".env.example"))
        stack.place.fill_in()
    with report.check("build", needed=True) as check:
        stack.type(line_of(stack, "docker compose build"), seconds=900)
        image = f"smarketing:{stack.place.release(1)}"
        stack.docker("tag", image, stack.visitor_image)
        ours = own_bytes(stack.docker("history", "--human=false", "--format", LAYER, image)) / 1e6
        check.add(f"{int(stack.inspect(image, '{{.Size}}')) / 1e6:.0f} MB, {ours:.0f} of them ours")
        if ours > MOST_OF_OURS:
            raise Fault(f"What the image adds to its base is {ours:.0f} MB, more than {MOST_OF_OURS}.")
    with report.check("one image a build, none left over"):
        unnamed = ("--filter", "dangling=true", "--filter", label_of(stack.place.project))
        left = stack.docker("images", "--quiet", *unnamed).split()
        if left:
            raise Fault(f"{len(left)} images without a name: {' '.join(left)}")


def own_bytes(history: str) -> int:
    """The size of the layers on top of the base, of a history with the newest layer first."""
    layers = [line.split(" ", 1) for line in history.splitlines() if line.strip()]
    first = max(at for at, (_, made_by) in enumerate(layers) if made_by.startswith("ENV PATH=/venv/bin"))
    return sum(int(size) for size, _ in layers[: first + 1])


def line_of(stack: Stack, word: str) -> str:
    """One line of the block that starts it all."""
    return next(line for line in shell_block(stack.page(PAGE), HEADING, word).splitlines() if word in line)


def up(stack: Stack, report: Report) -> None:
    with report.check("up", needed=True):
        stack.type(line_of(stack, "docker compose up"))
    with report.check("every service healthy", needed=True) as check:
        stack.wait_until_settled()
        check.add(", ".join(stack.services()))
    with report.check("no error in any log"):
        errors = [line for line in stack.compose("logs", "--no-color").splitlines() if ERROR.search(line)]
        if errors:
            raise Fault("\n".join(errors))
