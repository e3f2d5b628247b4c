"""What must be right before a process starts: system checks of Django's, which each command runs first."""

from __future__ import annotations

from importlib.util import find_spec
from typing import Any

from django.core.checks import CheckMessage, Error, register

DRIVER = "driver"


@register(DRIVER)
def check_driver(**_: Any) -> list[CheckMessage]:
    """Refuse psycopg 3: where it can be imported, Django takes it instead of psycopg2 and says nothing."""
    found = find_spec("psycopg")
    if found is None:
        return []
    return [
        Error(
            f"psycopg 3 is installed beside psycopg2, in {found.origin}. Django would use it, but the "
            "portal's statements are written and tested for psycopg2.",
            hint="Remove it: python -m pip uninstall psycopg psycopg-binary psycopg-c",
            id="smarketing.E001",
        )
    ]
