"""A finding is acknowledged, answered and closed; who rated is told, and the same is not told twice."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.core.exceptions import PermissionDenied, ValidationError

from accounts.kinds import Kind
from accounts.models import Notification, User
from campaigns.models import Campaign
from counting.models import Subject
from counting.weeks import WEEK
from findings.errors import FindingAnsweredSince, FindingClosed
from findings.models import Finding, FindingAnswer, FindingKind, FindingStep
from findings.services import answer_finding, look
from tests.factories import make_finding
from tests.findings.kept import MONDAY, keep, keep_ratings

pytestmark = pytest.mark.django_db


def answer(actor: User, finding: Finding, step: FindingStep, **said: object) -> FindingAnswer:
    newest = finding.answers.first()
    values = {"text": "Die Anzeige ist neu.", "expected_answer_id": newest.pk if newest else None, **said}
    return answer_finding(actor=actor, finding=finding, step=step, **values)  # type: ignore[arg-type]


def told(user: User, kind: Kind) -> list[str]:
    return list(Notification.objects.filter(user=user, kind=kind).values_list("title", flat=True))


def test_every_step_is_kept_with_who_and_when(mara: User, lena: User) -> None:
    finding = make_finding()
    for actor, step in ((mara, FindingStep.SEEN), (lena, FindingStep.CHANGED), (mara, FindingStep.CLOSED)):
        answer(actor, finding, step)
    said = finding.answers.order_by("pk").values_list("user", "step")
    assert list(said) == [(mara.pk, "seen"), (lena.pk, "changed"), (mara.pk, "closed")]
    assert Finding.objects.with_state().get().state == "closed"  # type: ignore[attr-defined]


def test_rep_reads_and_does_not_answer(sven: User) -> None:
    finding = make_finding()
    assert Finding.objects.visible_to(sven).get() == finding
    with pytest.raises(PermissionDenied):
        answer(sven, finding, FindingStep.SEEN)


@pytest.mark.parametrize("step", [FindingStep.CHANGED, FindingStep.UNCHANGED, FindingStep.CLOSED])
def test_each_step_but_acknowledging_takes_a_sentence(mara: User, step: FindingStep) -> None:
    finding = make_finding()
    assert answer(mara, finding, FindingStep.SEEN, text="").text == ""
    with pytest.raises(ValidationError) as refused:
        answer(mara, finding, step, text=" ")
    assert set(refused.value.message_dict) == {"text"}


def test_closed_finding_takes_no_more_answers(mara: User, lena: User) -> None:
    finding = make_finding()
    answer(mara, finding, FindingStep.CLOSED)
    with pytest.raises(FindingClosed):
        answer(lena, finding, FindingStep.SEEN)


def test_double_click_is_one_answer(mara: User) -> None:
    finding = make_finding()
    answers = {answer(mara, finding, FindingStep.CLOSED, expected_answer_id=None).pk for _ in range(2)}
    assert len(answers) == finding.answers.count() == 1


def test_answer_of_somebody_else_meanwhile_is_not_overwritten(mara: User, lena: User) -> None:
    finding = make_finding()
    first = answer(mara, finding, FindingStep.UNCHANGED)
    with pytest.raises(FindingAnsweredSince) as refused:
        answer(lena, finding, FindingStep.CHANGED, expected_answer_id=None)
    assert refused.value.current == first.pk
    assert {conflict.field for conflict in refused.value.conflicts} == {"step"}


def test_whoever_rated_is_told_what_was_changed_once(mara: User, sven: User, sina: User) -> None:
    finding = make_finding()
    assert finding.since is not None
    assert finding.campaign is not None
    keep(finding.campaign, finding.since, Subject.RATER, sven.pk, 4)
    keep(finding.campaign, finding.start - WEEK, Subject.RATER, sina.pk, 4)
    for step in (FindingStep.SEEN, FindingStep.CHANGED, FindingStep.CLOSED):
        answer(mara, finding, step)
    assert len(told(sven, Kind.FINDING_ANSWERED)) == 1
    assert told(sina, Kind.FINDING_ANSWERED) == []


def test_owner_and_managers_are_told_of_what_is_found(mara: User, gero: User, sven: User, lena: User) -> None:
    from findings.notifications import tell_found

    finding = make_finding()
    Campaign.objects.update(owner=mara, name="Messe")
    finding = Finding.objects.with_names().get()
    tell_found(finding)
    assert told(mara, Kind.FINDING_FOUND) == ["„Messe“: weniger gute Leads seit 05.01.2026"]
    assert told(gero, Kind.FINDING_FOUND) == told(mara, Kind.FINDING_FOUND)
    assert told(sven, Kind.FINDING_FOUND) == told(lena, Kind.FINDING_FOUND) == []


def test_open_finding_is_not_told_again(fallen: Campaign) -> None:
    (first,) = look()
    assert look(MONDAY + WEEK) == []
    assert Finding.objects.get() == first


def test_closed_finding_comes_again_only_from_leads_after_it(fallen: Campaign, mara: User) -> None:
    (first,) = look()
    answer(mara, first, FindingStep.CLOSED)
    assert look(MONDAY + WEEK) == []
    later = [MONDAY + WEEK * at for at in range(1, 21)]
    for at, week in enumerate(later):
        keep_ratings(fallen, week, rated=20, good=10 if at < 10 else 2)
    with time_machine.travel(f"{MONDAY + WEEK * 25}T10:00:00+02:00", tick=False):
        (again,) = look()
    assert (again.kind, again.campaign, again.start) == (FindingKind.QUALITY, fallen, MONDAY + WEEK)
    assert again.since == later[10]


def test_closing_in_the_middle_of_a_week_waits_for_the_next(fallen: Campaign, mara: User) -> None:
    from findings.services.finding import _begins

    (first,) = look()
    with time_machine.travel(f"{MONDAY + timedelta(days=6)}T10:00:00+02:00", tick=False):
        answer(mara, first, FindingStep.CLOSED)
    assert list(_begins().values()) == [MONDAY + WEEK]
