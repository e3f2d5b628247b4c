"""Fields that read days and money in the person's own language, and errors of services put beside fields."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.translation import get_language

from leads.costs import parse_day
from leads.money import parse_cents


class DayField(forms.DateField):
    """A day picked in the browser's calendar, or typed in the person's language."""

    widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})

    def to_python(self, value: Any) -> date | None:
        if value in self.empty_values or isinstance(value, date):
            return value or None
        return parse_day(str(value), get_language() or "de")


class MoneyField(forms.Field):
    """An amount as people write it; its clean value is integer cents."""

    widget = forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"})

    def to_python(self, value: Any) -> int | None:
        if value in self.empty_values:
            return None
        return parse_cents(str(value), get_language() or "de")


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
