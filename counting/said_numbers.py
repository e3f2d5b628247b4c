"""What people say how they heard of the company, as a number of the text; a channel has that of its name.

So the counts need not know which channels there are: one that is added, renamed or merged later is told apart
when they are read. The number is the beginning of a digest, which is the same in every database.
"""

from __future__ import annotations

from hashlib import md5
from typing import Final

_BYTES: Final = 8


def said_number(text: str) -> int:
    """The number of a text; letter case does not matter."""
    digest = md5(text.lower().encode(), usedforsecurity=False).digest()
    return int.from_bytes(digest[:_BYTES], signed=True)


def said_sql(text: str) -> str:
    """The same of a column."""
    return f"('x' || left(md5(lower({text})), {2 * _BYTES}))::bit({8 * _BYTES})::bigint"
