"""On what a second opinion is asked for, and of whom."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.models import Role, User
from accounts.own_company import today
from feedback.models import ContactAttempt, Rating
from handoff.models import Answer, HandoffAnswer
from leads.models import Lead, LeadKind
from second_opinions.models import SecondOpinion
from second_opinions.services import ask, asking
from tests.factories import make_absence, make_handoff, make_lead, make_user
from tests.second_opinions.saying import make_opinion, make_rated, switch_on

pytestmark = pytest.mark.django_db


@pytest.fixture
def all_drawn(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every rating belongs to the share."""
    monkeypatch.setattr(asking, "is_drawn", lambda _pk, _percent: True)


def asked() -> list[tuple[int, int]]:
    """Each lead with who was asked."""
    return list(SecondOpinion.objects.order_by("pk").values_list("lead", "user"))


def test_nobody_is_asked_until_it_is_switched_on(all_drawn: None, sven: User, sina: User) -> None:
    make_rated(sven)
    assert (ask(), asked()) == (0, [])


def test_a_colleague_is_asked_about_a_rating_a_day_old(all_drawn: None, sven: User, sina: User) -> None:
    switch_on()
    lead = make_rated(sven)
    assert (ask(), asked()) == (1, [(lead.pk, sina.pk)])


def test_it_is_asked_once(all_drawn: None, sven: User, sina: User) -> None:
    switch_on()
    make_rated(sven)
    assert (ask(), ask(), SecondOpinion.objects.count()) == (1, 0, 1)


@pytest.mark.parametrize(("hours", "count"), [(23, 0), (25, 1), (7 * 24 - 1, 1), (7 * 24 + 1, 0)])
def test_a_rating_has_a_day_to_be_taken_back_and_a_week_to_be_asked_about(
    all_drawn: None, sven: User, sina: User, hours: int, count: int
) -> None:
    switch_on()
    make_rated(sven, hours=hours)
    assert ask() == count


def test_what_was_rated_before_it_was_on_is_left_alone(all_drawn: None, sven: User, sina: User) -> None:
    switch_on(since=timezone.now() - timedelta(hours=28))
    make_rated(sven, hours=29)
    assert ask() == 0


def test_of_a_lead_rated_again_the_first_rating_is_meant(all_drawn: None, sven: User, sina: User) -> None:
    switch_on()
    lead = make_rated(sven)
    first = lead.ratings.get()
    Rating.objects.create(
        lead=lead, user=sven, potential="no", quality="D", fit="other", rated_at=timezone.now()
    )
    ask()
    assert SecondOpinion.objects.get().rating == first


def test_history_from_elsewhere_is_not_asked_about(all_drawn: None, sven: User, sina: User) -> None:
    switch_on()
    lead = make_rated(sven)
    lead.ratings.update(user=None)
    assert ask() == 0


@pytest.mark.parametrize("kind", [LeadKind.TEST, LeadKind.SPAM])
def test_a_lead_that_does_not_count_is_not_asked_about(
    all_drawn: None, sven: User, sina: User, kind: LeadKind
) -> None:
    switch_on()
    make_rated(sven, kind=kind)
    assert ask() == 0


def test_only_reps_are_asked(all_drawn: None, sven: User, mara: User, lena: User, gero: User) -> None:
    """Who leads sales or manages has every lead open before them."""
    switch_on()
    make_rated(sven)
    assert (ask(), asked()) == (0, [])


def test_who_tried_to_reach_the_person_is_not_asked(all_drawn: None, sven: User, sina: User) -> None:
    switch_on()
    lead = make_rated(sven)
    attempt = ContactAttempt(lead=lead, user=sina, channel="phone", was_reached=False)
    attempt.happened_at = timezone.now()
    attempt.save()
    assert ask() == 0


def test_who_had_the_lead_before_is_not_asked(all_drawn: None, sven: User, sina: User) -> None:
    switch_on()
    lead = make_rated(sven)
    make_handoff(lead, to_user=sina)
    assert ask() == 0


