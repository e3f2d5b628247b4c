"""The leads behind a pair of letters and behind a wait are those the traits count."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from random import Random

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import User
from counting import job
from counting.filters import Filters
from counting.models import Subject
from counting.pairs import GRADES, pair_number
from counting.queries import read_traits, read_traits_by
from counting.waits import EDGES, Wait, wait_from
from feedback.models import LeadStanding
from feedback.services.undoing import undo
from insights.behind_traits import ANY, OPTIMISTIC, PESSIMISTIC, SAME, with_pair, with_wait
from leads.models import Grade, Lead, LeadStage
from tests.factories import client_for, make_campaign, make_handoff, make_lead
from tests.feedback.saying import accepted_lead, say

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("company")]


def say_at_random(random: Random, rep: User) -> None:
    """Leads graded, rated, some again, some taken back, some graded once more after the rating."""
    for _ in range(30):
        lead = accepted_lead(rep, grade=random.choice(list(Grade)))
        if random.random() < 0.15:
            continue
        first = say(rep, lead, quality=random.choice(list(Grade)))
        if random.random() < 0.3:
            undo(actor=rep, kind="rating", fact_id=first.pk)
            if random.random() < 0.5:
                say(rep, Lead.objects.get(pk=lead.pk), quality=random.choice(list(Grade)))
        elif random.random() < 0.3:
            say(rep, lead, quality=random.choice(list(Grade)), expected_rating_id=first.pk)
        if random.random() < 0.3:
            make_handoff(lead, to_user=rep, grade=random.choice(list(Grade)))
    make_lead(stage=LeadStage.RATED).handoffs.all().delete()
    job.compute()


@pytest.mark.parametrize("seed", range(3))
def test_each_pair_opens_the_leads_its_trait_counts(sven: User, seed: int) -> None:
    say_at_random(Random(seed), sven)
    kept = read_traits(Filters())[Subject.PAIR]
    pairs = {pair_number(grade, quality): grade + quality for grade in GRADES for quality in GRADES}
    listed = {number: with_pair(Lead.objects.counted(), pair).count() for number, pair in pairs.items()}
    assert Counter(listed) == Counter(kept)
    assert sum(kept.values()) > 15


def test_sides_of_a_pair_are_all_pairs(sven: User) -> None:
    say_at_random(Random(7), sven)
    found = {
        side: with_pair(Lead.objects.counted(), side).count() for side in (SAME, OPTIMISTIC, PESSIMISTIC, ANY)
    }
    kept = read_traits(Filters())[Subject.PAIR]
    assert found[OPTIMISTIC] == sum(count for number, count in kept.items() if number // 10 < number % 10)
    assert found[ANY] == sum(kept.values()) == found[SAME] + found[OPTIMISTIC] + found[PESSIMISTIC]


def test_each_wait_opens_the_leads_its_trait_counts() -> None:
    noon = timezone.now() - timedelta(days=40)
    for edge in (*EDGES, None):
        for beside in (timedelta(microseconds=-1), timedelta(0), timedelta(microseconds=1)):
            lead = make_lead(received_at=noon)
            if edge is not None:
                LeadStanding.objects.create(lead=lead, attempt_count=1, contacted_at=noon + edge + beside)
    make_lead(received_at=noon)
    job.compute()
    kept: Counter[Wait] = Counter()
    for number, count in read_traits(Filters())[Subject.WAIT].items():
        kept[wait_from(number)[0]] += count
    assert {wait: with_wait(Lead.objects.counted(), wait).count() for wait in Wait} == dict(kept)
    assert kept == {Wait.UNKNOWN: 4, Wait.WITHIN_HOUR: 2, Wait.LATER: 1} | dict.fromkeys(list(Wait)[2:5], 3)


def test_traits_by_campaign_and_month_add_up_to_those_of_all(sven: User) -> None:
    say_at_random(Random(1), sven)
    for number, lead in enumerate(Lead.objects.order_by("pk")):
        received = lead.received_at - timedelta(days=9 * number)
        Lead.objects.filter(pk=lead.pk).update(received_at=received, received_on=received.date())
    job.compute()
    period = Filters(start=(timezone.now() - timedelta(days=200)).date())
    subjects = [Subject.PAIR, Subject.WAIT]
    whole = {subject: read_traits(period)[subject] for subject in subjects}
    for by in ("campaign", "month"):
        groups = read_traits_by(period, by, subjects)
        assert len(groups) > 5
        for subject in subjects:
            summed: Counter[int] = Counter()
            for traits in groups.values():
                assert traits.keys() <= set(subjects)
                summed.update(traits.get(subject, {}))
            assert dict(summed) == whole[subject]


def test_traits_by_a_key_are_narrowed_as_the_counts_are(sven: User) -> None:
    ours, theirs = make_campaign(), make_campaign()
    for campaign in (ours, ours, theirs):
        make_lead(campaign=campaign, stage=LeadStage.RATED, assigned_to=sven)
    job.compute()
    found = read_traits_by(Filters(campaign_id=ours.pk), "campaign", [Subject.REP_RATED])
    assert found == {ours.pk: {Subject.REP_RATED: {sven.pk: 2}}}


def test_pair_and_wait_nobody_knows_show_nothing(gero: User) -> None:
    make_lead(stage=LeadStage.RATED)
    job.compute()
    manager: Client = client_for(gero)
    for query in ("pair=AE", "pair=11", "wait=soon", "wait=1"):
        answer = manager.get(f"/overview/leads/?period=all&{query}")
        assert (answer.status_code, answer.context["lines"]) == (400, [])
