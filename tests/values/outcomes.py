"""What a reader makes of a text: the value, or what it says against it."""

from __future__ import annotations

from collections.abc import Callable

from django.core.exceptions import ValidationError


def outcome_of(read: Callable[[str], str], text: str) -> tuple[str, str]:
    """(value, message), one of them blank."""
    try:
        return read(text), ""
    except ValidationError as error:
        return "", error.messages[0]
