"""The mail on Monday opens with what was found that morning."""

from __future__ import annotations

from datetime import date

import pytest

from accounts.models import User
from findings.models import FindingStep
from findings.services import answer_finding
from insights.pages.weekly import Week, word_week
from tests.factories import make_campaign, make_finding

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]
WEEK = Week(monday=date(2026, 3, 2), leads=3, good=0, won=0)


def test_week_opens_with_what_chance_explains_least(mara: User) -> None:
    make_finding(make_campaign(name="Search"), probability=1e-4)
    surer = make_finding(make_campaign(name="Fair"), probability=1e-9)
    make_finding(make_campaign(name="Older"), probability=1e-12, monday=date(2026, 2, 23))
    word = word_week(WEEK, mara)
    assert word.title == "“Fair”: fewer good leads since 5 Jan 2026"
    assert word.path == f"/findings/{surer.pk}/"
    assert word.text.startswith("Since then rated good: 6 of 60 rated leads, 10%.")


def test_closed_finding_is_not_told_of(mara: User) -> None:
    finding = make_finding()
    answer_finding(
        actor=mara, finding=finding, step=FindingStep.CLOSED, text="Done.", expected_answer_id=None
    )
    assert "/findings/" not in word_week(WEEK, mara).path
