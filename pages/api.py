"""What the views of the API share."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError as DjangoValidationError
from django.db import models
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from drf_spectacular.plumbing import build_choice_description_list
from rest_framework import serializers
from rest_framework.exceptions import ValidationError
from rest_framework.filters import BaseFilterBackend
from rest_framework.request import Request
from rest_framework.serializers import Serializer

from pages.filters import ListFilters, TruthField, choices_of


class MomentField(serializers.DateTimeField):
    """A moment, whatever its year and its zone: what has none in UTC is refused like any other value."""

    def enforce_timezone(self, value: datetime) -> datetime:
        try:
            return super().enforce_timezone(value)
        except OverflowError:
            self.fail("overflow")


# For the serializers of what is sent: `serializer_field_mapping = READ_SAFELY`.
READ_SAFELY = {**serializers.ModelSerializer.serializer_field_mapping, models.DateTimeField: MomentField}


def validated(serializer: Serializer[Any]) -> dict[str, Any]:
    """The checked input as keyword arguments of a service; ValidationError otherwise."""
    serializer.is_valid(raise_exception=True)
    return dict(serializer.validated_data)


def require_version(changes: dict[str, Any]) -> int:
    """Take `row_version` out of a change; without it nobody could tell whom the change overwrites."""
    if "row_version" not in changes:
        raise ValidationError(
            {"row_version": _("Say which version you read, so that nobody is overwritten.")}
        )
    return int(changes.pop("row_version"))


class FormFilters(BaseFilterBackend):
    """Narrows a list by the form its view names as `filter_form`; one that is not understood answers 400."""

    def filter_queryset(self, request: Request, queryset: QuerySet[Any], view: Any) -> QuerySet[Any]:
        form_class: type[ListFilters[Any]] | None = getattr(view, "filter_form", None)
        if form_class is None:
            return queryset
        form = form_class(request.query_params)
        if not form.is_valid():
            raise DjangoValidationError(form.errors.as_data())
        found: QuerySet[Any] = form.narrow(queryset)
        return found

    def get_schema_operation_parameters(self, view: Any) -> list[dict[str, Any]]:
        form_class: type[ListFilters[Any]] | None = getattr(view, "filter_form", None)
        fields = form_class.base_fields if form_class else {}
        return [{"name": name, "in": "query", **_describe(field)} for name, field in fields.items()]


def _describe(field: forms.Field) -> dict[str, Any]:
    """What OpenAPI says of a filter: its type, and of a closed list the values with their meaning."""
    if isinstance(field, TruthField):
        return {"schema": {"type": "boolean"}}
    if isinstance(field, forms.ModelChoiceField):
        return {"schema": {"type": "integer"}}
    if isinstance(field, forms.DateField):
        return {"schema": {"type": "string", "format": "date"}}
    if isinstance(field, forms.ChoiceField):
        choices = choices_of(field)
        schema = {"type": "string", "enum": [value for value, _label in choices]}
        return {"schema": schema, "description": build_choice_description_list(choices)}
    return {"schema": {"type": "string"}}
