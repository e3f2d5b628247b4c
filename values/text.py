"""Text that shall be kept, in the one form we keep it.

Every function takes text as it came and gives it back in that form, or raises ValidationError whose message
names the value and what is allowed.
"""

from __future__ import annotations

import re
import unicodedata

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from values.errors import beside, field_error

SHOWN = 60
# Lengths are the models' business, this only bounds the work.
LONGEST = 10_000
# They turn the reading direction of what follows: the text on the screen would not be the text that is kept.
TURNING_CHARACTERS = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")

# They are there and nobody sees them: the byte order mark, joiners and spaces without a width, soft hyphens.
INVISIBLE = re.compile("[\ufeff\u200b\u200c\u200d\u2060\u00ad]")


# What people write around a word, in pairs; inches and apostrophes stand alone and stay.
QUOTED = re.compile(r'„([^„“”]*)[“”]|“([^“”]*)”|"([^"]*)"|«([^«»]*)»|»([^«»]*)«')


def nest_quotes(value: object) -> str:
    """A name as it stands between quotation marks of the reader's language: its own become single ones."""
    return QUOTED.sub(
        lambda found: _("‘%(value)s’") % {"value": "".join(filter(None, found.groups()))}, str(value)
    )


def quoted(value: object) -> str:
    """The value in the quotation marks of the reader's language, for lists of names in a message."""
    return _("“%(value)s”") % {"value": nest_quotes(value)}


def drop_invisible(value: str) -> str:
    """The value without the signs that have no width; not for text in which they join letters or pictures."""
    return value if value.isascii() else INVISIBLE.sub("", value)


def shorten(value: str) -> str:
    """The value as a message may show it: one line, printable, at most 60 characters."""
    shown = "".join(character if character.isprintable() else "·" for character in value[:SHOWN])
    return f"{shown}…" if len(value) > SHOWN else shown


def check_text(value: str, *, max_length: int, is_multiline: bool = False) -> str:
    """The text in NFC without outer spaces; NUL, control characters and lone surrogates are refused.

    Line breaks are kept where `is_multiline`, as "\\n"; elsewhere they are refused, so that no value can
    smuggle a line into a mail header or a file.
    """
    plain = value.strip()
    if len(plain) <= max_length and plain.isascii() and plain.isprintable():
        return plain  # most of all text: nothing in it needs a look
    text = value.replace("\r\n", "\n").replace("\r", "\n") if is_multiline else value
    check_bytes(text.strip(), max_length=max_length, allowed="\n\t" if is_multiline else "")
    return unicodedata.normalize("NFC", text).strip()


def check_bytes(value: str, *, max_length: int, allowed: str = "") -> str:
    """The value unchanged, for what is kept byte for byte; refused is what no database can carry."""
    if len(value) > max_length:
        raise ValidationError(
            _(
                "Longer than allowed: %(length)d characters, at most %(limit)d fit. "
                "It begins with “%(value)s”."
            ),
            code="too_long",
            params={"length": len(value), "limit": max_length, "value": shorten(value)},
        )
    if value.isprintable():
        return value  # of all that is refused nothing is printable
    for position, character in enumerate(value, start=1):
        if character not in allowed and is_forbidden(character):
            raise _forbidden(value, character, position)
    return value


def _forbidden(value: str, character: str, position: int) -> ValidationError:
    message = _(
        "“%(value)s” holds a character that cannot be kept: %(name)s at position %(position)d. "
        "Allowed are letters, digits, signs and spaces."
    )
    values = {"value": shorten(value), "name": f"U+{ord(character):04X}", "position": position}
    return ValidationError(message, code="forbidden_character", params=values)


def check_storable(value: str) -> str:
    """The value unchanged; refused is what PostgreSQL cannot keep as text: NUL and lone surrogates."""
    for position, character in enumerate(value, start=1):
        if character == "\x00" or "\ud800" <= character <= "\udfff":
            raise _forbidden(value, character, position)
    return value


def is_forbidden(character: str) -> bool:
    """Control characters, lone surrogates, line separators and characters that turn the reading direction."""
    return unicodedata.category(character) in {"Cc", "Cs", "Zl", "Zp"} or character in TURNING_CHARACTERS


def clean_line(field: str, text: str, *, max_length: int = LONGEST) -> str:
    """One line: spaces and line ends run together; else ValidationError beside its field."""
    return clean_text(field, " ".join(text.split()), max_length=max_length)


def clean_text(field: str, text: str, *, max_length: int = LONGEST) -> str:
    """Several lines: line ends made one kind, none at the ends; else as `clean_line`."""
    with beside(field):
        return check_text(text, max_length=max_length, is_multiline=True)


def require(field: str, text: str, message: str = "") -> str:
    """The text, or ValidationError beside its field when there is none."""
    if not text:
        raise field_error(field, message or _("This field is required."), "required")
    return text
