from __future__ import annotations

import random
from collections import Counter
from datetime import datetime

import pytest
from django.core.management import CommandError, call_command
from pytest_django import Settings

from accounts.models import Company, User
from campaigns.models import Campaign, DefinitionObjection
from demo import story
from demo.lives import ZONE, Life
from demo.load import SEED, tell_lives
from feedback.models import CampaignJudgement, ExpectationFit, LeadStanding, OutcomeKind
from leads.models import Lead, LeadKind, Person

pytestmark = pytest.mark.uncounted  # thousands of leads through every service
NOW = datetime(2026, 11, 23, 17, 30, tzinfo=ZONE)
OVER_PROMISING = "Gratis-Audit Herbst"
EXCELLENT = "Partner Nord"


@pytest.fixture(scope="module")
def lives() -> list[Life]:
    return tell_lives(random.Random(SEED), now=NOW, rep_count=4)


def won_share(lives: list[Life], name: str) -> float:
    own = [life for life in lives if life.plot.name == name]
    return sum(life.end is not None and life.end.kind is OutcomeKind.WON for life in own) / len(own)


def test_demo_is_the_same_every_time(lives: list[Life]) -> None:
    assert tell_lives(random.Random(SEED), now=NOW, rep_count=4) == lives


def test_demo_has_a_dozen_campaigns_on_five_channels_and_6000_leads(lives: list[Life]) -> None:
    channels = {plot.channel for plot in story.PLOTS}
    assert (len(story.PLOTS), len(channels), len(lives)) == (12, 5, 6000)


def test_demo_covers_eighteen_months_and_nothing_after_now(lives: list[Life]) -> None:
    days = [life.received_at for life in lives]
    assert (NOW - min(days)).days in range(540, 550)
    assert max(days) < NOW


def test_over_promising_campaign_brings_most_leads_and_few_deals(lives: list[Life]) -> None:
    assert Counter(life.plot.name for life in lives).most_common(1)[0][0] == OVER_PROMISING
    assert won_share(lives, OVER_PROMISING) < 0.03


def test_over_promising_campaign_is_said_to_promise_too_much(lives: list[Life]) -> None:
    verdicts = [life.verdict for life in lives if life.plot.name == OVER_PROMISING and life.verdict]
    too_high = sum(verdict.fit is ExpectationFit.TOO_HIGH for verdict in verdicts)
    assert too_high / len(verdicts) > 0.5


def test_small_campaign_is_excellent(lives: list[Life]) -> None:
    assert Counter(life.plot.name for life in lives)[EXCELLENT] == 74
    assert won_share(lives, EXCELLENT) > 0.25


def test_no_step_of_a_life_comes_before_the_one_it_follows(lives: list[Life]) -> None:
    for life in lives:
        steps = [life.received_at, life.handed_over_at, life.answered_at, *(one.at for one in life.attempts)]
        steps += [life.verdict.at if life.verdict else None, life.end.at if life.end else None]
        times = [when for when in steps if when is not None]
        assert times == sorted(times)


@pytest.mark.django_db
def test_loaded_demo_holds_what_its_lives_tell(lives: list[Life]) -> None:
    call_command("load_demo", "--until", "2026-11-23")
    won = sum(life.end is not None and life.end.kind is OutcomeKind.WON for life in lives)
    spam = sum(life.kind is LeadKind.SPAM for life in lives)
    assert Campaign.objects.count() == 12
    assert {row.campaign.name for row in CampaignJudgement.objects.standing()} == {OVER_PROMISING, EXCELLENT}
    assert DefinitionObjection.objects.open().get().definition.missing_teams == []
    assert LeadStanding.objects.filter(outcome=OutcomeKind.WON).count() == won
    assert Lead.objects.filter(kind=LeadKind.SPAM).count() == spam


@pytest.mark.django_db
def test_demo_writes_to_nobody_real() -> None:
    call_command("load_demo", "--until", "2026-11-23")
    domains = {email.partition("@")[2] for email in Person.objects.values_list("email", flat=True)}
    domains |= {email.partition("@")[2] for email in User.objects.values_list("email", flat=True)}
    assert domains == {"example.com", "example.org", "example.net"}


def test_demo_stays_out_of_an_installation_in_use(company: Company) -> None:
    call_command("load_demo")
    assert Lead.objects.count() == 0


def test_demo_with_its_known_passwords_is_refused_in_production(db: None, settings: Settings) -> None:
    settings.IS_LOCAL = False
    with pytest.raises(CommandError, match="known passwords"):
        call_command("load_demo")
