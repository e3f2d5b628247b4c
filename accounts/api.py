"""Who calls the API and what they may: hashed, scoped tokens beside the session, one permission table."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, cast
from zoneinfo import ZoneInfo

from django.utils import timezone, translation
from django.utils.translation import gettext as _
from rest_framework.authentication import BaseAuthentication, get_authorization_header
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.permissions import BasePermission
from rest_framework.request import Request

from accounts.models import ApiToken, User
from accounts.permissions import Action, may
from accounts.services import authenticate_token

if TYPE_CHECKING:
    # rest_framework.views loads this module by its settings: importing it back would be a circle.
    from rest_framework.views import APIView

SCHEME = "Bearer"


class TokenAuthentication(BaseAuthentication):
    """`Authorization: Bearer smk_…`; `request.auth` is then the ApiToken."""

    def authenticate(self, request: Request) -> tuple[User, ApiToken] | None:
        parts = get_authorization_header(request).split()
        if not parts or parts[0].lower() != SCHEME.lower().encode():
            return None
        if len(parts) != 2:
            raise AuthenticationFailed(
                _("Expected “Authorization: Bearer” and one token, without spaces in it.")
            )
        try:
            plain = parts[1].decode("ascii")
        except UnicodeDecodeError:
            raise AuthenticationFailed(_("A token holds only letters, digits, “-” and “_”.")) from None
        token = authenticate_token(plain)
        if token is None:
            raise AuthenticationFailed(_("This token is not valid: it is unknown, revoked or expired."))
        # The middleware has seen nobody yet; it puts both back when the request is over.
        translation.activate(token.user.language)
        timezone.activate(ZoneInfo(token.user.time_zone))
        return token.user, token

    def authenticate_header(self, request: Request) -> str:
        return f'{SCHEME} realm="api"'


class TablePermission(BasePermission):
    """Lets a request in when the table allows its action to the person, and the token carries it as a scope.

    A view names its actions in `required_actions`, by DRF action ("list", "create") or HTTP method ("get").
    """

    message: ClassVar[Any] = None

    def has_permission(self, request: Request, view: APIView) -> bool:
        action = required_action(view, request)
        if action is None:
            # DRF answers OPTIONS and unknown methods itself, without touching anything.
            return request.method == "OPTIONS" or request.method not in view.allowed_methods
        if not isinstance(request.user, User) or not may(request.user, action):
            return False
        if isinstance(request.auth, ApiToken) and action.value not in request.auth.scopes:
            self.message = _("This token lacks the scope “%(scope)s”.") % {"scope": action.value}  # type: ignore[misc]
            return False
        return True


def required_action(view: APIView, request: Request) -> Action | None:
    """The entry of the permission table this request needs, or None where the view names none."""
    actions: dict[str, Action] = getattr(view, "required_actions", {})
    name = getattr(view, "action", None) or (request.method or "").lower()
    return actions.get(name)


def caller(request: Request) -> User:
    """The signed-in person behind an API request that passed `TablePermission`."""
    return cast(User, request.user)


def has_scope(request: Request, action: Action) -> bool:
    """Whether the table lets the caller do this, and the token, where one was used, carries it as a scope."""
    token = request.auth
    return may(caller(request), action) and (not isinstance(token, ApiToken) or token.allows(action.value))
