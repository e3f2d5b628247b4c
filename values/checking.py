"""Checking fields: of one row, one after another, or all at once."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from values.errors import field_error, flatten
from values.text import check_text, shorten


class Findings:
    """What is wrong with several fields, so that people see all of it at once and not one after another."""

    def __init__(self) -> None:
        self._errors: dict[str, list[ValidationError]] = {}

    def __contains__(self, field: str) -> bool:
        return field in self._errors

    @contextmanager
    def collect(self) -> Iterator[None]:
        """Keep the ValidationError of one step, which must say its fields, and go on behind the block."""
        try:
            yield
        except ValidationError as error:
            for field, errors in error.error_dict.items():
                self._errors.setdefault(field, []).extend(errors)

    def note(self, field: str, message: str, code: str) -> None:
        """Keep one error of our own."""
        self._errors.setdefault(field, []).append(ValidationError(message, code=code))

    def text(self, field: str, value: str, read: Callable[[str], str]) -> str:
        """The value as `read` gives it, or "" with its error kept."""
        try:
            return read(value)
        except ValidationError as error:
            self._errors.setdefault(field, []).extend(flatten(error))
            return ""

    def line(self, field: str, value: str, *, max_length: int) -> str:
        """The value as one line, or "" with its error kept."""
        return self.text(field, value, lambda text: check_text(text, max_length=max_length))

    def raise_if_any(self) -> None:
        if self._errors:
            raise ValidationError({**self._errors})


def check_choice(field: str, value: str, allowed: Iterable[str], *, code: str = "choice") -> None:
    """Refuse a value outside the choices; the message names it and what is allowed."""
    allowed = [str(choice) for choice in allowed]
    if value not in allowed:
        message = _("“%(value)s” is not allowed here. Allowed are: %(allowed)s.")
        values = {"value": shorten(value), "allowed": ", ".join(allowed)}
        raise field_error(field, message % values, code)


def shown(value: Any) -> str:
    """A value as the page about a conflict shows it."""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    return "" if value is None else str(value)
