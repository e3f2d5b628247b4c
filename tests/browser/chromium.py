"""The chromium of the machine: where it is, and how it is started so that it talks to nobody but us."""

from __future__ import annotations

import os
import shutil

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
MISSING = "No chromium: none on PATH and CHROMIUM names none (`apt-get install chromium` brings one)."


def find_chromium() -> str | None:
    """Return the path of the browser: what CHROMIUM names, else the first known name on PATH."""
    candidates = [os.environ["CHROMIUM"]] if os.environ.get("CHROMIUM") else list(NAMES)
    return next((path for name in candidates if (path := shutil.which(name))), None)
