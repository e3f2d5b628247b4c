"""What the directory says of somebody, believed only after every check of OpenID Connect Core 3.1.3.7."""

from __future__ import annotations

import time
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

import jwt
from allauth.socialaccount.adapter import get_adapter
from allauth.socialaccount.providers.oauth2.client import OAuth2Error

# Signatures by a key pair only: a secret both sides know is none of the directory alone.
ALGORITHMS = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA"]
CLOCK_SKEW_SECONDS = 60
KEPT_SECONDS = 600
REQUIRED = ["iss", "sub", "aud", "exp", "iat", "nonce"]


def verify(token: str, *, issuer: str, client_id: str, keys_url: str, nonce: str) -> dict[str, Any]:
    """The claims of this ID token.

    Raises allauth's OAuth2Error where signature, issuer, audience, time or nonce are not those of this
    sign-in; requests' RequestException where the directory's keys cannot be fetched.
    """
    try:
        claims: dict[str, Any] = jwt.decode(
            token,
            _key_of(token, keys_url),
            algorithms=ALGORITHMS,
            audience=client_id,
            issuer=issuer,
            leeway=CLOCK_SKEW_SECONDS,
            options={"require": REQUIRED},
        )
    except jwt.PyJWTError as error:
        raise OAuth2Error(f"ID token: {type(error).__name__}") from error
    if claims["nonce"] != nonce:
        raise OAuth2Error("ID token: the nonce is another sign-in's")
    if claims.get("azp", client_id) != client_id:
        raise OAuth2Error("ID token: made for another program")
    return claims


def fetch(address: str) -> dict[str, Any]:
    """What the directory publishes there, at most ten minutes old; raises RequestException."""
    return _fetch(address, int(time.time() // KEPT_SECONDS))


@lru_cache(maxsize=8)
def _fetch(address: str, _tick: int) -> dict[str, Any]:
    with get_adapter().get_requests_session() as session:
        answer = session.get(address)
        answer.raise_for_status()
        body = answer.json()
    if not isinstance(body, dict):
        raise OAuth2Error(f"{address} holds no object")
    return body


def forget_fetched() -> None:
    """Ask the directory anew next time."""
    _fetch.cache_clear()


def _key_of(token: str, keys_url: str) -> jwt.PyJWK:
    """The key that signed it; a directory that has changed its keys is asked again."""
    name = jwt.get_unverified_header(token).get("kid")
    key = _find(fetch(keys_url), name)
    if key is None:
        forget_fetched()
        key = _find(fetch(keys_url), name)
    if key is None:
        raise OAuth2Error("ID token: signed by a key the directory does not publish")
    return key


def _find(published: Mapping[str, Any], name: str | None) -> jwt.PyJWK | None:
    keys = jwt.PyJWKSet.from_dict(dict(published)).keys
    if name is None and len(keys) == 1:
        return keys[0]
    return next((key for key in keys if key.key_id == name), None)
