"""What a service refuses, put beside the fields of the form it came from."""

from __future__ import annotations

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict


def put_errors(form: forms.BaseForm, error: ValidationError) -> None:
    """Show what a service refused: beside its field where the form has it, else above the form."""
    if not hasattr(error, "error_dict"):
        form.add_error(None, error)
        return
    for field, errors in error.error_dict.items():
        form.add_error(field if field in form.fields else None, ValidationError(errors))


def renew_version(form: forms.BaseForm, version: int) -> None:
    """After a conflict: what was typed stays, and sending it again overwrites that version knowingly."""
    assert isinstance(form.data, QueryDict)
    data = form.data.copy()
    data[form.add_prefix("expected_version")] = str(version)
    form.data = data
