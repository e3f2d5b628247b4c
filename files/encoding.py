"""Which encoding a file has: a byte order mark says so, UTF-8 proves itself, anything else is told by its
bytes.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from contextlib import contextmanager
from io import TextIOWrapper
from typing import BinaryIO, Final, TextIO

from django.utils.translation import gettext as _

from files.problems import ImportRefused
from values.text import shorten

BLOCK: Final = 1 << 20
SAMPLE: Final = 1 << 16
# Stands in the text for every byte that the encoding cannot read; a row that holds it is rejected.
UNREADABLE: Final = chr(0xDCFF)  # a lone surrogate: no readable text holds it
BYTE_ORDER_MARKS: Final = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
NOT_TEXT: Final = (
    (b"PK\x03\x04", "Excel (.xlsx) / ZIP"),
    (b"\xd0\xcf\x11\xe0", "Excel (.xls)"),
    (b"%PDF", "PDF"),
    (b"\x1f\x8b", "gzip"),
    (b"\x89PNG", "PNG"),
    (b"Rar!", "RAR"),
    (b"7z\xbc\xaf", "7-Zip"),
)
# What German Excel, older Macs and databases write; without the list cp1252 is taken for cp1250.
SINGLE_BYTE: Final = ["utf_8", "utf_16", "cp1252", "mac_roman"]
ASCII: Final = bytes(range(128))
ONE_BYTE: Final = ("cp1252", "mac_roman")
WESTERN: Final = frozenset("äöüÄÖÜßéèêëáàâåãæçíìîïñóòôõøúùûÉÈÀÁÅÆÇÑÓØÚ€")
# A character of UTF-8 that takes several bytes.
_MULTIBYTE = re.compile(rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}")


def _stand_in(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeDecodeError):
        raise error
    return UNREADABLE, error.end


codecs.register_error("unreadable", _stand_in)


@contextmanager
def as_text(file: BinaryIO, encoding: str) -> Iterator[TextIO]:
    """The whole of an open file as text, with `UNREADABLE` for what is none; it stays open afterwards."""
    file.seek(0)
    text = TextIOWrapper(file, encoding=encoding, errors="unreadable", newline="")
    try:
        yield text
    finally:
        text.detach()


def detect_encoding(file: BinaryIO) -> str:
    """The name of an open file's encoding.

    A file that is UTF-8 but for some broken bytes stays UTF-8: only the rows with those bytes are lost,
    instead of every umlaut. Raises ImportRefused for an empty file and for what is no text.
    """
    file.seek(0)
    head = file.read(SAMPLE)
    _refuse_other_kinds(head)
    for mark, name in BYTE_ORDER_MARKS:
        if head.startswith(mark):
            return name
    if (wide := _utf16_without_mark(head)) is not None:
        return wide
    if _is_utf8(file):
        return "utf-8"
    return _tell_by_bytes(file)


def check_encoding(name: str) -> str:
    """The encoding somebody declared, or ImportRefused."""
    try:
        "a".encode(name)  # what is a codec and no encoding of text, such as zlib, is refused here as well
        return codecs.lookup(name).name
    except (LookupError, ValueError) as error:
        message = _("“%(name)s” is not an encoding. Allowed are for example %(examples)s.")
        examples = "utf-8, utf-16, cp1252, mac_roman"
        raise ImportRefused(message % {"name": shorten(name), "examples": examples}) from error


def _refuse_other_kinds(head: bytes) -> None:
    if not head:
        raise ImportRefused(_("The file is empty. Allowed is a CSV file with a heading in its first row."))
    for magic, kind in NOT_TEXT:
        if head.startswith(magic):
            message = _(
                "This is a file of the kind %(kind)s. Save it as CSV (text, separated) and try again."
            )
            raise ImportRefused(message % {"kind": kind})


def _utf16_without_mark(head: bytes) -> str | None:
    """UTF-16 without its byte order mark: every other byte of western text is NUL."""
    sample = head[: len(head) // 2 * 2]
    half = len(sample) // 2
    if not half:
        return None
    if sample[1::2].count(0) > half * 0.6 and sample[0::2].count(0) < half * 0.1:
        return "utf-16-le"
    if sample[0::2].count(0) > half * 0.6 and sample[1::2].count(0) < half * 0.1:
        return "utf-16-be"
    return None


def _is_utf8(file: BinaryIO) -> bool:
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        for block in _blocks(file):
            decoder.decode(block)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def _tell_by_bytes(file: BinaryIO) -> str:
    """For files that are not UTF-8 throughout: broken UTF-8, or an encoding of one byte per character."""
    whole = broken = 0
    sample = b""
    for block in _blocks(file):
        whole += len(_MULTIBYTE.findall(block))
        broken += len(_MULTIBYTE.sub(b"", block).translate(None, ASCII))
        sample += b"".join(_telling_lines(block))[: SAMPLE - len(sample)]
    if whole and whole >= broken:
        return "utf-8"
    from charset_normalizer import from_bytes  # 3 MB in every process, for files that are hardly ever met

    best = from_bytes(sample, cp_isolation=SINGLE_BYTE).best()
    if best is None:
        raise ImportRefused(
            _("The encoding of this file cannot be told. Save it as “CSV UTF-8” and try again.")
        )
    return max((best.encoding, *ONE_BYTE), key=lambda name: _count_letters(sample, name))


def _blocks(file: BinaryIO) -> Iterator[bytes]:
    """The whole file, piece by piece."""
    file.seek(0)
    while block := file.read(BLOCK):
        yield block


def _count_letters(sample: bytes, encoding: str) -> int:
    """How many accented letters of western languages the bytes are: they alone tell short files apart."""
    text = sample.decode(encoding, "replace")
    return sum(character in WESTERN for character in text)


def _telling_lines(block: bytes) -> list[bytes]:
    """The lines with bytes beyond ASCII: only they tell one encoding from another."""
    return [line + b"\n" for line in block.split(b"\n") if not line.isascii()]
