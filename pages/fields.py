"""Fields that read days and money in the person's own language."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import get_language

from values.days import parse_day
from values.money import parse_cents, plain_amount


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

    def prepare_value(self, value: Any) -> Any:
        """Cents as they are typed; what was typed stays as it is."""
        return plain_amount(value, get_language() or "de") if isinstance(value, int) else value
