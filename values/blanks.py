"""What people write where they have nothing to write."""

from __future__ import annotations

import re
from typing import Final

_SIGNS: Final = re.compile(r"[\s.\-–—_/#?*]+")
_WORDS: Final = frozenset(
    "ka na nv null none keineangabe nichtangegeben nichtbekannt unbekannt unknown notavailable".split()
)


def is_blank(text: str) -> bool:
    """Whether this says that there is nothing: "-", "k.A.", "n/a", "unbekannt", "0" and the like."""
    word = _SIGNS.sub("", text).casefold()
    return word in _WORDS or not word.strip("0")
