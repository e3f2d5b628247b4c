"""One person who judges twice at the same moment; the guard has a twin without it."""

from __future__ import annotations

from collections.abc import Callable
from threading import Barrier

import pytest

from accounts.models import Role, User
from campaigns.models import Campaign
from feedback.errors import NothingToTakeBack
from feedback.models import CampaignJudgement
from feedback.services import judgements
from tests.at_once import at_once
from tests.factories import make_campaign, make_company, make_judgement, make_user

pytestmark = pytest.mark.django_db(transaction=True)
# Five in every run, more in `make soak`.
REPEATS = [*range(5), *(pytest.param(number, marks=pytest.mark.soak) for number in range(5, 50))]


@pytest.fixture
def campaign() -> Campaign:
    make_company()
    return make_campaign()


def judging(actor: User, campaign: Campaign) -> Callable[[], object]:
    return lambda: judgements.judge_campaign(actor=actor, campaign=campaign, fit="too_high", text="Nie.")


def taking_back(actor: User, campaign: Campaign) -> Callable[[], object]:
    return lambda: judgements.take_back_judgement(actor=actor, campaign=campaign)


def without_lock(monkeypatch: pytest.MonkeyPatch) -> None:
    """Rows are read without a lock, and both have looked before one writes."""
    both_have_looked, look = Barrier(2, timeout=20), judgements.find_own

    def look_and_meet(user: User, campaign: Campaign) -> CampaignJudgement | None:
        found = look(user, campaign)
        both_have_looked.wait()
        return found

    monkeypatch.setattr(judgements, "lock_row", lambda row: Campaign.objects.get(pk=row.pk))
    monkeypatch.setattr(judgements, "find_own", look_and_meet)


@pytest.mark.parametrize("repeat", REPEATS)
def test_double_click_judges_once(campaign: Campaign, repeat: int) -> None:
    sven = make_user(Role.SALES_REP)
    first, second = at_once(*[judging(sven, campaign)] * 2)
    assert first == second == CampaignJudgement.objects.get()


def test_without_the_lock_it_would_judge_twice(campaign: Campaign, monkeypatch: pytest.MonkeyPatch) -> None:
    without_lock(monkeypatch)
    at_once(*[judging(make_user(Role.SALES_REP), campaign)] * 2)
    assert CampaignJudgement.objects.count() == 2


@pytest.mark.parametrize("repeat", REPEATS)
def test_judgement_is_taken_back_once(campaign: Campaign, repeat: int) -> None:
    sven = make_user(Role.SALES_REP)
    make_judgement(campaign, sven)
    results = at_once(*[taking_back(sven, campaign)] * 2, refused=NothingToTakeBack)
    assert sum(isinstance(result, NothingToTakeBack) for result in results) == 1
    assert CampaignJudgement.objects.count() == 2


def test_without_the_lock_it_would_be_taken_back_twice(
    campaign: Campaign, monkeypatch: pytest.MonkeyPatch
) -> None:
    sven = make_user(Role.SALES_REP)
    make_judgement(campaign, sven)
    without_lock(monkeypatch)
    at_once(*[taking_back(sven, campaign)] * 2)
    assert CampaignJudgement.objects.count() == 3


def test_two_people_judge_at_once(campaign: Campaign) -> None:
    at_once(*(judging(make_user(Role.SALES_REP), campaign) for _ in range(2)))
    assert CampaignJudgement.objects.standing().count() == 2
