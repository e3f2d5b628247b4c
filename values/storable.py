"""JSON that PostgreSQL can keep, whatever somebody's file says: NUL and lone surrogates are put visibly."""

from __future__ import annotations

import json
import re
from typing import Any, Final

NUL: Final = "\x00"
# As people see them where they were: the sign for NUL, and the one for what is no character.
SHOWN_NUL: Final = "\u2400"
SHOWN_SURROGATE: Final = "\ufffd"
_SURROGATE: Final = re.compile("[\ud800-\udfff]")
# In JSON written in ASCII: an escaped backslash and a pair of surrogates are right as they are.
_ESCAPES: Final = re.compile(
    r"(?P<right>\\\\|\\ud[89ab][0-9a-f]{2}\\ud[c-f][0-9a-f]{2})|(?P<nul>\\u0000)|\\ud[89a-f][0-9a-f]{2}"
)


def make_storable(text: str) -> str:
    """The text with “␀” for NUL and “�” for a lone surrogate: no column of PostgreSQL takes either."""
    if text.isprintable():
        return text
    return _SURROGATE.sub(SHOWN_SURROGATE, text.replace(NUL, SHOWN_NUL))


class StorableJSONEncoder(json.JSONEncoder):
    """For a JSONField that repeats what a file or a program said, keys included."""

    def encode(self, o: Any) -> str:
        """The JSON, made storable."""
        written = super().encode(o)
        return _ESCAPES.sub(_show, written) if "\\u0000" in written or "\\ud" in written else written


def _show(match: re.Match[str]) -> str:
    return match["right"] or (SHOWN_NUL if match["nul"] else SHOWN_SURROGATE)
