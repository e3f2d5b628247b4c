"""Second opinions for programs."""

from __future__ import annotations

from typing import Any

import pytest

from accounts.models import User
from second_opinions.models import SecondOpinion, SecondOpinionAnswer
from tests.factories import client_for
from tests.second_opinions.saying import make_opinion, make_pair

pytestmark = pytest.mark.django_db
V1 = "/api/v1/second-opinions/"


def read(user: User, path: str = V1) -> Any:
    answer = client_for(user).get(path)
    assert answer.status_code == 200
    return answer.json()


def test_own_ones_are_listed_with_what_is_known(sina: User, sven: User) -> None:
    opinion = make_opinion(of=sina)
    make_opinion(of=sven)
    (found,) = read(sina)["results"]
    assert (found["id"], found["quality"]) == (opinion.pk, None)
    assert found["told"]["campaign"] == opinion.lead.campaign.name
    assert [attempt["was_reached"] for attempt in found["told"]["attempts"]] == [True]
    assert not {"lead", "rating", "person"} & set(found)


def test_what_was_said_last_stands_there(sina: User) -> None:
    opinion = make_opinion(of=sina)
    for quality in ("A", ""):
        SecondOpinionAnswer.objects.create(opinion=opinion, quality=quality)
    assert read(sina, f"{V1}{opinion.pk}/")["quality"] == ""


def test_a_letter_is_said(sina: User) -> None:
    opinion = make_opinion(of=sina)
    answer = client_for(sina).post(
        f"{V1}{opinion.pk}/answer/", {"quality": "B"}, content_type="application/json"
    )
    assert (answer.status_code, answer.json()["quality"]) == (201, "B")
    assert SecondOpinion.objects.with_quality().get().quality == "B"


def test_the_share_is_read_and_set(gero: User) -> None:
    assert read(gero, f"{V1}settings/")["share_percent"] == 0
    answer = client_for(gero).patch(
        f"{V1}settings/", {"share_percent": 8, "row_version": 1}, content_type="application/json"
    )
    assert (answer.status_code, answer.json()["share_percent"]) == (200, 8)


def test_figures_have_it_beside_the_pairs_of_both_teams(gero: User) -> None:
    for first, second in (("A", "A"), ("B", "C"), ("B", "")):
        make_pair(first, second)  # type: ignore[arg-type]
    make_opinion()
    found = read(gero, "/api/v1/conversion/alignment/")["rated_twice"]
    assert (found["asked"], found["cannot_tell"], found["unanswered"]) == (4, 1, 1)
    assert found["matrix"][1] == [0, 0, 1, 0]
    assert (found["agreement"]["same"]["count"], found["agreement"]["same"]["of"]) == (1, 2)
