"""A program asks which companies may be one, and says that two are not."""

from __future__ import annotations

import pytest

from accounts.models import User
from firms.models import Distinction
from firms.services.comparing import compare_firms
from tests.api import api_for
from tests.firms.firms import make_firm

pytestmark = pytest.mark.django_db
ALIKE = "/api/v1/firms/alike/"


@pytest.fixture
def pair() -> tuple[int, int]:
    firms = make_firm("Hoffmann GmbH"), make_firm("Hofmann AG")
    compare_firms()
    return firms[0].pk, firms[1].pk


def listed(user: User) -> list[tuple[int, int, str]]:
    answer = api_for(user).get(ALIKE)
    assert answer.status_code == 200
    return [(row["firm"]["id"], row["other"]["id"], row["why"]) for row in answer.json()["results"]]


def test_two_that_may_be_one_are_listed_with_the_reason(mara: User, pair: tuple[int, int]) -> None:
    assert listed(mara) == [(*pair, "like_name")]


def test_pair_is_listed_no_more_once_they_are_merged(mara: User, pair: tuple[int, int]) -> None:
    answer = api_for(mara).post(f"/api/v1/firms/{pair[1]}/merge/", {"into": pair[0]})
    assert (answer.status_code, listed(mara)) == (200, [])


def test_who_says_they_are_two_is_heard_until_it_is_taken_back(mara: User, pair: tuple[int, int]) -> None:
    api, body = api_for(mara), {"other": pair[1]}
    said = api.post(f"/api/v1/firms/{pair[0]}/apart/", body)
    assert said.json() == {"id": Distinction.objects.get().pk, "is_standing": True}
    assert listed(mara) == []
    undone = api.post(f"/api/v1/firms/{pair[0]}/apart/undo/", body)
    assert undone.json() == {"id": said.json()["id"], "is_standing": False}
    assert [row[:2] for row in listed(mara)] == [pair]


def test_taking_back_what_nobody_said_is_not_found(mara: User, pair: tuple[int, int]) -> None:
    assert api_for(mara).post(f"/api/v1/firms/{pair[0]}/apart/undo/", {"other": pair[1]}).status_code == 404


def test_rep_lists_no_pairs(sven: User, pair: tuple[int, int]) -> None:
    assert api_for(sven).get(ALIKE).status_code == 403
