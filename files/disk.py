"""How full a disk is, and whether a file to import still fits."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar, Final

from django.conf import settings
from django.utils.translation import gettext as _

from values.refusals import Refusal

MEGABYTE: Final = 1_000_000


class NoRoom(Refusal):
    """The disk is too full for an import to begin."""

    field: ClassVar[str] = "file"


@dataclass(frozen=True)
class Disk:
    """A disk in bytes; `free` is what we may write. All processes of a machine see the same `identity`."""

    identity: int
    total: int
    used: int
    free: int

    @property
    def used_percent(self) -> float:
        """As `df` says it: of what we could ever write."""
        return 100 * self.used / max(self.used + self.free, 1)


def measure(path: Path) -> Disk:
    """The disk that a path lies on, whether it is there yet or not."""
    there = next(parent for parent in (path, *path.parents) if parent.exists())
    found = os.statvfs(there)
    return Disk(
        identity=found.f_fsid,
        total=found.f_blocks * found.f_frsize,
        used=(found.f_blocks - found.f_bfree) * found.f_frsize,
        free=found.f_bavail * found.f_frsize,
    )


def check_room(size: int) -> None:
    """Raise NoRoom where a file of this size would leave less free than IMPORT_LEAST_FREE_PERCENT.

    Of a bucket nobody knows how full it is.
    """
    if settings.IMPORT_BUCKET:
        return
    disk = measure(Path(settings.IMPORT_DIR))
    kept = disk.total * settings.IMPORT_LEAST_FREE_PERCENT // 100
    if disk.free - size >= kept:
        return
    message = _(
        "There is not enough room on the portal's disk: %(free)d MB are free, this file has %(size)d MB, "
        "and %(kept)d MB must stay free. Nothing was imported. Please tell an administrator."
    )
    megabytes = {"free": disk.free // MEGABYTE, "size": -(-size // MEGABYTE), "kept": kept // MEGABYTE}
    raise NoRoom(message % megabytes)
