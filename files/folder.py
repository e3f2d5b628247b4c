"""Files waiting to be imported, in a folder: of the one machine there is, or one that all machines share."""

from __future__ import annotations

import os
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.core.files.uploadedfile import UploadedFile

from files.sources import LocalFile


@dataclass(frozen=True, slots=True)
class Folder:
    """`files.storage` says what it is for."""

    path: Path

    def write(self, name: str, file: UploadedFile[Any]) -> None:
        descriptor = os.open(self._made() / name, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb") as target:
            for chunk in file.chunks():
                target.write(chunk)

    def find(self, name: str) -> LocalFile:
        return LocalFile(self.path / name)

    def size_of(self, name: str) -> int:
        path = self.path / name
        return path.stat().st_size if path.exists() else 0

    def delete(self, name: str) -> None:
        (self.path / name).unlink(missing_ok=True)

    def delete_older_than(self, seconds: float) -> int:
        files = self._made().glob("*.csv")
        stale = [path for path in files if time.time() - path.stat().st_mtime > seconds]
        for path in stale:
            path.unlink(missing_ok=True)
        return len(stale)

    def _made(self) -> Path:
        self.path.mkdir(mode=0o700, parents=True, exist_ok=True)
        return self.path
