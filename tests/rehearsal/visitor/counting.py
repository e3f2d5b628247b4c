"""How many leads are counted."""

from __future__ import annotations

import time
from typing import Any, Final

from tests.rehearsal.visitor.api import Api
from tests.rehearsal.visitor.browser import Wrong

SECONDS: Final = 90


def expect(known: dict[str, Any], *, leads: int) -> dict[str, Any]:
    """Wait until so many leads are counted. Raises Wrong with the number there is."""
    api = Api(known["token"])
    began = time.monotonic()
    while (counted := ask(api)) != leads:
        if time.monotonic() > began + SECONDS or (counted or 0) > leads:
            raise Wrong(f"{counted} leads are counted; it should be {leads}.")
        time.sleep(0.3)
    return {"leads": leads, "seconds": time.monotonic() - began}


def ask(api: Api) -> int | None:
    try:
        return api.count_leads()
    except (OSError, Wrong):
        return None
