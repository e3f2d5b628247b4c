"""Checking several fields of a row, so that people see all that is wrong at once."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator
from django.db.models import Model, TextField
from django.utils.translation import gettext as _


class Findings:
    """What is wrong with several fields, so that people see all of it at once and not one after another."""

    def __init__(self) -> None:
        self.errors: dict[str, list[str]] = {}

    @contextmanager
    def collect(self) -> Iterator[None]:
        """Keep the ValidationError of one step, which must say its fields, and go on behind the block."""
        try:
            yield
        except ValidationError as error:
            for field, messages in error.message_dict.items():
                self.errors.setdefault(field, []).extend(messages)

    def raise_if_any(self) -> None:
        if self.errors:
            raise ValidationError(dict(self.errors))


def check_fields(row: Model, fields: set[str]) -> None:
    """Validate these fields as the model says, without its constraints; errors lie beside the fields."""
    for name in fields:
        _check_length(row, name)
    exclude = {field.name for field in row._meta.fields} - fields
    row.full_clean(exclude=exclude, validate_unique=False, validate_constraints=False)


def _check_length(row: Model, name: str) -> None:
    """Long texts too: Django checks `max_length` of a TextField in forms only."""
    field = row._meta.get_field(name)
    if isinstance(field, TextField) and field.max_length:
        try:
            MaxLengthValidator(field.max_length)(getattr(row, name))
        except ValidationError as error:
            raise ValidationError({name: error.messages}) from error


def shown(value: Any) -> str:
    """A value as the page about a conflict shows it."""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    return "" if value is None else str(value)
