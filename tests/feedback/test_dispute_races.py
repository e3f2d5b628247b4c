"""Two at the same moment about one questioned rating; each guard has a twin without it."""

from __future__ import annotations

from collections.abc import Callable
from threading import Barrier

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError

from accounts.models import Role, User
from feedback.models import Dispute, DisputeEnd, Rating
from feedback.services import disputes, ratings
from leads.models import Lead
from tests.at_once import at_once
from tests.factories import make_company, make_user
from tests.feedback.saying import accepted_lead, say
from values.refusals import Refusal

pytestmark = pytest.mark.django_db(transaction=True)
Said = object
REFUSED = (Refusal, ValidationError, IntegrityError)
# Five in every run, more in `make soak`.
REPEATS = [*range(5), *(pytest.param(number, marks=pytest.mark.soak) for number in range(5, 50))]


@pytest.fixture
def rating() -> Rating:
    make_company()
    sven = make_user(Role.SALES_REP)
    return say(sven, accepted_lead(sven), quality="C")


@pytest.fixture
def no_lock(monkeypatch: pytest.MonkeyPatch) -> None:
    """Read the lead without a lock, and meet once more before anything is written."""
    after_reading = Barrier(2, timeout=20)

    def read_only(lead: Lead) -> Lead:
        return Lead.objects.get(pk=lead.pk)

    def meet(read: Callable[..., Said]) -> Callable[..., Said]:
        def met(*args: object, **words: object) -> Said:
            found = read(*args, **words)
            after_reading.wait()
            return found

        return met

    for module in (disputes, ratings):
        monkeypatch.setattr(module, "lock_row", read_only)
    monkeypatch.setattr(disputes, "find_open", meet(disputes.find_open))
    monkeypatch.setattr(ratings, "said_meanwhile", meet(ratings.said_meanwhile))


def question(actor: User, rating: Rating) -> Dispute:
    return disputes.question_rating(
        actor=actor, lead=rating.lead, rating_id=rating.pk, text=f"Nein, {actor.pk}."
    )


def question_twice(rating: Rating) -> list[Said]:
    people = [make_user(), make_user()]
    return at_once(*(lambda person=person: question(person, rating) for person in people), refused=REFUSED)


@pytest.mark.parametrize("repeat", REPEATS)
def test_two_who_question_at_once_leave_one_question_and_a_word_for_the_other(
    rating: Rating, repeat: int
) -> None:
    results = question_twice(rating)
    assert Dispute.objects.get() in results
    assert sum(isinstance(result, Refusal) for result in results) == 1


def test_without_the_lock_the_second_meets_an_error_of_the_database(rating: Rating, no_lock: None) -> None:
    assert sum(isinstance(result, IntegrityError) for result in question_twice(rating)) == 1


def settle_beside_a_rating(rating: Rating) -> list[Said]:
    """The last word that settles it, and a new rating, at the same moment."""
    lena, gero, sven = make_user(Role.SALES_LEAD), make_user(Role.MANAGER), rating.user
    assert sven is not None
    dispute = question(make_user(), rating)

    def word(actor: User) -> Dispute:
        return disputes.settle(
            actor=actor, lead=rating.lead, dispute_id=dispute.pk, verdict="stays", text="Sie bleibt."
        )

    word(lena)
    anew = {"quality": "A", "expected_rating_id": rating.pk}
    return at_once(lambda: word(gero), lambda: say(sven, rating.lead, **anew), refused=REFUSED)


@pytest.mark.parametrize("repeat", REPEATS)
def test_settled_beside_a_new_rating_it_ends_once(rating: Rating, repeat: int) -> None:
    settled, rated = settle_beside_a_rating(rating)
    assert isinstance(rated, Rating)
    end = Dispute.objects.get().ended_how
    assert end == (DisputeEnd.RATED_ANEW if isinstance(settled, Refusal) else DisputeEnd.STAYS)


def test_settled_beside_a_new_rating_both_say_they_ended_it_without_the_lock(
    rating: Rating, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The rating comes between reading and writing: the word settles what is none any more."""
    lena, gero, sven = make_user(Role.SALES_LEAD), make_user(Role.MANAGER), rating.user
    assert sven is not None

    def word(actor: User) -> Dispute:
        return disputes.settle(actor=actor, lead=rating.lead, verdict="stays", text="Sie bleibt.")

    question(make_user(), rating)
    word(lena)
    find_open = disputes.find_open

    def rated_meanwhile(lead: Lead) -> Dispute | None:
        found = find_open(lead)
        monkeypatch.setattr(disputes, "find_open", find_open)
        at_once(lambda: say(sven, rating.lead, quality="A", expected_rating_id=rating.pk))
        return found

    monkeypatch.setattr(disputes, "lock_row", lambda lead: Lead.objects.get(pk=lead.pk))
    monkeypatch.setattr(disputes, "find_open", rated_meanwhile)
    word(gero)
    assert Dispute.objects.get().ended_how == DisputeEnd.STAYS
    assert rating.lead.ratings.count() == 2
