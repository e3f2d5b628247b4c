"""The profile page: what is saved shows at once."""

from __future__ import annotations

from typing import Any

import pytest

from accounts.models import User
from tests.factories import client_for

ANSWERS = {"full_name": "Mara M.", "language": "en", "theme": "dark", "time_zone": "Europe/Vienna"}


def test_profile_saves_all_four(mara: User) -> None:
    client_for(mara).post("/profile/", ANSWERS)
    mara.refresh_from_db()

    assert {field: getattr(mara, field) for field in ANSWERS} == ANSWERS


def test_profile_answers_in_the_new_language_and_theme(mara: User) -> None:
    page = client_for(mara).post("/profile/", ANSWERS, follow=True).content.decode()

    assert '<html lang="en" data-theme="dark">' in page
    assert "Saved." in page


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"full_name": ""}, "full_name"),
        ({"language": "fr"}, "language"),
        ({"theme": "pink"}, "theme"),
        ({"time_zone": "../etc/passwd"}, "time_zone"),
    ],
)
def test_profile_refuses_what_is_not_offered(mara: User, change: dict[str, Any], field: str) -> None:
    answer = client_for(mara).post("/profile/", {**ANSWERS, **change})
    mara.refresh_from_db()

    assert (answer.status_code, list(answer.context["form"].errors)) == (422, [field])
    assert mara.language == "de"


def test_profile_ignores_fields_it_does_not_offer(mara: User) -> None:
    client_for(mara).post("/profile/", {**ANSWERS, "role": "admin", "email": "neu@example.com"})
    mara.refresh_from_db()

    assert (mara.role, mara.email) == ("marketer", "mara@example.com")
