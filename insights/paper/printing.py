"""Has a process of its own press a page: whatever goes wrong there, this one goes on serving pages."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from http import HTTPStatus
from threading import BoundedSemaphore
from typing import ClassVar, Final

import structlog
from django.conf import settings
from django.utils.translation import gettext as _

from values.refusals import Refusal

logger = structlog.get_logger(__name__)

# Of one process of the web server; the others wait.
AT_ONCE: Final = 1
WAIT_SECONDS: Final = 10
PRESS_SECONDS: Final = 25
_turns: Final = BoundedSemaphore(AT_ONCE)
# Nothing of the settings: a key that is not there cannot get into a file.
_KEPT: Final = ("PATH", "HOME", "LANG", "LC_ALL", "TMPDIR", "PYTHONPATH", "VIRTUAL_ENV", "LD_LIBRARY_PATH")


class NotPrinted(Refusal):
    """There is no PDF now: others are being made, it takes too long, or the machine cannot make any."""

    status: ClassVar[int] = HTTPStatus.SERVICE_UNAVAILABLE


def print_pdf(html: str, *, is_one_page: bool = False) -> bytes:
    """Make a PDF of a whole HTML page. Raises NotPrinted."""
    if not _turns.acquire(timeout=WAIT_SECONDS):
        raise NotPrinted(_("Several PDFs are being made at the moment. Please try again shortly."))
    try:
        return _press(json.dumps({"html": html, "is_one_page": is_one_page}))
    finally:
        _turns.release()


def _press(said: str) -> bytes:
    try:
        pressed = subprocess.run(
            [sys.executable, "-m", "insights.paper.press"],
            input=said.encode(),
            capture_output=True,
            timeout=PRESS_SECONDS,
            check=True,
            cwd=settings.BASE_DIR,
            env={name: os.environ[name] for name in _KEPT if name in os.environ},
        )
    except subprocess.TimeoutExpired:
        logger.warning("pdf_not_printed", why="too slow")
        raise NotPrinted(_("This PDF takes too long to make. A shorter period makes it smaller.")) from None
    except (OSError, subprocess.CalledProcessError) as error:
        logger.warning("pdf_not_printed", why=_last_word(error))
        raise NotPrinted(
            _("The portal cannot make PDFs at the moment. Your browser prints this page, too (Ctrl+P).")
        ) from None
    return pressed.stdout


def _last_word(error: OSError | subprocess.CalledProcessError) -> str:
    """The class of what went wrong in the press: its text may quote the page."""
    lines = getattr(error, "stderr", b"").decode(errors="replace").strip().splitlines()
    return lines[-1].partition(":")[0] if lines else type(error).__name__
