"""What the API's schema says of tokens and of keys; importing this module registers the first."""

from __future__ import annotations

from typing import Any

from drf_spectacular.extensions import OpenApiAuthenticationExtension
from drf_spectacular.openapi import AutoSchema
from drf_spectacular.utils import OpenApiParameter
from rest_framework.permissions import SAFE_METHODS

from pages.once_api import HEADER, AnsweredOnce

IDEMPOTENCY_KEY = OpenApiParameter(
    name=HEADER,
    location=OpenApiParameter.HEADER,
    description=(
        "Your own name for this request: sent again within 14 days, it gets the first answer and changes "
        "nothing. With another body it is refused with 422. What was refused leaves the key free."
    ),
)


class Schema(AutoSchema):
    """Every operation that changes something takes a key."""

    def get_override_parameters(self) -> list[Any]:
        takes_key = self.method not in SAFE_METHODS and isinstance(self.view, AnsweredOnce)
        return [IDEMPOTENCY_KEY] if takes_key else []


class TokenScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]
    target_class = "accounts.api.TokenAuthentication"
    name = "token"

    def get_security_definition(self, auto_schema: AutoSchema) -> dict[str, str]:
        return {"type": "http", "scheme": "bearer", "description": "A token from your profile page."}
