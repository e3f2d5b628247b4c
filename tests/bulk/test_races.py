"""An action beside a rep who accepts, and two undos at once; the twin does without the lock."""

from __future__ import annotations

from threading import Barrier

import pytest
from django.core.exceptions import PermissionDenied

from accounts.models import Role, User
from bulk import services
from bulk.models import BulkAction
from bulk.services import undo
from bulk.tasks import go_on
from handoff.services import accept_handoff
from leads.models import Lead, LeadStage
from outbox.models import OutboxMessage
from tests.at_once import at_once
from tests.bulk.doing import begin, done, states, work_off
from tests.factories import make_campaign, make_company, make_lead, make_user
from tests.feedback.test_races import REPEATS
from values.refusals import Refusal

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def mara() -> User:
    make_company()
    return make_user(Role.MARKETER)


@pytest.fixture
def sven(mara: User) -> User:
    return make_user(Role.SALES_REP)


def handed(mara: User, sven: User) -> tuple[Lead, BulkAction]:
    lead = make_lead(campaign=make_campaign())
    return lead, done(mara, "hand_over", [lead], {"grade": "B", "to_user": sven.pk})


@pytest.mark.parametrize("repeat", REPEATS[:10])
def test_undo_beside_an_acceptance_leaves_one_of_both(mara: User, sven: User, repeat: int) -> None:
    """Either the rep was first and the lead stays, or it is marketing's again and nobody has accepted it."""
    lead, action = handed(mara, sven)
    undo(actor=mara, action=action)

    def accept() -> object:
        try:
            return accept_handoff(actor=sven, lead=lead)
        except (Refusal, PermissionDenied) as refusal:
            return refusal

    answer, _parts = at_once(accept, work_off)
    stage = Lead.objects.get(pk=lead.pk).stage
    is_accepted = isinstance(answer, Lead)
    assert (stage, states(action)) == (
        (LeadStage.ACCEPTED, ["stays"]) if is_accepted else (LeadStage.REGISTERED, ["back"])
    )


def undo_twice(mara: User, action: BulkAction) -> None:
    at_once(*[lambda: undo(actor=mara, action=BulkAction.objects.get(pk=action.pk))] * 2)


@pytest.mark.parametrize("repeat", REPEATS[:10])
def test_two_undos_at_once_are_one(mara: User, sven: User, repeat: int) -> None:
    _lead, action = handed(mara, sven)
    undo_twice(mara, action)
    assert OutboxMessage.objects.filter(topic=services.TOPIC, done_at=None).count() == 1


def test_two_undos_at_once_are_two_without_the_lock(
    mara: User, sven: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The twin: both read that nothing was taken back, and meet again before they write."""
    _lead, action = handed(mara, sven)
    after_reading, can_undo = Barrier(2, timeout=20), services.can_undo

    def meet(action: BulkAction) -> bool:
        after_reading.wait()
        return can_undo(action)

    manager = type(BulkAction.objects)
    monkeypatch.setattr(manager, "select_for_update", lambda self: self.get_queryset())
    monkeypatch.setattr(services, "can_undo", meet)
    undo_twice(mara, action)
    assert OutboxMessage.objects.filter(topic=services.TOPIC, done_at=None).count() == 2


def test_two_workers_with_one_message_do_it_once(mara: User, sven: User) -> None:
    lead = make_lead(campaign=make_campaign())
    begin(mara, "hand_over", [lead], {"grade": "B", "to_user": sven.pk})
    at_once(work_off_once, work_off_once)
    assert lead.handoffs.count() == 1


def work_off_once() -> None:
    go_on(OutboxMessage.objects.filter(topic=services.TOPIC).latest("pk").pk)
