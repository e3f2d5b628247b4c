"""What the API's document says: only what a token can do, with its scope and every answer there is.

Importing this module registers with drf-spectacular how tokens are described.
"""

from __future__ import annotations

from typing import Any, ClassVar

from drf_spectacular.extensions import OpenApiAuthenticationExtension
from drf_spectacular.openapi import AutoSchema
from drf_spectacular.plumbing import ResolvedComponent
from drf_spectacular.utils import OpenApiParameter
from rest_framework.permissions import SAFE_METHODS

from accounts.api import TablePermission, required_action
from accounts.permissions import Action
from accounts.scopes import SCOPE_OF
from pages.once_api import HEADER, AnsweredOnce
from smarketing.api import PROBLEM

IDEMPOTENCY_KEY = OpenApiParameter(
    name=HEADER,
    location=OpenApiParameter.HEADER,
    description=(
        "Your own name for this request: sent again within 14 days, it gets the first answer and changes "
        "nothing. With another body it is refused with 422. What was refused leaves the key free."
    ),
)
_TEXT = {"type": "string"}
_PLACE = {"type": "string", "description": "The field, such as `touches.0.utm_source`; empty for the whole."}


def _rows(**properties: dict[str, Any]) -> dict[str, Any]:
    return {"type": "array", "items": {"type": "object", "properties": properties, "required": [*properties]}}


PROBLEM_SCHEMA: dict[str, Any] = {
    "type": "object",
    "description": "Problem details after RFC 9457.",
    "properties": {
        "type": _TEXT,
        "title": _TEXT,
        "status": {"type": "integer"},
        "detail": {**_TEXT, "description": "What is wrong, in the language of the token's person."},
        "code": {**_TEXT, "description": "The kind of a refusal, such as `LeadTaken`."},
        "errors": {**_rows(place=_PLACE, message=_TEXT, code=_TEXT), "description": "Each refused value."},
        "conflicts": {
            **_rows(place=_PLACE, theirs=_TEXT, yours=_TEXT),
            "description": "Each field that somebody else has changed meanwhile.",
        },
    },
    "required": ["type", "title", "status", "detail"],
}
RETRY_AFTER = {
    "Retry-After": {"schema": {"type": "integer"}, "description": "After so many seconds, send it again."}
}


class TokenScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]
    target_class = "accounts.api.TokenAuthentication"
    name = "token"

    def get_security_definition(self, auto_schema: AutoSchema) -> dict[str, str]:
        return {
            "type": "http",
            "scheme": "bearer",
            "description": "A token from the page “API tokens”. Each operation names the scope it needs.",
        }


class OperationSchema(AutoSchema):
    """One operation: left out where no scope lets a token do it."""

    view: Any
    # Each status with what it means; which of them an operation has, `_statuses` says.
    MEANINGS: ClassVar[dict[int, str]] = {
        400: "A value is not allowed; `errors` names each.",
        401: "There is no valid token.",
        403: "The role of the person, or the token's scopes, do not allow it.",
        404: "There is no such thing, or the person may not see it.",
        409: "The state of things does not allow it; where somebody was faster, `conflicts` has both values.",
        422: "The `Idempotency-Key` came before with another content.",
        415: "The body is not `application/json`.",
        429: "Too many calls of this token, or from this address.",
        503: "The database does not answer.",
    }

    @property
    def action(self) -> Action | None:
        return required_action(self.view, self.view.request)

    def is_excluded(self) -> bool:
        is_guarded = any(isinstance(one, TablePermission) for one in self.view.get_permissions())
        return is_guarded and self.action not in SCOPE_OF

    def get_description(self) -> str:  # type: ignore[override]  # as drf-spectacular has it
        return "\n\n".join(filter(None, (super().get_description(), f"Needs the scope `{self.action}`.")))

    def get_override_parameters(self) -> list[Any]:
        """Every operation that changes something takes a key."""
        takes_key = self.method not in SAFE_METHODS and isinstance(self.view, AnsweredOnce)
        return [IDEMPOTENCY_KEY] if takes_key else []

    def get_extensions(self) -> dict[str, Any]:
        return {"x-scope": str(self.action)}

    def _get_response_bodies(self, direction: Any = "response") -> dict[str, Any]:
        found = super()._get_response_bodies(direction)
        return {**found, **{str(status): self._describe(status) for status in self._statuses()}}

    def _statuses(self) -> list[int]:
        is_write = self.method in {"POST", "PUT", "PATCH"}
        has_body = is_write and self._get_request_body() is not None  # type: ignore[no-untyped-call]
        asked = {(one["in"], one["name"]) for one in self._get_parameters()}
        is_one_of_many = "{" in self.path or ("query", "cursor") in asked
        when = {
            400: has_body or any(place == "query" for place, _name in asked),
            404: is_one_of_many,
            409: is_write,
            415: has_body,
            422: ("header", HEADER) in asked,
        }
        return [status for status in self.MEANINGS if when.get(status, True)]

    def _describe(self, status: int) -> dict[str, Any]:
        said: dict[str, Any] = {
            "description": self.MEANINGS[status],
            "content": {PROBLEM: {"schema": self._problem().ref}},
        }
        return {**said, "headers": RETRY_AFTER} if status in {429, 503} else said

    def _problem(self) -> ResolvedComponent:
        kind = ResolvedComponent.SCHEMA
        component = ResolvedComponent("Problem", kind, PROBLEM_SCHEMA, "Problem")  # type: ignore[no-untyped-call]
        self.registry.register_on_missing(component)
        return component
