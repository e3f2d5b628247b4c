"""Two people, or one person twice, at the same moment on real PostgreSQL; each guard has a twin without it.

The threads meet at a barrier before they start, and where a guard is switched off once more right after they
read, so that the twin shows the loss every time and not by luck.
"""

from __future__ import annotations

from collections.abc import Callable
from threading import Barrier

import pytest
from django.db import connection

from accounts.models import Role, User
from feedback.errors import OutcomeConflict, RatingConflict
from feedback.models import LeadStanding
from feedback.services import outcomes, ratings
from leads.models import Lead, LeadStage
from tests.at_once import at_once
from tests.factories import make_campaign, make_company, make_lead, make_user
from tests.feedback.saying import accepted_lead, reach, say, win

pytestmark = pytest.mark.django_db(transaction=True)
Said = object
CONFLICTS = (RatingConflict, OutcomeConflict)
# Ten in every run, two hundred in `make soak`.
REPEATS = [*range(10), *(pytest.param(number, marks=pytest.mark.soak) for number in range(10, 100))]


@pytest.fixture
def sven() -> User:
    make_company()
    return make_user(Role.SALES_REP)


@pytest.fixture
def lena(sven: User) -> User:
    return make_user(Role.SALES_LEAD)


def conflicts(results: list[Said]) -> int:
    return sum(isinstance(result, RatingConflict | OutcomeConflict) for result in results)


@pytest.fixture
def no_lock(monkeypatch: pytest.MonkeyPatch) -> None:
    """Read the lead without a lock and meet again before writing, as two unlucky requests would."""
    after_reading = Barrier(2, timeout=20)

    def read_only(lead: Lead) -> Lead:
        return Lead.objects.get(pk=lead.pk)

    def meet(check: Callable[..., Said]) -> Callable[..., Said]:
        def checked(**words: object) -> Said:
            found = check(**words)
            after_reading.wait()
            return found

        return checked

    for module in (ratings, outcomes):
        monkeypatch.setattr(module, "lock_row", read_only)
    monkeypatch.setattr(ratings, "said_meanwhile", meet(ratings.said_meanwhile))
    monkeypatch.setattr(outcomes, "recorded_meanwhile", meet(outcomes.recorded_meanwhile))


def rate_at_once(sven: User, lena: User) -> tuple[Lead, list[Said]]:
    lead = accepted_lead(sven, campaign=make_campaign())
    return lead, at_once(
        lambda: say(sven, lead, quality="A"), lambda: say(lena, lead, quality="D"), refused=CONFLICTS
    )


@pytest.mark.parametrize("repeat", REPEATS)
def test_two_who_rate_at_once_get_one_conflict_and_lose_nothing(sven: User, lena: User, repeat: int) -> None:
    lead, results = rate_at_once(sven, lena)
    assert conflicts(results) == 1
    rating = lead.ratings.get()
    assert rating in results
    assert LeadStanding.objects.get(lead=lead).rating == rating
    assert lead.attempts.count() == 1


def test_two_who_rate_at_once_overwrite_each_other_without_the_lock(
    sven: User, lena: User, no_lock: None
) -> None:
    lead, results = rate_at_once(sven, lena)
    assert conflicts(results) == 0
    assert lead.ratings.count() == 2


def test_two_who_rate_at_once_overwrite_each_other_without_the_expected_id(
    sven: User, lena: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ratings, "said_meanwhile", lambda **_: None)
    lead, results = rate_at_once(sven, lena)
    assert conflicts(results) == 0
    assert lead.ratings.count() == 2


@pytest.mark.parametrize("repeat", REPEATS)
def test_save_clicked_twice_gives_one_rating(sven: User, repeat: int) -> None:
    lead = accepted_lead(sven)
    first, second = at_once(lambda: say(sven, lead), lambda: say(sven, lead))
    assert first == second == lead.ratings.get()


def test_save_clicked_twice_gives_two_ratings_without_the_lock(sven: User, no_lock: None) -> None:
    lead = accepted_lead(sven)
    at_once(lambda: say(sven, lead), lambda: say(sven, lead))
    assert lead.ratings.count() == 2


@pytest.mark.parametrize("repeat", REPEATS)
def test_won_clicked_twice_gives_one_outcome(sven: User, repeat: int) -> None:
    lead = make_lead(stage=LeadStage.RATED, assigned_to=sven)
    first, second = at_once(lambda: win(sven, lead), lambda: win(sven, lead))
    assert first == second == lead.outcomes.get()


def test_won_clicked_twice_gives_two_outcomes_without_the_lock(sven: User, no_lock: None) -> None:
    lead = make_lead(stage=LeadStage.RATED, assigned_to=sven)
    at_once(lambda: win(sven, lead), lambda: win(sven, lead))
    assert lead.outcomes.count() == 2


def test_two_outcomes_at_once_get_one_conflict(sven: User, lena: User) -> None:
    lead = make_lead(stage=LeadStage.RATED, assigned_to=sven)
    results = at_once(
        lambda: win(sven, lead, value_cents=1), lambda: win(lena, lead, value_cents=2), refused=CONFLICTS
    )
    assert conflicts(results) == 1
    assert lead.outcomes.get() in results


@pytest.mark.parametrize("repeat", REPEATS)
def test_attempts_at_once_are_all_counted(sven: User, lena: User, repeat: int) -> None:
    lead = accepted_lead(sven)
    at_once(lambda: reach(sven, lead), lambda: reach(lena, lead), lambda: reach(sven, lead))
    assert LeadStanding.objects.get(lead=lead).attempt_count == 3


def test_the_lock_is_taken_before_anything_is_decided(sven: User) -> None:
    """The twins above replace `lock_row`; this one sees that the real one locks."""
    lead = accepted_lead(sven)
    seen: list[str] = []

    def note(execute: Callable[..., object], sql: str, *rest: object) -> object:
        seen.append(sql)
        return execute(sql, *rest)

    with connection.execute_wrapper(note):
        say(sven, lead)
    locking = next(sql for sql in seen if "leads_lead" in sql)
    assert "FOR NO KEY UPDATE" in locking
