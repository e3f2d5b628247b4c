"""allauth's OpenID Connect, made stricter: nonce, PKCE, signatures; nothing of the request goes there."""

from __future__ import annotations

from typing import Any

from allauth.socialaccount.helpers import render_authentication_error
from allauth.socialaccount.models import SocialAccount, SocialLogin
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.openid_connect.provider import OpenIDConnectProvider
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.crypto import get_random_string, salted_hmac
from requests import RequestException

from accounts.directory import id_token

PROVIDER = "directory"
LOGIN, CONFIRM = "login", "confirm"


def nonce_of(state: str) -> str:
    """The nonce that belongs to a state; a state is good for one sign-in of one session, so this is too."""
    return salted_hmac("accounts.directory.nonce", state, algorithm="sha256").hexdigest()


class DirectoryFlow(OpenIDConnectOAuth2Adapter):  # type: ignore[misc]  # allauth is untyped
    """The steps of one sign-in."""

    @property
    def openid_config(self) -> dict[str, Any]:
        """What the directory publishes of itself. Raises OAuth2Error where it calls itself another."""
        published = id_token.fetch(self.get_provider().server_url)
        if published.get("issuer") != self.issuer:
            raise OAuth2Error("The directory calls itself otherwise than OIDC_ISSUER")
        return published

    @property
    def issuer(self) -> str:
        return str(self.get_provider().app.settings["server_url"])

    def get_callback_url(self, request: HttpRequest, app: Any) -> str:  # noqa: ARG002  # allauth's signature
        return request.build_absolute_uri(reverse("accounts:directory_callback"))

    def complete_login(self, request: HttpRequest, app: Any, token: Any, **kwargs: Any) -> SocialLogin:
        """Check the ID token and keep its claims for the moment; raises OAuth2Error."""
        claims = id_token.verify(
            str(kwargs["response"].get("id_token", "")),
            issuer=self.issuer,
            client_id=app.client_id,
            keys_url=self.openid_config["jwks_uri"],
            nonce=nonce_of(request.GET["state"]),
        )
        if "email" not in claims and "userinfo_endpoint" in self.openid_config:
            claims = self._complete(claims, self._fetch_user_info(token.token))
        login = SocialLogin(
            provider=self.get_provider(), account=SocialAccount(provider=PROVIDER, uid=uid_of(claims))
        )
        login.claims = claims
        return login

    def _complete(self, claims: dict[str, Any], more: dict[str, Any]) -> dict[str, Any]:
        if more.get("sub") != claims["sub"]:
            raise OAuth2Error("The directory's two answers speak of two people")
        return {**more, **claims}


def uid_of(claims: dict[str, Any]) -> str:
    """Who it is: only issuer and subject together say so."""
    whole = f"{claims['iss']}#{claims['sub']}"
    return whole if len(whole) <= 190 else salted_hmac("accounts.directory.uid", whole).hexdigest()


class DirectoryProvider(OpenIDConnectProvider):  # type: ignore[misc]  # allauth is untyped
    """The one directory of the settings."""

    oauth2_adapter_class = DirectoryFlow
    pkce_enabled_default = True

    def get_callback_url(self) -> str:
        return reverse("accounts:directory_callback")

    def redirect(
        self,
        request: HttpRequest,
        process: str,
        next_url: str | None = None,
        data: Any = None,
        **options: Any,
    ) -> HttpResponse:
        """Send somebody to the directory; the answer says so where it cannot be reached."""
        state = get_random_string(32)
        parameters = {**options.pop("auth_params", {}), "nonce": nonce_of(state)}
        try:
            answer: HttpResponse = super().redirect(
                request, process, next_url, data, auth_params=parameters, state_id=state, **options
            )
        except (RequestException, OAuth2Error, KeyError) as error:
            answer = render_authentication_error(request, self, exception=error)
        return answer
