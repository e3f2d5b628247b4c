"""What a page of docs/ tells people to type, and which variables it promises."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from tests.rehearsal.report import Fault

HEADING: Final = re.compile(r"(#+) (.*)")
VARIABLE: Final = re.compile(r"`([A-Z][A-Z0-9_]+)`")


def section(page: Path, heading: str) -> list[str]:
    """The lines below a heading, up to the next of its rank or a higher one. Raises Fault without it."""
    lines = iter(page.read_text().splitlines())
    for line in lines:
        found = HEADING.fullmatch(line)
        if found and found[2] == heading:
            return list(below(lines, rank=len(found[1])))
    raise Fault(f"{page.name} has no heading “{heading}”.")


def below(lines: Iterator[str], *, rank: int) -> Iterator[str]:
    fenced = False
    for line in lines:
        fenced ^= line.startswith("```")
        found = HEADING.fullmatch(line)
        if found and not fenced and len(found[1]) <= rank:
            return
        yield line


def shell_blocks(page: Path, heading: str) -> list[str]:
    """What is to be typed in a section, fenced or indented, in its order. Raises Fault for nothing."""
    blocks: list[list[str]] = [[]]
    fence = ""
    for line in section(page, heading):
        if line.startswith("```"):
            fence = "" if fence else line.removeprefix("```") or "text"
            blocks.append([])
        elif fence in {"sh", "shell", "bash", "console"}:
            blocks[-1].append(line)
        elif not fence and line.startswith("    "):
            blocks[-1].append(line.removeprefix("    "))
        elif blocks[-1]:
            blocks.append([])
    found = ["\n".join(block) for block in blocks if block]
    if not found:
        raise Fault(f"{page.name} says under “{heading}” nothing to be typed.")
    return found


def shell_block(page: Path, heading: str, word: str = "") -> str:
    """The first block of a section that holds a word. Raises Fault where none does."""
    for block in shell_blocks(page, heading):
        if word in block:
            return block
    raise Fault(f"{page.name} has no lines with “{word}” under “{heading}”.")


def knobs(page: Path, heading: str) -> list[str]:
    """The variables in the first column of a section's tables."""
    rows = [line for line in section(page, heading) if line.startswith("|")]
    return [name for row in rows for name in VARIABLE.findall(row.split("|")[1])]
