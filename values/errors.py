"""ValidationErrors that stand beside a field and keep their code; Django drops it from `{field: message}`."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction


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


@contextmanager
def unless_taken(constraint: str, error: ValidationError) -> Iterator[None]:
    """Raise this error where the database finds the constraint broken: somebody was faster by a moment.

    The block is a savepoint, so that the transaction around it can go on.
    """
    try:
        with transaction.atomic():
            yield
    except IntegrityError as breach:
        if constraint not in str(breach):
            raise
        raise error from breach
