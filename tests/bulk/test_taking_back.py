"""What was done to many leads is taken back at once: what something came after stays, and says so."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from accounts.models import Notification, User
from bulk import services
from bulk.models import BulkAction
from feedback.models import FollowUp
from handoff.errors import NothingToTakeBack
from handoff.services import accept_handoff
from leads.models import Lead, LeadKind, LeadStage
from leads.services.kinds import set_kind
from tests.bulk.doing import begin, done, states, taken_back, work_off
from tests.factories import make_follow_up, make_lead
from tests.feedback.saying import reach

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]


def test_hand_over_is_taken_back_and_the_rep_told_once(mara: User, sven: User) -> None:
    leads = [make_lead(), make_lead()]
    action = taken_back(mara, done(mara, "hand_over", leads, {"grade": "B", "to_user": sven.pk}))
    assert states(action) == ["back", "back"]
    assert {(lead.stage, lead.assigned_to) for lead in Lead.objects.all()} == {("registered", None)}
    told = Notification.objects.latest("pk")
    assert (told.user, told.kind) == (sven, "leads_taken_back")


def test_what_was_accepted_meanwhile_stays(mara: User, sven: User) -> None:
    kept, other = make_lead(), make_lead()
    action = done(mara, "hand_over", [kept, other], {"grade": "B", "to_user": sven.pk})
    accept_handoff(actor=sven, lead=kept)
    taken_back(mara, action)
    assert states(action) == ["stays", "back"]
    assert "Seitdem ist etwas geschehen" in action.lines.get(lead=kept).why


def test_leads_passed_on_lie_again_with_whom_they_lay(lena: User, sven: User, sina: User) -> None:
    leads = [make_lead(stage=LeadStage.ACCEPTED, assigned_to=sven) for _ in range(2)]
    taken_back(lena, done(lena, "pass_on", leads, to_user=sina.pk))
    assert set(Lead.objects.values_list("assigned_to", "stage")) == {(sven.pk, "accepted")}


def test_follow_up_is_taken_back_and_the_one_before_stands_again(sven: User) -> None:
    lead, fresh = (make_lead(stage=LeadStage.ACCEPTED, assigned_to=sven) for _ in range(2))
    before = make_follow_up(lead, sven)
    day = (timezone.localdate() + timedelta(days=9)).isoformat()
    taken_back(sven, done(sven, "follow_up", [lead, fresh], day=day, time="", note=""))
    assert FollowUp.objects.open().get() == before
    assert set(FollowUp.objects.exclude(ended_at=None).values_list("ended_how", flat=True)) == {"back"}


def test_leads_closed_as_unreachable_are_open_again(sven: User) -> None:
    lead = make_lead(stage=LeadStage.ACCEPTED, assigned_to=sven)
    for _ in range(9):
        reach(sven, lead, was_reached=False)
    taken_back(sven, done(sven, "close_unreachable", [lead]))
    assert Lead.objects.get().stage == LeadStage.ACCEPTED


def test_mark_is_taken_back_to_what_stood_before_with_its_reason(mara: User) -> None:
    lead = make_lead()
    set_kind(actor=mara, lead=lead, kind=LeadKind.NO_LEAD, reason="Bewerbung")
    taken_back(mara, done(mara, "mark_spam", [lead], reason=""))
    change = lead.kind_changes.latest("pk")
    assert (Lead.objects.get().kind, change.was, change.reason) == (LeadKind.NO_LEAD, "spam", "Bewerbung")


def test_what_was_marked_anew_since_stays(mara: User) -> None:
    lead = make_lead()
    action = done(mara, "mark_spam", [lead], reason="")
    set_kind(actor=mara, lead=lead, kind=LeadKind.TEST)
    taken_back(mara, action)
    assert (states(action), Lead.objects.get().kind) == (["stays"], LeadKind.TEST)


def test_it_is_taken_back_once(mara: User, sven: User) -> None:
    action = taken_back(mara, done(mara, "hand_over", [make_lead()], {"grade": "B", "to_user": sven.pk}))
    taken_back(mara, action)
    assert Notification.objects.filter(kind="leads_taken_back").count() == 1


def test_it_is_taken_back_neither_too_late_nor_while_it_runs_nor_by_others(mara: User, sven: User) -> None:
    running = begin(mara, "mark_spam", [make_lead()], reason="")
    with pytest.raises(NothingToTakeBack, match="still runs"):
        services.undo(actor=mara, action=running)
    work_off()
    with pytest.raises(PermissionDenied):
        services.undo(actor=sven, action=running)
    BulkAction.objects.update(created_at=timezone.now() - timedelta(minutes=11))
    with pytest.raises(NothingToTakeBack, match="could be taken back until"):
        services.undo(actor=mara, action=running)


def test_what_was_asked_for_in_time_is_taken_back_when_the_job_comes_late(mara: User, sven: User) -> None:
    action = done(mara, "hand_over", [make_lead()], {"grade": "B", "to_user": sven.pk})
    services.undo(actor=mara, action=action)
    lately = timezone.now() - timedelta(minutes=11)
    BulkAction.objects.update(undone_at=lately)
    for handoff in Lead.objects.get().handoffs.all():
        type(handoff).objects.filter(pk=handoff.pk).update(created_at=lately - timedelta(minutes=1))
    work_off()
    assert states(action) == ["back"]
