"""A second opinion is given, corrected, and over."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from accounts.models import User
from feedback.models import LeadStanding
from leads.models import Grade, Lead, LeadKind
from second_opinions.errors import SecondOpinionOver
from second_opinions.models import SecondOpinion, SecondOpinionAnswer
from second_opinions.services import answer_second_opinion
from tests.second_opinions.saying import make_opinion

pytestmark = pytest.mark.django_db


def said(opinion: SecondOpinion) -> list[str]:
    """Every letter, the newest first."""
    return [answer.quality for answer in opinion.answers.all()]


@pytest.mark.parametrize("quality", [*Grade.values, ""])
def test_it_is_given(sina: User, quality: str) -> None:
    opinion = make_opinion(of=sina)
    answer_second_opinion(actor=sina, opinion=opinion, quality=quality)
    assert said(opinion) == [quality]


def test_the_last_letter_counts_and_the_first_is_kept(sina: User) -> None:
    opinion = make_opinion(of=sina)
    for quality in ("A", "C"):
        answer_second_opinion(actor=sina, opinion=opinion, quality=quality)
    assert said(opinion) == ["C", "A"]
    assert SecondOpinion.objects.with_quality().get().quality == "C"


def test_the_same_once_more_is_the_same(sina: User) -> None:
    opinion = make_opinion(of=sina)
    first = answer_second_opinion(actor=sina, opinion=opinion, quality="B")
    assert answer_second_opinion(actor=sina, opinion=opinion, quality="B") == first


def test_nobody_gives_it_for_somebody_else(sven: User, sina: User) -> None:
    with pytest.raises(PermissionDenied):
        answer_second_opinion(actor=sven, opinion=make_opinion(of=sina), quality="B")


@pytest.mark.parametrize("who", ["mara", "lena", "gero"])
def test_only_reps_give_one(who: str, request: pytest.FixtureRequest) -> None:
    user: User = request.getfixturevalue(who)
    with pytest.raises(PermissionDenied):
        answer_second_opinion(actor=user, opinion=make_opinion(of=user), quality="B")


@pytest.mark.parametrize("quality", ["E", "a", "unknown"])
def test_a_letter_off_the_scale_is_named(sina: User, quality: str) -> None:
    opinion = make_opinion(of=sina)
    with pytest.raises(ValidationError) as refused:
        answer_second_opinion(actor=sina, opinion=opinion, quality=quality)
    assert list(refused.value.message_dict) == ["quality"]
    assert said(opinion) == []


def test_after_fourteen_days_it_is_over(sina: User) -> None:
    opinion = make_opinion(of=sina, asked_at=timezone.now() - timedelta(days=14, minutes=1))
    with pytest.raises(SecondOpinionOver):
        answer_second_opinion(actor=sina, opinion=opinion, quality="B")
    assert not SecondOpinionAnswer.objects.exists()


def test_on_a_lead_taken_out_of_the_figures_it_is_over(sina: User) -> None:
    opinion = make_opinion(of=sina)
    Lead.objects.update(kind=LeadKind.TEST)
    with pytest.raises(SecondOpinionOver):
        answer_second_opinion(actor=sina, opinion=opinion, quality="B")


def test_it_changes_nothing_of_the_lead(sina: User) -> None:
    opinion = make_opinion(of=sina)
    before = Lead.objects.filter(pk=opinion.lead_id).values().get()
    standing = LeadStanding.objects.filter(lead=opinion.lead_id).values().get()
    answer_second_opinion(actor=sina, opinion=opinion, quality="D")
    assert Lead.objects.filter(pk=opinion.lead_id).values().get() == before
    assert LeadStanding.objects.filter(lead=opinion.lead_id).values().get() == standing
