"""Files waiting to be imported, in a bucket that all machines reach: S3, or what speaks as it does.

Nobody loads this who does not need it: what it imports takes 30 MB. Who may, boto3 finds out by itself:
AWS_ACCESS_KEY_ID with AWS_SECRET_ACCESS_KEY, or the role of the machine or pod.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from io import BufferedReader
from typing import Any, BinaryIO, Final

import structlog
from boto3.exceptions import Boto3Error
from boto3.s3.transfer import TransferConfig
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError
from django.core.files.uploadedfile import UploadedFile
from storages.backends.s3 import S3Storage

from files.bucket_address import BucketAddress
from files.problems import ImportRefused
from files.sources import Pieces, StorageAway, changed_since, no_longer_kept

logger = structlog.get_logger(__name__)
PIECE: Final = 4 << 20  # bytes fetched at once
# Somebody waits for a page meanwhile, or a job that comes round again.
CLIENT: Final = {
    "connect_timeout": 2,
    "read_timeout": 10,
    "retries": {"mode": "standard", "total_max_attempts": 2},
}
GONE: Final = frozenset({"404", "NoSuchKey"})
CHANGED: Final = frozenset({"412", "PreconditionFailed"})


class Bucket:
    """One folder of a bucket; `files.storage` says what it is for."""

    def __init__(self, address: BucketAddress) -> None:
        style = {"addressing_style": address.addressing_style}
        self._files = S3Storage(
            bucket_name=address.bucket,
            location=address.prefix,
            endpoint_url=address.endpoint_url or None,
            region_name=address.region or None,
            verify=address.ca_bundle or None,
            client_config=Config(s3=style, **CLIENT),
            transfer_config=TransferConfig(use_threads=False),  # one part in the memory, not ten
        )

    def write(self, name: str, file: UploadedFile[Any]) -> None:
        with _reaching():
            self._files.save(name, file)

    def find(self, name: str) -> StoredObject:
        return StoredObject(self._files, name)

    def size_of(self, name: str) -> int:
        try:
            with _reaching():
                return int(self._files.size(name))
        except (FileNotFoundError, ImportRefused):
            return 0

    def delete(self, name: str) -> None:
        with _reaching():
            self._files.delete(name)

    def delete_older_than(self, seconds: float) -> int:
        prefix = f"{self._files.location}/" if self._files.location else ""
        with _reaching():
            found = [(one.key, one.last_modified) for one in self._files.bucket.objects.filter(Prefix=prefix)]
            names = [(key.removeprefix(prefix), at) for key, at in found if key.endswith(".csv")]
            stale = [name for name, at in names if "/" not in name and time.time() - at.timestamp() > seconds]
            for name in stale:
                self._files.delete(name)
        return len(stale)


@dataclass(frozen=True, slots=True)
class StoredObject:
    """A file in a bucket, to be read."""

    files: S3Storage
    name: str

    def open(self) -> BinaryIO:
        found = self._ask()
        fetch = partial(_fetch, found)
        return BufferedReader(Pieces(size=found.content_length, stamp=found.e_tag, fetch=fetch), PIECE)

    def stamp(self) -> str:
        return str(self._ask().e_tag)

    def _ask(self) -> Any:
        try:
            with _reaching():
                return self.files.open(self.name, "rb").obj
        except FileNotFoundError as error:
            raise no_longer_kept() from error


def _fetch(found: Any, first: int, last: int) -> bytes:
    """Of the very file that was found, not of another by its name."""
    with _reaching():
        body: bytes = found.get(Range=f"bytes={first}-{last}", IfMatch=found.e_tag)["Body"].read()
    return body


@contextmanager
def _reaching() -> Iterator[None]:
    """Whatever goes wrong on the way there or with our rights is no fault of the file's."""
    try:
        yield
    except ClientError as error:
        code = str(error.response.get("Error", {}).get("Code", ""))
        if code in GONE:
            raise no_longer_kept() from error
        if code in CHANGED:
            raise changed_since() from error
        raise _away(code) from error
    except (BotoCoreError, Boto3Error) as error:
        raise _away(type(error).__name__) from error


def _away(code: str) -> StorageAway:
    logger.warning("import_storage_away", code=code)
    return StorageAway(code)
