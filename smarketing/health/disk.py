"""The disks everything lies on, and who is told when one of them gets full.

A database whose disk is full answers nothing that writes, so people are told long before.
"""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Final

import structlog
from django.conf import settings
from django.core.cache import cache
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _

from accounts.kinds import Kind
from accounts.services.notifications import notify_administrators
from files.disk import Disk, measure

logger = structlog.get_logger(__name__)
# So many percent below a threshold it counts as left: a disk that hovers there warns once.
SLACK_PERCENT: Final = 2


def watched() -> dict[str, Disk]:
    """The disks of the data and, where it is another one, of the files to import."""
    data = measure(Path(settings.VAR_DIR))
    imports = data if settings.IMPORT_BUCKET else measure(Path(settings.IMPORT_DIR))
    return {"data": data} if imports.identity == data.identity else {"data": data, "imports": imports}


def threshold_passed(percent: float) -> int:
    """The highest threshold that a disk so full has passed, or 0."""
    return max((limit for limit in settings.DISK_WARNING_PERCENTS if percent >= limit), default=0)


def tell_crossings() -> None:
    """Log, and tell the administrators, each threshold a disk has passed since it was last below it."""
    for name, disk in watched().items():
        key = f"disk-told-{disk.identity}"
        told: int = cache.get(key, 0)
        if threshold_passed(disk.used_percent) > told:
            logger.warning("disk_gets_full", disk=name, used_percent=round(disk.used_percent))
            notify_administrators(kind=Kind.DISK_GETS_FULL, word=partial(_word, disk))
            cache.set(key, threshold_passed(disk.used_percent), timeout=None)
        elif (left := threshold_passed(disk.used_percent + SLACK_PERCENT)) < told:
            cache.set(key, left, timeout=None)


def _word(disk: Disk) -> tuple[str, str]:
    values = {"percent": int(disk.used_percent), "free": filesizeformat(disk.free)}
    title = _("The portal's disk is %(percent)d %% full") % values
    body = _(
        "%(free)s are free. Once it is full, nothing can be saved any more. "
        "Please make room on it, or have it enlarged."
    )
    return title, body % values
