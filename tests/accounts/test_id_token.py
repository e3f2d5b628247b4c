"""An ID token is believed after every check, and for one reason less it is not."""

from __future__ import annotations

import time
from typing import Any

import jwt
import pytest
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from cryptography.hazmat.primitives.asymmetric import rsa

from accounts.directory import id_token

ISSUER, CLIENT, NONCE = "https://login.example.com", "portal", "n-1"
KEY = rsa.generate_private_key(public_exponent=65537, key_size=2048)
OTHER_KEY = rsa.generate_private_key(public_exponent=65537, key_size=2048)


def public_keys(key: rsa.RSAPrivateKey, name: str = "k-1") -> dict[str, Any]:
    published = jwt.algorithms.RSAAlgorithm.to_jwk(key.public_key(), as_dict=True)
    return {"keys": [{**published, "kid": name, "alg": "RS256", "use": "sig"}]}


@pytest.fixture(autouse=True)
def published(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What the directory publishes; each look at it is noted."""
    looks: list[str] = []

    def fetch(address: str) -> dict[str, Any]:
        looks.append(address)
        return public_keys(KEY)

    monkeypatch.setattr(id_token, "fetch", fetch)
    return looks


def make_token(key: Any = KEY, *, algorithm: str = "RS256", name: str | None = "k-1", **changes: Any) -> str:
    now = int(time.time())
    claims = {
        "iss": ISSUER,
        "sub": "s-1",
        "aud": CLIENT,
        "exp": now + 300,
        "iat": now,
        "nonce": NONCE,
        **changes,
    }
    headers = {"kid": name} if name else {}
    kept = {key: value for key, value in claims.items() if value is not None}
    return jwt.encode(kept, key, algorithm=algorithm, headers=headers)


def verify(token: str) -> dict[str, Any]:
    return id_token.verify(token, issuer=ISSUER, client_id=CLIENT, keys_url=f"{ISSUER}/keys", nonce=NONCE)


def test_right_token_is_believed() -> None:
    assert verify(make_token(azp=CLIENT))["sub"] == "s-1"


def test_only_published_key_needs_no_name() -> None:
    assert verify(make_token(name=None))["sub"] == "s-1"


@pytest.mark.parametrize(
    "changes",
    [
        {"iss": "https://login.example.com/other"},
        {"aud": "another-program"},
        {"aud": ["another-program"]},
        {"aud": [CLIENT, "another-program"], "azp": "another-program"},
        {"nonce": "n-2"},
        {"nonce": None},
        {"sub": None},
        {"exp": 1},
        {"exp": None},
        {"iat": None},
        {"iat": 4_000_000_000},
        {"nbf": 4_000_000_000},
    ],
)
def test_claim_that_is_not_of_this_sign_in_is_refused(changes: dict[str, Any]) -> None:
    with pytest.raises(OAuth2Error):
        verify(make_token(**changes))


def test_signature_of_another_key_is_refused() -> None:
    with pytest.raises(OAuth2Error, match="InvalidSignatureError"):
        verify(make_token(OTHER_KEY))


def test_key_nobody_published_is_looked_for_anew_once(published: list[str]) -> None:
    with pytest.raises(OAuth2Error, match="does not publish"):
        verify(make_token(name="k-2"))
    assert published == [f"{ISSUER}/keys"] * 2


def test_token_without_signature_is_refused() -> None:
    with pytest.raises(OAuth2Error):
        verify(make_token(None, algorithm="none"))


def test_secret_of_the_program_signs_nothing() -> None:
    with pytest.raises(OAuth2Error, match="InvalidAlgorithmError"):
        verify(make_token("geheim" * 10, algorithm="HS256"))


@pytest.mark.parametrize("text", ["", "x", "a.b.c", "None"])
def test_what_is_no_token_is_refused(text: str) -> None:
    with pytest.raises(OAuth2Error):
        verify(text)
