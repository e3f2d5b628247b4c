"""Files waiting to be imported: under a random name, readable by the portal only, never served.

One machine takes them in, another may read them: they lie in IMPORT_DIR, which machines then share, or in the
bucket that IMPORT_STORAGE_URL names.
"""

from __future__ import annotations

import secrets
from functools import cache
from pathlib import Path
from typing import Any, Final, Protocol

import structlog
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.utils.module_loading import import_string

from files.bucket_address import BucketAddress
from files.folder import Folder
from files.sources import Source, StorageAway
from values.patience import allow_silence

logger = structlog.get_logger(__name__)
KEEP_SECONDS: Final = 7 * 24 * 3600
SILENT_SECONDS: Final = 60  # of the database, while a large file is handed on


class Place(Protocol):
    """Raises StorageAway where it does not answer or takes nothing."""

    def write(self, name: str, file: UploadedFile[Any]) -> None: ...

    def find(self, name: str) -> Source: ...

    def size_of(self, name: str) -> int: ...

    def delete(self, name: str) -> None: ...

    def delete_older_than(self, seconds: float) -> int: ...


def store(file: UploadedFile[Any]) -> str:
    """Write an upload down and return its name. Forgotten files are removed on the way."""
    allow_silence(SILENT_SECONDS)
    remove_older_than(KEEP_SECONDS)
    name = f"{secrets.token_urlsafe(18)}.csv"
    _place().write(name, file)
    return name


def find(name: str) -> Source:
    """A stored file, to be read; names with a folder in them lie nowhere."""
    return _place().find(Path(name).name or "none")


def size_of(name: str) -> int:
    """How many bytes a stored file has; none where it is gone."""
    return _place().size_of(Path(name).name or "none")


def remove(name: str) -> None:
    """Delete a stored file, if it is there; where nobody answers, it goes once it is KEEP_SECONDS old."""
    if not name:
        return
    try:
        _place().delete(Path(name).name)
    except StorageAway:
        logger.warning("import_file_left")


def remove_older_than(seconds: float) -> int:
    """Delete files whose import was never finished; return how many."""
    return _place().delete_older_than(seconds)


def _place() -> Place:
    address: BucketAddress | None = settings.IMPORT_BUCKET
    return _bucket_at(address) if address else Folder(Path(settings.IMPORT_DIR))


@cache
def _bucket_at(address: BucketAddress) -> Place:
    bucket: Place = import_string("files.bucket.Bucket")(address)
    return bucket
