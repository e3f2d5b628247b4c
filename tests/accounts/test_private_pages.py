"""What only somebody signed in may see is kept by nobody on the way."""

from __future__ import annotations

import pytest
from django.test import Client

from accounts.models import Company, User
from accounts.services import create_token
from tests.factories import client_for

pytestmark = pytest.mark.django_db
NO_STORE = "no-store, private"


@pytest.mark.parametrize(
    "path", ["/leads/", "/overview/", "/profile/", "/nothing-here/", "/account/2fa/", "/"]
)
def test_pages_of_people_are_not_stored(mara: User, path: str) -> None:
    assert client_for(mara).get(path).headers["Cache-Control"] == NO_STORE


def test_answers_of_the_api_are_not_stored(mara: User) -> None:
    _token, plain = create_token(actor=mara, name="Bericht", scopes=["campaigns.view"])
    headers = {"authorization": f"Bearer {plain}"}
    answers = [
        Client().get("/api/v1/campaigns/", headers=headers),
        Client().get("/api/v1/campaigns/9999999/", headers=headers),
        Client().get("/api/v1/campaigns/"),
    ]
    found = [(answer.status_code, answer.headers["Cache-Control"]) for answer in answers]
    assert found == [(200, NO_STORE), (404, NO_STORE), (401, NO_STORE)]


def test_style_and_scripts_are_stored_as_before(mara: User, company: Company) -> None:
    assert "no-store" not in client_for(mara).get("/static/src/icon.svg").headers.get("Cache-Control", "")
