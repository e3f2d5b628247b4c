"""Who calls the API and what they may: hashed, scoped tokens beside the session, one permission table."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast
from zoneinfo import ZoneInfo

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from rest_framework.authentication import BaseAuthentication, SessionAuthentication, get_authorization_header
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.permissions import SAFE_METHODS, BasePermission
from rest_framework.request import Request

from accounts.limits import Limit, spend, spend_as_stranger
from accounts.models import ApiToken, User
from accounts.permissions import Action, authorise
from accounts.services import authenticate_token
from accounts.sign_ins import is_fresh
from pages.api import FormFilters

if TYPE_CHECKING:
    # rest_framework.views loads this module by its settings: importing it back would be a circle.
    from rest_framework.views import APIView

SCHEME = "Bearer"


class TokenAuthentication(BaseAuthentication):
    """`Authorization: Bearer smk_…`; `request.auth` is then the ApiToken, which narrows what its person may.

    Raises TooManyCalls for a token, or for an address with wrong ones, that calls too often.
    """

    def authenticate(self, request: Request) -> tuple[User, ApiToken] | None:
        parts = get_authorization_header(request).split()
        if not parts or parts[0].lower() != SCHEME.lower().encode():
            return None
        token = _find_token(request, parts[1:])
        spend(_limit_of(request), f"token {token.pk}")
        # The middleware has seen nobody yet; it puts both back when the request is over.
        translation.activate(token.user.language)
        timezone.activate(ZoneInfo(token.user.time_zone))
        return token.user, token

    def authenticate_header(self, request: Request) -> str:
        return f'{SCHEME} realm="api"'


def _find_token(request: Request, parts: list[bytes]) -> ApiToken:
    try:
        return _read_token(parts)
    except AuthenticationFailed:
        spend_as_stranger(request._request)
        raise


def _read_token(parts: list[bytes]) -> ApiToken:
    if len(parts) != 1:
        raise AuthenticationFailed(_("Expected “Authorization: Bearer” and one token, without spaces in it."))
    try:
        plain = parts[0].decode("ascii")
    except UnicodeDecodeError:
        raise AuthenticationFailed(_("A token holds only letters, digits, “-” and “_”.")) from None
    token = authenticate_token(plain)
    if token is None:
        raise AuthenticationFailed(_("This token is not valid: it is unknown, revoked or expired."))
    return token


class SessionOfAPerson(SessionAuthentication):
    """Somebody who is signed in in the browser; their calls are counted as those of a token are."""

    def authenticate(self, request: Request) -> tuple[User, None] | None:
        found = super().authenticate(request)
        if found is not None:
            spend(_limit_of(request), f"person {found[0].pk}")
        return found


def _limit_of(request: Request) -> Limit:
    return Limit.READS if request.method in SAFE_METHODS else Limit.WRITES


class SignedIn(BasePermission):
    """Lets in whoever is known. Raises TooManyCalls where an address calls too often without being known."""

    def has_permission(self, request: Request, view: APIView) -> bool:
        if isinstance(request.user, User):
            return True
        spend_as_stranger(request._request)
        return False


class TablePermission(SignedIn):
    """Lets a request in when the table, and the token where there is one, allow its action to the person.

    A view names its actions in `required_actions`, by DRF action ("list", "create") or HTTP method ("get");
    what it does not name nobody may. Raises PermissionDenied.
    """

    def has_permission(self, request: Request, view: APIView) -> bool:
        if not super().has_permission(request, view):
            return False
        assert isinstance(request.user, User)
        action = required_action(view, request)
        if action is None:
            # DRF answers 405 itself, without touching anything.
            return request.method == "OPTIONS" or request.method not in view.allowed_methods
        authorise(request.user, action)
        return True


def required_action(view: APIView, request: Request) -> Action | None:
    """The entry of the permission table this request needs, or None where the view names none."""
    actions: dict[str, Action] = getattr(view, "required_actions", {})
    method = "get" if request.method == "HEAD" else (request.method or "").lower()
    return actions.get(getattr(view, "action", None) or method)


class CountedFilters(FormFilters):
    """Filters by which people are searched for are counted, as on the pages. Raises TooManyCalls."""

    def filter_queryset(self, request: Request, queryset: QuerySet[Any], view: Any) -> QuerySet[Any]:
        form_class = getattr(view, "filter_form", None)
        if form_class and any(request.query_params.get(name) for name in form_class.SEARCHES):
            spend(Limit.SEARCHES, str(caller(request).pk))
        return super().filter_queryset(request, queryset, view)


def require_fresh(request: Request) -> None:
    """Ask somebody who is signed in in the browser for a sign-in of the last minutes, as the page does.

    A token is none of a browser. Raises PermissionDenied.
    """
    if request.auth is None and not is_fresh(request._request):
        raise PermissionDenied(_("For this, sign in anew or use a token."))


def caller(request: Request) -> User:
    """The person behind an API request that passed `TablePermission`; their token narrows what they may."""
    return cast(User, request.user)
