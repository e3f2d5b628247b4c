"""What the views of the API share."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from rest_framework.exceptions import ValidationError
from rest_framework.serializers import Serializer


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