def test_who_answered_for_it_is_not_asked(all_drawn: None, sven: User, sina: User) -> None:
    switch_on()
    lead = make_rated(sven)
    HandoffAnswer.objects.create(
        handoff=lead.handoffs.get(), user=sina, kind=Answer.QUESTION, text="Welche Größe?"
    )
    assert ask() == 0


def test_who_is_away_is_not_asked(all_drawn: None, sven: User, sina: User) -> None:
    switch_on()
    make_rated(sven)
    make_absence(sina, first_day=today(), last_day=today())
    assert ask() == 0


def test_who_stands_in_for_the_rater_is_not_asked(all_drawn: None, sven: User, sina: User) -> None:
    """They have the lead among their own, with its letter."""
    switch_on()
    make_rated(sven)
    make_absence(sven, first_day=today(), last_day=today(), deputy=sina)
    assert ask() == 0


def test_who_left_is_not_asked(all_drawn: None, sven: User) -> None:
    switch_on()
    make_user(Role.SALES_REP, is_active=False)
    make_rated(sven)
    assert ask() == 0


def test_who_was_asked_least_of_late_comes_first(all_drawn: None, sven: User, sina: User) -> None:
    switch_on()
    third = make_user(Role.SALES_REP)
    make_opinion(of=sina)
    make_opinion(of=third, asked_at=timezone.now() - timedelta(days=31))
    lead = make_rated(sven)
    ask()
    assert SecondOpinion.objects.get(lead=lead).user == third


def test_work_is_spread(all_drawn: None, sven: User, sina: User) -> None:
    switch_on()
    make_user(Role.SALES_REP)
    for _ in range(6):
        make_rated(sven)
    ask()
    counts = [SecondOpinion.objects.filter(user=user).count() for user in User.objects.exclude(pk=sven.pk)]
    assert sorted(counts)[-2:] == [3, 3]


@pytest.mark.parametrize("percent", [0, 5, 30])
def test_the_share_drawn_is_the_share_said(percent: int) -> None:
    drawn = sum(asking.is_drawn(pk, percent) for pk in range(1, 20_001))
    expected = 20_000 * percent / 100
    assert abs(drawn - expected) <= 6 * (expected * (1 - percent / 100)) ** 0.5


def test_a_larger_share_holds_the_smaller_one() -> None:
    """Whoever raises it asks about nothing less than before."""
    assert all(asking.is_drawn(pk, 20) for pk in range(2_000) if asking.is_drawn(pk, 5))


def test_nobody_foresees_what_is_drawn(settings: object) -> None:
    before = [asking.is_drawn(pk, 10) for pk in range(1_000)]
    settings.SECRET_KEY = "another-key-of-another-installation-" * 2  # type: ignore[attr-defined]
    assert [asking.is_drawn(pk, 10) for pk in range(1_000)] != before


def test_what_is_not_drawn_is_not_asked(sven: User, sina: User, monkeypatch: pytest.MonkeyPatch) -> None:
    switch_on()
    leads = [make_rated(sven) for _ in range(4)]
    wanted = {leads[1].ratings.get().pk}
    monkeypatch.setattr(asking, "is_drawn", lambda pk, _percent: pk in wanted)
    ask()
    assert [lead for lead, _user in asked()] == [leads[1].pk]


def test_a_lead_in_the_pool_is_open_to_all_and_asked_of_nobody(
    all_drawn: None, sven: User, sina: User
) -> None:
    switch_on()
    lead = make_rated(sven)
    Lead.objects.filter(pk=lead.pk).update(assigned_to=None, stage="handed_over")
    assert ask() == 0


def test_a_lead_without_rating_is_not_asked_about(all_drawn: None, sven: User, sina: User) -> None:
    switch_on()
    make_lead(assigned_to=sven)
    assert ask() == 0
