"""How the errors of a service get beside the fields of a form."""

from __future__ import annotations

from collections.abc import Sequence

from django import forms
from django.core.exceptions import ValidationError


def put_errors(form: forms.BaseForm, error: ValidationError, *, prefixes: Sequence[str] = ("",)) -> None:
    """Put each error beside its field: the first prefix + name that the form has; else above the form."""
    if not hasattr(error, "error_dict"):
        form.add_error(None, error)
        return
    for name, errors in error.error_dict.items():
        field = next((prefix + name for prefix in prefixes if prefix + name in form.fields), None)
        form.add_error(field, errors)
