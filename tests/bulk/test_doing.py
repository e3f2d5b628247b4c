"""One deed for many leads: what is refused says why and stops nothing, who gets several hears it once."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from accounts.models import Notification, Role, User
from accounts.own_company import own_company
from bulk import services
from bulk.deeds import DEEDS
from bulk.models import BulkAction
from feedback.models import FollowUp
from leads.models import Grade, Lead, LeadKind, LeadStage
from tests.bulk.doing import begin, done, states, work_off
from tests.factories import make_cta, make_lead, make_user
from tests.feedback.saying import reach

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]


def some(number: int, **fields: object) -> list[Lead]:
    cta = make_cta()
    return [make_lead(cta=cta, **fields) for _ in range(number)]  # type: ignore[arg-type]  # as the factory takes


def test_each_lead_is_handed_over_with_its_own_grade_to_its_own_rep(mara: User, sven: User) -> None:
    first, second = some(2)
    lines: dict[int, dict[str, Any]] = {
        first.pk: {"grade": "A", "to_user": sven.pk},
        second.pk: {"grade": "D", "to_user": None},
    }
    services.start(actor=mara, deed="hand_over", lines=lines, said={})
    work_off()
    rows = Lead.objects.order_by("pk").values_list("stage", "grade", "assigned_to")
    assert list(rows) == [("handed_over", "A", sven.pk), ("handed_over", "D", None)]


def test_what_is_refused_says_why_and_keeps_nothing_else_away(mara: User, sven: User) -> None:
    ready, taken = make_lead(), make_lead(stage=LeadStage.ACCEPTED)
    action = done(mara, "hand_over", [ready, taken], {"grade": "B", "to_user": sven.pk})
    assert states(action) == ["done", "refused"]
    assert "„Angenommen“" in action.lines.get(lead=taken).why
    assert action.ended_at is not None and not action.is_running


def test_whoever_gets_several_is_told_once_of_all(mara: User, sven: User) -> None:
    done(mara, "hand_over", some(3), {"grade": "B", "to_user": sven.pk})
    told = Notification.objects.get()
    assert (told.user, told.kind, told.path) == (sven, "leads_handed_over", "/inbox/")
    assert told.title.startswith("3 ")


def test_whoever_gets_one_is_told_of_that_lead(mara: User, sven: User) -> None:
    lead = make_lead()
    done(mara, "hand_over", [lead], {"grade": "B", "to_user": sven.pk})
    assert Notification.objects.get().path == f"/leads/{lead.pk}/"


def test_long_action_is_done_in_parts_and_told_of_at_its_end(
    mara: User, sven: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(services, "AT_ONCE", 2)
    action = begin(mara, "hand_over", some(5), {"grade": "B", "to_user": sven.pk})
    assert work_off() == 3
    assert states(action) == ["done"] * 5
    assert Notification.objects.count() == 1


def test_sales_lead_moves_what_lies_with_a_rep(lena: User, sven: User, sina: User) -> None:
    open_ones = some(3, stage=LeadStage.CONTACTED, assigned_to=sven)
    won = make_lead(stage=LeadStage.WON, assigned_to=sven)
    action = done(lena, "pass_on", [*open_ones, won], to_user=sina.pk, note="Sven ist krank")
    assert states(action) == ["done", "done", "done", "refused"]
    assert Lead.objects.filter(assigned_to=sina).count() == 3
    assert "Sven ist krank" in Notification.objects.get(user=sina).body


def test_rep_moves_only_what_is_theirs(sven: User, sina: User) -> None:
    mine, hers = (make_lead(stage=LeadStage.ACCEPTED, assigned_to=person) for person in (sven, sina))
    action = done(sven, "release", [mine, hers])
    assert list(action.lines.values_list("lead", "state")) == [(mine.pk, "done")]
    assert Lead.objects.in_pool().get() == mine


def test_follow_up_is_set_for_all(sven: User) -> None:
    leads = some(2, stage=LeadStage.ACCEPTED, assigned_to=sven)
    day = timezone.localdate() + timedelta(days=3)
    done(sven, "follow_up", leads, day=day.isoformat(), time="", note="Messe ist vorbei")
    assert list(FollowUp.objects.values_list("day", "note")) == [(day, "Messe ist vorbei")] * 2


def test_day_that_has_passed_is_refused_before_anything_is_done(sven: User) -> None:
    leads = some(2, stage=LeadStage.ACCEPTED, assigned_to=sven)
    with pytest.raises(ValidationError) as refused:
        begin(sven, "follow_up", leads, day="2020-01-01", time="", note="")
    assert list(refused.value.error_dict) == ["day"]
    assert not BulkAction.objects.exists()


def test_who_was_not_reached_is_closed_after_enough_attempts(sven: User) -> None:
    tried, fresh = some(2, stage=LeadStage.ACCEPTED, assigned_to=sven)
    for _ in range(own_company().attempts_before_closing):
        reach(sven, tried, was_reached=False)
    action = done(sven, "close_unreachable", [tried, fresh])
    assert states(action) == ["done", "refused"]


@pytest.mark.parametrize(
    ("deed", "kind", "reason"),
    [
        ("mark_spam", LeadKind.SPAM, ""),
        ("mark_test", LeadKind.TEST, ""),
        ("mark_none", LeadKind.NO_LEAD, "Bewerbung"),
    ],
)
def test_leads_are_marked(mara: User, deed: str, kind: str, reason: str) -> None:
    leads = some(2)
    done(mara, deed, leads, reason=reason)
    assert set(Lead.objects.values_list("kind", flat=True)) == {kind}


def test_that_they_are_no_leads_needs_a_reason(mara: User) -> None:
    with pytest.raises(ValidationError) as refused:
        begin(mara, "mark_none", some(1), reason="")
    assert list(refused.value.error_dict) == ["reason"]


@pytest.mark.parametrize(("deed", "said"), [("hand_over", {}), ("mark_spam", {"reason": ""})])
def test_sales_does_nothing_that_is_marketings(lena: User, deed: str, said: dict[str, str]) -> None:
    with pytest.raises(PermissionDenied):
        begin(lena, deed, some(1), {"grade": "A"}, **said)


def test_nobody_chooses_none_or_too_many(mara: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(services, "MOST", 2)
    for leads in ([], some(3)):
        with pytest.raises(ValidationError):
            begin(mara, "mark_spam", leads, reason="")


def test_person_without_the_right_any_more_gets_nothing_done(mara: User, sven: User) -> None:
    action = begin(mara, "hand_over", some(2), {"grade": "B", "to_user": sven.pk})
    User.objects.filter(pk=mara.pk).update(is_active=False)
    work_off()
    assert states(action) == ["refused", "refused"]


def test_plan_says_what_would_be_refused(mara: User) -> None:
    ready, taken, spam = make_lead(), make_lead(stage=LeadStage.RATED), make_lead(kind=LeadKind.SPAM)
    leads = Lead.objects.select_related(*services.NEEDED).order_by("pk")
    plan = services.plan(actor=mara, deed=DEEDS["hand_over"], leads=leads)
    assert plan.ready == [ready]
    assert [found for group in plan.refused.values() for found in group] == [taken, spam]


def test_part_that_comes_twice_is_done_once(mara: User, sven: User) -> None:
    lead = make_lead(grade=Grade.B)
    action = done(mara, "hand_over", [lead], {"grade": "B", "to_user": sven.pk})
    services.go_on(action.pk)
    assert lead.handoffs.count() == 1


def test_old_actions_are_forgotten(mara: User) -> None:
    old, new = (done(mara, "mark_spam", some(1), reason="") for _ in range(2))
    BulkAction.objects.filter(pk=old.pk).update(created_at=timezone.now() - timedelta(days=31))
    assert services.forget_old() == 1
    assert BulkAction.objects.get() == new


def test_somebody_new_is_no_receiver(mara: User) -> None:
    """Who stopped taking leads after the page was drawn gets none."""
    leaver = make_user(Role.MARKETER)
    action = done(mara, "hand_over", some(1), {"grade": "B", "to_user": leaver.pk})
    assert states(action) == ["refused"]
