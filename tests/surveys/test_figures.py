"""What customers said, counted."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, timedelta
from random import Random
from typing import Any

import pytest

from feedback.models import ExpectationFit, LeadStanding
from leads.life import LeadStage
from leads.models import LeadKind
from surveys.figures import (
    Satisfaction,
    read_by_campaign,
    read_by_fit,
    read_by_month,
    read_satisfaction,
)
from surveys.models import PromiseKept, Survey
from tests.factories import make_campaign, make_company, make_cta, make_lead
from tests.surveys.saying import make_answer, make_survey

pytestmark = pytest.mark.django_db
EVERYTHING: dict[str, Any] = {"first": None, "last": None, "campaign_ids": None}


@pytest.fixture(autouse=True)
def _company() -> None:
    make_company()


def test_nobody_asked_is_nothing() -> None:
    assert read_satisfaction(**EVERYTHING) == Satisfaction()
    assert [read(**EVERYTHING) for read in (read_by_month, read_by_campaign, read_by_fit)] == [{}, {}, {}]


def test_the_newest_answer_counts() -> None:
    survey = make_survey()
    make_answer(survey, mark=1, kept=PromiseKept.NO)
    make_answer(survey, mark=5, kept=PromiseKept.PARTLY)
    assert read_satisfaction(**EVERYTHING) == Satisfaction(asked=1, marks=(0, 0, 0, 0, 1), partly=1)


def test_who_has_not_answered_was_asked() -> None:
    make_survey()
    assert read_satisfaction(**EVERYTHING) == Satisfaction(asked=1)


def test_a_mail_that_has_not_left_asked_nobody() -> None:
    make_survey(sent_at=None)
    assert read_satisfaction(**EVERYTHING) == Satisfaction()


def test_a_lead_out_of_the_figures_is_not_counted() -> None:
    make_answer(make_survey(make_lead(stage=LeadStage.WON, kind=LeadKind.TEST)))
    assert read_satisfaction(**EVERYTHING) == Satisfaction()


def test_shares_are_made_of_the_counts() -> None:
    said = Satisfaction(asked=20, marks=(1, 1, 2, 3, 3), confirmed=4, partly=2, denied=2, unknown=2)
    assert (said.response.count, said.response.of) == (10, 20)
    assert (said.satisfied.count, said.satisfied.of) == (6, 10)
    assert (said.confirmed_share.count, said.confirmed_share.of) == (4, 8)
    assert said.mean == 3.6


def test_nobody_answered_has_no_mean() -> None:
    assert Satisfaction(asked=3).mean is None


def test_the_period_is_that_of_the_question_with_both_days() -> None:
    for day in range(1, 6):
        make_survey(on=date(2026, 3, day))
    period = {"first": date(2026, 3, 2), "last": date(2026, 3, 4)}
    assert read_satisfaction(**period, campaign_ids=None).asked == 3


def test_no_campaign_is_not_every_campaign() -> None:
    make_survey()
    assert read_satisfaction(first=None, last=None, campaign_ids=[]).asked == 0


def test_every_figure_is_what_the_rows_say(dice: Random) -> None:
    surveys = _random_history(dice)
    campaigns = sorted({survey.lead.campaign_id for survey in surveys})
    for narrowed in (EVERYTHING, _random_filters(dice, campaigns), _random_filters(dice, campaigns)):
        meant = [survey for survey in surveys if _is_meant(survey, **narrowed)]
        assert read_satisfaction(**narrowed) == _recount(meant)
        assert read_by_month(**narrowed) == _grouped(meant, lambda one: one.asked_on.replace(day=1))
        assert read_by_campaign(**narrowed) == _grouped(meant, lambda one: one.lead.campaign_id)
        assert read_by_fit(**narrowed) == _grouped(meant, _fit_of)


def _random_history(dice: Random) -> list[Survey]:
    ctas = [make_cta(make_campaign()) for _number in range(3)]
    surveys = []
    for _number in range(40):
        lead = make_lead(stage=dice.choice([LeadStage.WON, LeadStage.LOST]), cta=dice.choice(ctas))
        fit = dice.choice([*ExpectationFit.values, ""])
        LeadStanding.objects.filter(lead=lead).update(fit=fit)
        survey = make_survey(lead, on=date(2026, 1, 1) + timedelta(days=dice.randrange(120)))
        for _answer in range(dice.choice([0, 0, 1, 1, 2])):
            make_answer(survey, mark=dice.randint(1, 5), kept=dice.choice(list(PromiseKept)))
        surveys.append(survey)
    return surveys


def _random_filters(dice: Random, campaigns: list[int]) -> dict[str, Any]:
    first = date(2026, 1, 1) + timedelta(days=dice.randrange(60))
    last = first + timedelta(days=dice.randrange(60))
    return {"first": first, "last": last, "campaign_ids": dice.sample(campaigns, dice.randint(1, 3))}


def _is_meant(
    survey: Survey, *, first: date | None, last: date | None, campaign_ids: list[int] | None
) -> bool:
    return (
        (first is None or survey.asked_on >= first)
        and (last is None or survey.asked_on <= last)
        and (campaign_ids is None or survey.lead.campaign_id in campaign_ids)
    )


def _fit_of(survey: Survey) -> str:
    standing = LeadStanding.objects.filter(lead=survey.lead_id).first()
    return standing.fit if standing else ""


def _grouped(surveys: Iterable[Survey], key: Any) -> dict[Any, Satisfaction]:
    groups = defaultdict(list)
    for survey in surveys:
        groups[key(survey)].append(survey)
    return {group: _recount(its) for group, its in sorted(groups.items())}


def _recount(surveys: Iterable[Survey]) -> Satisfaction:
    asked, marks, kept = 0, [0] * 5, dict.fromkeys(PromiseKept, 0)
    for survey in surveys:
        asked += 1
        answer = max(survey.answers.all(), key=lambda one: one.pk, default=None)
        if answer is not None:
            marks[answer.mark - 1] += 1
            kept[PromiseKept(answer.promise_kept)] += 1
    yes, partly, no, unknown = kept.values()
    one, two, three, four, five = marks
    return Satisfaction(
        asked=asked,
        marks=(one, two, three, four, five),
        confirmed=yes,
        partly=partly,
        denied=no,
        unknown=unknown,
    )
