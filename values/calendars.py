"""A calendar as RFC 5545 writes it, so that any calendar program can subscribe to it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Final

MEDIA_TYPE: Final = "text/calendar; charset=utf-8"
LONGEST_LINE: Final = 75  # bytes, without the break
_BREAK: Final = b"\r\n"
# What no TEXT may hold; a tab may stay.
_CONTROL: Final = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")
_ESCAPED: Final = str.maketrans({"\\": "\\\\", ";": "\\;", ",": "\\,", "\n": "\\n"})


@dataclass(frozen=True, kw_only=True, slots=True)
class Entry:
    """`uid` stays the same for ever, `stamp` is when it was said, `when` a whole day or a moment."""

    uid: str
    stamp: datetime
    when: date | datetime
    title: str
    url: str = ""


def write_calendar(entries: Iterable[Entry], *, name: str, product: str) -> bytes:
    """The calendar as it is served; `product` names the program that writes it.

    A moment takes a quarter of an hour. Nothing keeps its owner busy for others.
    """
    return b"".join(_fold(line) for line in _lines(entries, name=name, product=product))


def _lines(entries: Iterable[Entry], *, name: str, product: str) -> Iterator[str]:
    yield from ("BEGIN:VCALENDAR", "VERSION:2.0", f"PRODID:-//{_text(product)}//EN", "CALSCALE:GREGORIAN")
    yield f"X-WR-CALNAME:{_text(name)}"
    yield from ("REFRESH-INTERVAL;VALUE=DURATION:PT1H", "X-PUBLISHED-TTL:PT1H")
    for entry in entries:
        yield from _event(entry)
    yield "END:VCALENDAR"


def _event(entry: Entry) -> Iterator[str]:
    yield from ("BEGIN:VEVENT", f"UID:{_text(entry.uid)}", f"DTSTAMP:{_moment(entry.stamp)}")
    if isinstance(entry.when, datetime):
        yield from (f"DTSTART:{_moment(entry.when)}", "DURATION:PT15M")
    else:
        yield f"DTSTART;VALUE=DATE:{entry.when:%Y%m%d}"
    yield f"SUMMARY:{_text(entry.title)}"
    if entry.url:
        # Many programs show the description only.
        yield from (f"DESCRIPTION:{_text(entry.url)}", f"URL:{entry.url}")
    yield from ("TRANSP:TRANSPARENT", "END:VEVENT")


def _moment(when: datetime) -> str:
    return f"{when.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def _text(text: str) -> str:
    """A value of type TEXT."""
    bare = text.replace("\r\n", "\n").replace("\r", "\n")
    return _CONTROL.sub("", bare).translate(_ESCAPED)


def _fold(line: str) -> bytes:
    """The line with its break; a long one goes on behind a space, no character being torn apart."""
    folded, room = bytearray(), LONGEST_LINE
    for character in line:
        said = character.encode()
        if len(said) > room:
            folded += _BREAK + b" "
            room = LONGEST_LINE - 1
        folded += said
        room -= len(said)
    return bytes(folded + _BREAK)
