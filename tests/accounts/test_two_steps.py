from __future__ import annotations

import pytest

from accounts.models import User
from tests.factories import client_for

pytestmark = pytest.mark.django_db
ASKED = "Bitte schützen Sie es mit einem zweiten Schritt"
LATER = "/profile/two-steps/later/"


def test_second_step_is_asked_for_until_it_is_put_off(gero: User) -> None:
    client = client_for(gero)
    assert ASKED in client.get("/overview/").content.decode()
    answer = client.post(LATER, {"next": "/campaigns/"})
    assert (answer.status_code, answer["Location"]) == (302, "/campaigns/")
    assert ASKED not in client.get("/overview/").content.decode()


def test_next_sign_in_asks_again(gero: User) -> None:
    client_for(gero).post(LATER, {"next": "/"})
    assert ASKED in client_for(gero).get("/overview/").content.decode()


@pytest.mark.parametrize("target", ["https://example.com/", "//example.com", "x", "javascript:alert(1)", ""])
def test_way_back_is_a_page_of_ours(gero: User, target: str) -> None:
    assert client_for(gero).post(LATER, {"next": target})["Location"] == "/"


@pytest.mark.parametrize("target", ["x", "https://example.com/", "\x00"])
def test_language_is_chosen_whatever_the_way_back(gero: User, target: str) -> None:
    answer = client_for(gero).post("/language/", {"language": "en", "next": target})
    assert (answer.status_code, answer["Location"]) == (302, "/")
    gero.refresh_from_db()
    assert gero.language == "en"
