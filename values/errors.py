"""ValidationErrors that stand beside a field and keep their code; Django drops it from `{field: message}`."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.core.exceptions import ValidationError


def field_error(field: str, message: str, code: str = "invalid") -> ValidationError:
    """One error beside one field."""
    return ValidationError({field: ValidationError(message, code=code)})


def flatten(error: ValidationError) -> list[ValidationError]:
    """The single errors of one, whatever fields it names."""
    if hasattr(error, "error_dict"):
        return [one for errors in error.error_dict.values() for one in errors]
    return list(error.error_list)


@contextmanager
def beside(field: str) -> Iterator[None]:
    """Put what is raised within beside this field, whatever fields it named itself."""
    try:
        yield
    except ValidationError as error:
        raise ValidationError({field: flatten(error)}) from error
