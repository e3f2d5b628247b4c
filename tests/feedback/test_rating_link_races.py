"""A rating by the link of a mail beside what others do to the lead; each guard has its twin."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connections

from accounts.models import Role, User
from feedback.errors import NotYours, RatingConflict
from feedback.models import ExpectationFit, Potential, Rating
from feedback.services import rating_links, ratings
from handoff.services import pass_on
from leads.models import Lead, LeadStage
from tests.factories import make_company, make_lead, make_user
from tests.feedback.saying import say
from values.mail_links import LinkEnded
from values.refusals import Refusal

pytestmark = pytest.mark.django_db(transaction=True)
REPEATS = [*range(3), *(pytest.param(number, marks=pytest.mark.soak) for number in range(3, 100))]


@pytest.fixture
def sven() -> User:
    make_company()
    return make_user(Role.SALES_REP)


def at_once(*calls: Callable[[], object]) -> list[object]:
    """What each call returned or was refused, all started at the same moment in threads of their own."""
    barrier = Barrier(len(calls), timeout=20)

    def run(call: Callable[[], object]) -> object:
        try:
            barrier.wait()
            return call()
        except Refusal as refusal:
            return refusal
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(calls)) as pool:
        return list(pool.map(run, calls))


def rate_by_link(lead: Lead) -> Rating:
    rep = lead.assigned_to
    assert rep is not None
    secret = rating_links.make_rating_secret(handoff=lead.handoffs.latest("id"), rep=rep)
    return rating_links.rate_from_mail(
        secret=secret, potential=Potential.YES, quality="C", fit=ExpectationFit.REALISTIC
    )


@pytest.mark.parametrize("repeat", REPEATS)
def test_link_beside_the_page_counts_one_and_loses_none(sven: User, repeat: int) -> None:
    lead = make_lead(stage=LeadStage.CONTACTED, assigned_to=sven)
    results = at_once(lambda: rate_by_link(lead), lambda: say(sven, lead, quality="A"))

    assert sum(isinstance(result, RatingConflict) for result in results) == 1
    assert lead.ratings.get() in results


def test_link_beside_the_page_overwrites_without_the_expected_id(
    sven: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ratings, "said_meanwhile", lambda **_: None)
    lead = make_lead(stage=LeadStage.CONTACTED, assigned_to=sven)
    at_once(lambda: rate_by_link(lead), lambda: say(sven, lead, quality="A"))

    assert lead.ratings.count() == 2


@pytest.mark.parametrize("repeat", REPEATS)
def test_link_beside_passing_on_rates_before_or_says_where_it_went(sven: User, repeat: int) -> None:
    lena = make_user(Role.SALES_REP)
    lead = make_lead(stage=LeadStage.HANDED_OVER, assigned_to=sven)
    rated, _passed = at_once(lambda: rate_by_link(lead), lambda: pass_on(actor=sven, lead=lead, to_user=lena))

    assert isinstance(rated, Rating | LinkEnded)
    assert lead.ratings.count() == isinstance(rated, Rating)
    lead.refresh_from_db()
    assert lead.assigned_to == lena


def test_link_beside_passing_on_is_refused_in_other_words_without_the_lock(
    sven: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It has looked before the lead went: what comes next knows nothing of links."""
    lena = make_user(Role.SALES_REP)
    lead = make_lead(stage=LeadStage.ACCEPTED, assigned_to=sven)
    after_reading = Barrier(2, timeout=20)
    opened = rating_links.open_rating_link
    looks = []

    def look_and_wait(secret: str) -> rating_links.Assignment:
        found = opened(secret)
        looks.append(found)
        if len(looks) == 2:
            after_reading.wait()
            after_reading.wait()
        return found

    def pass_on_between() -> None:
        after_reading.wait()
        pass_on(actor=sven, lead=lead, to_user=lena)
        after_reading.wait()

    monkeypatch.setattr(rating_links, "open_rating_link", look_and_wait)
    monkeypatch.setattr(rating_links, "lock_row", lambda lead: lead)
    rated, _passed = at_once(lambda: rate_by_link(lead), pass_on_between)

    assert isinstance(rated, NotYours)
