"""Cells that a spreadsheet would run as a formula: written with an apostrophe before them, read without
it.
"""

from __future__ import annotations

import re

# = + - @ and their full-width twins, tab, carriage return and NUL begin a formula.
_DANGEROUS = "[=+\\-@\t\r\x00＝＋－＠]"
_TO_PROTECT = re.compile(f"'*{_DANGEROUS}")
_PROTECTED = re.compile(f"''*{_DANGEROUS}")


def protect(cell: str) -> str:
    """The cell as it may stand in a file that people open in a spreadsheet."""
    return f"'{cell}" if _TO_PROTECT.match(cell) else cell


def unprotect(cell: str) -> str:
    """Exactly what `protect` was given: one apostrophe is removed where it guards a formula, and no other."""
    return cell[1:] if cell[:1] == "'" and _PROTECTED.match(cell) else cell
