"""Files waiting to be imported: below IMPORT_DIR under a random name, readable by the server only, never
served.
"""

from __future__ import annotations

import os
import secrets
import time
from pathlib import Path
from typing import Any, Final

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile

KEEP_SECONDS: Final = 7 * 24 * 3600


def store(file: UploadedFile[Any]) -> str:
    """Write an upload down and return its name. Forgotten files are removed on the way."""
    folder = _folder()
    remove_older_than(KEEP_SECONDS)
    name = f"{secrets.token_urlsafe(18)}.csv"
    descriptor = os.open(folder / name, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as target:
        for chunk in file.chunks():
            target.write(chunk)
    return name


def path_of(name: str) -> Path:
    """Where a stored file lies; names with a folder in them lie nowhere."""
    return _folder() / (Path(name).name or "none")


def size_of(name: str) -> int:
    """How many bytes a stored file has; none where it is gone."""
    path = path_of(name)
    return path.stat().st_size if path.exists() else 0


def remove(name: str) -> None:
    """Delete a stored file, if it is still there."""
    if name:
        path_of(name).unlink(missing_ok=True)


def remove_older_than(seconds: float) -> int:
    """Delete files whose import was never finished; return how many."""
    stale = [path for path in _folder().glob("*.csv") if time.time() - path.stat().st_mtime > seconds]
    for path in stale:
        path.unlink(missing_ok=True)
    return len(stale)


def _folder() -> Path:
    folder = Path(settings.IMPORT_DIR)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder
