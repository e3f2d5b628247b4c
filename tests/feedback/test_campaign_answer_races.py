"""Two who answer at the same moment; the guard has a twin without it."""

from __future__ import annotations

from collections.abc import Callable
from threading import Barrier

import pytest

from campaigns.models import Campaign, Promise
from feedback.errors import AnswerConflict
from feedback.models import CampaignAnswer
from feedback.services import campaign_answers
from tests.at_once import at_once
from tests.factories import make_company, make_misled, make_user

pytestmark = pytest.mark.django_db(transaction=True)
Said = object
# Five in every run, more in `make soak`.
REPEATS = [*range(5), *(pytest.param(number, marks=pytest.mark.soak) for number in range(5, 50))]


@pytest.fixture
def promise() -> Promise:
    make_company()
    return make_misled()


def answer_twice(promise: Promise) -> list[Said]:
    """What two marketers who saw no answer got, both at the same moment."""

    def answer_of(text: str) -> Callable[[], Said]:
        actor, campaign = make_user(), promise.campaign
        return lambda: campaign_answers.answer_sales(
            actor=actor,
            campaign=campaign,
            subject=promise,
            expected_answer_id=None,
            step="answered",
            text=text,
        )

    return at_once(answer_of("Stimmt."), answer_of("Stimmt nicht."), refused=AnswerConflict)


@pytest.mark.parametrize("repeat", REPEATS)
def test_of_two_who_answer_at_once_the_second_sees_the_first(promise: Promise, repeat: int) -> None:
    results = answer_twice(promise)
    first = CampaignAnswer.objects.get()
    assert first in results
    assert [refused.newest for refused in results if isinstance(refused, AnswerConflict)] == [first]


def test_without_the_lock_neither_sees_the_other(promise: Promise, monkeypatch: pytest.MonkeyPatch) -> None:
    after_reading, said_meanwhile = Barrier(2, timeout=20), campaign_answers.said_meanwhile

    def meet(*args: object) -> CampaignAnswer | None:
        found = said_meanwhile(*args)  # type: ignore[arg-type]
        after_reading.wait()
        return found

    def read_only(row: Campaign) -> Campaign:
        return Campaign.objects.get(pk=row.pk)

    monkeypatch.setattr(campaign_answers, "lock_row", read_only)
    monkeypatch.setattr(campaign_answers, "said_meanwhile", meet)
    answer_twice(promise)
    assert CampaignAnswer.objects.count() == 2
