"""E-mail addresses and telephone numbers that stand inside other text: taken out of it, or covered."""

from __future__ import annotations

import re
from typing import Final

from django.utils.text import Truncator
from django.utils.translation import gettext as _

COVERED: Final = "•••"
# Nearly all names hold none of these, and are not looked through any further.
_MAY_HOLD_ONE: Final = re.compile(r"[@%\d]")
_OF_ADDRESS: Final = r"[^\s@<>()\[\]{},;:\"'=&?/|]"
_ADDRESS: Final = re.compile(rf"{_OF_ADDRESS}{{1,64}}(?:@|%40){_OF_ADDRESS}{{0,254}}[^\W_]", re.IGNORECASE)
# With a + or a 0 before it and signs inside, or at least nine digits in one piece. A day is no number.
_NUMBER: Final = re.compile(
    r"(?<!\w)(?<!\d[.,])(?!\d{1,2}[./-]\d{1,2}[./-]\d{2,4}(?!\d|[./-]\d))"
    r"(?:(?:\+|%2B|\(\+|\(?0)[\d\s()/.\-]{5,30}\d|\d{9,16})(?!\w)",
    re.IGNORECASE,
)
_FEWEST_DIGITS: Final = 7
_LEFT_OVER: Final = " \t\n<>()[]{},;:|/–-"


def hide_contacts(text: str) -> str:
    """The text with “•••” in place of each e-mail address and telephone number, also as addresses of pages
    write them."""
    return _replace(text, COVERED)


def quote(text: str, *, longest: int = 500) -> str:
    """What a mail repeats of somebody's words, after an empty line; "" where nobody said any.

    Mails are kept and forwarded: whoever may read an address or a number reads it in the portal.
    """
    if not text:
        return ""
    said = Truncator(hide_contacts(text)).chars(longest)
    if COVERED in said:
        said += "\n" + _("(••• stands for a phone number or an address. You read it in the portal.)")
    return "\n\n" + said


def drop_contacts(text: str) -> str:
    """What a name says besides addresses and numbers; blank where it is one."""
    rest = _replace(text, " ")
    return text if rest == text else " ".join(rest.split()).strip(_LEFT_OVER)


def _replace(text: str, instead: str) -> str:
    if not _MAY_HOLD_ONE.search(text):
        return text
    return _NUMBER.sub(lambda found: _unless_short(found[0], instead), _ADDRESS.sub(instead, text))


def _unless_short(found: str, instead: str) -> str:
    return instead if sum(map(str.isdigit, found)) >= _FEWEST_DIGITS else found
