"""A company's directory on this machine, and a person who signs in there."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import oidc_provider_mock
import requests
from django.test import Client

from accounts.directory.config import Directory

SIGN_IN, CALLBACK = "/account/directory/", "/account/directory/callback/"


def make_directory(issuer: str, **changes: Any) -> Directory:
    values: dict[str, Any] = {
        "issuer": issuer,
        "client_id": "portal",
        "client_secret": "geheim",
        "name": "Beispiel-Verzeichnis",
        "groups_claim": "groups",
        "roles": (),
        "creates_people": False,
        "trusts_email": False,
        "is_only_way": False,
        "origins": (issuer,),
    }
    return Directory(**{**values, **changes})


@contextmanager
def running_provider() -> Iterator[str]:
    """The address of an OpenID Connect provider that believes whoever says who they are."""
    os.environ["AUTHLIB_INSECURE_TRANSPORT"] = "1"
    with oidc_provider_mock.run_server_in_thread() as server:
        yield f"http://localhost:{server.server_port}"


@dataclass(frozen=True)
class Colleague:
    """Somebody of the directory, with what it says of them."""

    issuer: str
    subject: str = "s-1"

    def is_known_as(self, **claims: Any) -> Colleague:
        claims = {"email": "mara@example.com", "email_verified": True, "name": "Mara Marketing", **claims}
        requests.put(f"{self.issuer}/users/{self.subject}", json=claims, timeout=5).raise_for_status()
        return self

    def agree(self, address: str) -> str:
        """Sign in at the directory; return where it sends the browser back to, without the host."""
        answer = requests.post(address, data={"sub": self.subject}, allow_redirects=False, timeout=5)
        assert answer.status_code == 302, answer.text
        return "/" + answer.headers["Location"].split("/", 3)[3]

    def sign_in(self, client: Client, **form: str) -> Any:
        """The whole way: the button, the directory, and back."""
        return client.get(self.agree(client.post(SIGN_IN, form)["Location"]))
