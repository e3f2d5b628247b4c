"""A file to be read, wherever it lies."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from io import RawIOBase
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, Protocol

from django.utils.translation import gettext as _

from files.problems import ImportRefused
from values.storable import make_storable

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer


class Source(Protocol):
    """Both raise ImportRefused where the file is gone or cannot be read, StorageAway where nobody says."""

    def open(self) -> BinaryIO: ...

    def stamp(self) -> str:
        """Another one for a file that was written to or exchanged."""


class StorageAway(Exception):
    """Where files to import lie, nothing is given or taken just now; the same may go well in a moment.

    Its words are the code of the server, or the class of what happened on the way there.
    """


@dataclass(frozen=True, slots=True)
class LocalFile:
    """On a disk of this machine, or one it shares."""

    path: Path

    def open(self) -> BinaryIO:
        if not self.path.is_file():
            raise ImportRefused(_("There is no file “%(path)s”.") % {"path": make_storable(str(self.path))})
        try:
            return self.path.open("rb")
        except OSError as error:
            message = _("“%(path)s” cannot be read: %(why)s.")
            reason = error.strerror or type(error).__name__
            raise ImportRefused(message % {"path": self.path, "why": reason}) from error

    def stamp(self) -> str:
        try:
            return _stamp_of_stat(self.path.stat())
        except FileNotFoundError as error:
            raise no_longer_kept() from error


class Pieces(RawIOBase):
    """An open file that lies elsewhere and is fetched as it is read: of no length in the memory, and none on
    a disk of ours. `fetch` gives the bytes from the first to the last, both included.
    """

    def __init__(self, *, size: int, stamp: str, fetch: Callable[[int, int], bytes]) -> None:
        self.stamp = stamp
        self._size = size
        self._fetch = fetch
        self._at = 0

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        self._at = offset + {os.SEEK_SET: 0, os.SEEK_CUR: self._at, os.SEEK_END: self._size}[whence]
        return self._at

    def readinto(self, buffer: WriteableBuffer) -> int:
        wanted = memoryview(buffer).cast("B")
        end = min(self._at + len(wanted), self._size)
        if end <= self._at:
            return 0
        piece = self._fetch(self._at, end - 1)
        wanted[: len(piece)] = piece
        self._at += len(piece)
        return len(piece)


def stamp_of(file: BinaryIO) -> str:
    """That of an open file, as its source says it."""
    raw = getattr(file, "raw", None)
    return raw.stamp if isinstance(raw, Pieces) else _stamp_of_stat(os.fstat(file.fileno()))


def no_longer_kept() -> ImportRefused:
    return ImportRefused(_("The file of this import is no longer kept. Please upload it again."))


def changed_since() -> ImportRefused:
    return ImportRefused(_("The file was changed since it was uploaded. Please upload it again."))


def _stamp_of_stat(stat: os.stat_result) -> str:
    return f"{stat.st_size}-{stat.st_mtime_ns}"
