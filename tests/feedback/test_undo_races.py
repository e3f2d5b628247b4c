"""Two who take back at the same moment, and one who goes on meanwhile; the twin does without the lock."""

from __future__ import annotations

from threading import Barrier

import pytest

from accounts.models import Role, User
from feedback.models import Rating
from feedback.services import undoing
from feedback.services.undoing import undo
from handoff.errors import NothingToTakeBack
from leads.models import Lead, LeadStage, Undo
from tests.at_once import at_once
from tests.factories import make_campaign, make_company, make_user
from tests.feedback.saying import accepted_lead, reach, say
from tests.feedback.test_races import REPEATS

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def sven() -> User:
    make_company()
    return make_user(Role.SALES_REP)


def rated(sven: User) -> tuple[Lead, Rating]:
    lead = accepted_lead(sven, campaign=make_campaign())
    return lead, say(sven, lead, quality="D")


def take_back_twice(sven: User, rating: Rating) -> None:
    at_once(*[lambda: undo(actor=sven, kind="rating", fact_id=rating.pk)] * 2)


@pytest.mark.parametrize("repeat", REPEATS)
def test_two_presses_at_once_take_one_rating_back(sven: User, repeat: int) -> None:
    lead, rating = rated(sven)
    take_back_twice(sven, rating)
    assert (Undo.objects.count(), Lead.objects.get(pk=lead.pk).stage) == (1, LeadStage.ACCEPTED)


def test_two_presses_at_once_take_it_back_twice_without_the_lock(
    sven: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The twin: both read that it stands, and meet again before they write."""
    _lead, rating = rated(sven)
    after_reading, require_last = Barrier(2, timeout=20), undoing._require_last

    def meet(*read: object) -> None:
        require_last(*read)  # type: ignore[arg-type]  # as it was called
        after_reading.wait()

    monkeypatch.setattr(undoing, "lock_row", lambda lead: lead)
    monkeypatch.setattr(undoing, "_require_last", meet)
    take_back_twice(sven, rating)
    assert Undo.objects.count() == 2


@pytest.mark.parametrize("repeat", REPEATS)
def test_undo_beside_another_step_loses_neither(sven: User, repeat: int) -> None:
    """Either the attempt came first and the rating stays, or the rating was gone by then."""
    lead, rating = rated(sven)

    def take_back() -> object:
        try:
            return undo(actor=sven, kind="rating", fact_id=rating.pk)
        except NothingToTakeBack as refusal:
            return refusal

    answer, _attempt = at_once(take_back, lambda: reach(sven, lead))
    row = Lead.objects.get(pk=lead.pk)
    is_refused = isinstance(answer, NothingToTakeBack)
    assert (row.stage, row.ratings.count()) == (
        (LeadStage.RATED, 1) if is_refused else (LeadStage.CONTACTED, 0)
    )
