"""What a service refuses, put beside the fields of the form it came from."""

from __future__ import annotations

from collections.abc import Mapping

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.translation import gettext as _


def put_errors(form: forms.BaseForm, error: ValidationError) -> None:
    """Show what a service refused: beside its field where the form has it, else above the form.

    A place is the name of a field, ends in one ("last_touch.utm_source"), or stands in the `places` of the
    form, {place: field}. Where two places are one field, the first says enough.
    """
    if not hasattr(error, "error_dict"):
        form.add_error(None, error)
        return
    for place, errors in error.error_dict.items():
        field = _field_at(form, place)
        if field is None or not form.has_error(field):
            form.add_error(field, ValidationError(errors))


def _field_at(form: forms.BaseForm, place: str) -> str | None:
    places: Mapping[str, str] = getattr(form, "places", {})
    last = place.rpartition(".")[2]
    return next((name for name in (place, last, places.get(last)) if name in form.fields), None)


def lift_hidden(form: forms.BaseForm) -> None:
    """Say above the form what is wrong with a field that nobody sees: beside it nobody would read it."""
    for field in form.hidden_fields() if form.is_bound else ():
        for why in field.errors:
            message = _(
                "The form came back otherwise than the page had it (%(name)s: %(why)s). Please reload."
            )
            form.add_error(None, message % {"name": field.name, "why": why})


def renew(form: forms.BaseForm, name: str, value: int | None) -> None:
    """After a conflict: what was typed stays, and sending it again overwrites what is there knowingly."""
    assert isinstance(form.data, QueryDict)
    data = form.data.copy()
    data[form.add_prefix(name)] = "" if value is None else str(value)
    form.data = data
