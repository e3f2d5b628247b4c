"""How far sales agrees with itself, counted."""

from __future__ import annotations

import random
from collections import Counter
from datetime import timedelta

import pytest

from accounts.own_company import today
from counting.filters import Filters
from leads.models import Grade, Lead, LeadKind
from second_opinions.figures import read_rated_twice
from tests.factories import make_campaign
from tests.second_opinions.saying import make_opinion, make_pair, make_rated

pytestmark = pytest.mark.django_db
ALL = Filters()


def test_nothing_was_asked() -> None:
    found = read_rated_twice(ALL)
    assert (found.asked, found.pairs, found.cannot_tell, found.unanswered) == (0, 0, 0, 0)


def test_what_came_of_it_adds_up() -> None:
    make_pair(Grade.A, Grade.A)
    make_pair(Grade.B, Grade.D)
    make_pair(Grade.B, "")
    make_opinion()
    found = read_rated_twice(ALL)
    assert (found.asked, found.pairs, found.cannot_tell, found.unanswered) == (4, 2, 1, 1)
    assert found.matrix == ((1, 0, 0, 0), (0, 0, 0, 1), (0, 0, 0, 0), (0, 0, 0, 0))
    assert (found.agreement.same.count, found.agreement.optimistic.count) == (1, 1)


def test_a_lead_out_of_the_figures_is_no_pair() -> None:
    opinion = make_pair(Grade.A, Grade.A)
    make_pair(Grade.C, Grade.C)
    Lead.objects.filter(pk=opinion.lead_id).update(kind=LeadKind.TEST)
    assert read_rated_twice(ALL).matrix[2][2] == read_rated_twice(ALL).asked == 1


def test_it_is_narrowed_by_intake_and_campaign() -> None:
    campaign = make_campaign()
    make_pair(Grade.A, Grade.A, campaign=campaign, hours=24 * 40)
    make_pair(Grade.B, Grade.B, campaign=campaign)
    make_pair(Grade.C, Grade.C)
    recent = today() - timedelta(days=10)
    assert read_rated_twice(Filters(campaign_id=campaign.pk)).pairs == 2
    assert read_rated_twice(Filters(start=recent)).pairs == 2
    assert read_rated_twice(Filters(end=recent)).pairs == 1
    assert read_rated_twice(Filters(start=recent, campaign_id=campaign.pk)).matrix[1][1] == 1


def test_random_pairs_are_counted_as_by_hand(dice: random.Random) -> None:
    said = [(dice.choice(Grade.values), dice.choice([*Grade.values, "", None])) for _ in range(40)]
    for first, second in said:
        if second is None:
            make_opinion(make_rated(quality=Grade(first)))
        else:
            make_pair(Grade(first), second)
    found, by_hand = read_rated_twice(ALL), Counter(said)
    assert found.asked == len(said)
    assert found.matrix == tuple(tuple(by_hand[one.value, other.value] for other in Grade) for one in Grade)
    assert found.cannot_tell == sum(second == "" for _first, second in said)
    assert found.unanswered == sum(second is None for _first, second in said)
