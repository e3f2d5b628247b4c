"""What was read, and still needs a word."""

from __future__ import annotations

from typing import Any


class Remarked(Exception):
    """A value was read all the same; `message` says what is to be known about it."""

    def __init__(self, value: Any, message: str) -> None:
        super().__init__(message)
        self.value = value
        self.message = message
