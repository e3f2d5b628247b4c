"""Somebody leaves: how much lies with them, who takes it, and what is said of what stays."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from accounts.errors import LastAdministrator
from accounts.models import Notification, Role, User
from accounts.services import change_person, deactivate, reactivate
from accounts.services.people import take_role
from bulk.leaving import Holdings, Left, Way, leave, read_holdings
from bulk.models import BulkAction
from handoff.errors import HandoffSettled
from handoff.services import TAKE_BACK, ask_question, hand_over, move, return_handoff
from leads.models import Grade, Lead, LeadStage
from tests.bulk.doing import states, taken_back, work_off
from tests.factories import (
    make_absence,
    make_campaign,
    make_follow_up,
    make_lead,
    make_reason,
    make_user,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]
ONE_LEFT = "1 offener Lead liegt bei Sven Vertrieb; von dort aus bearbeitet ihn niemand mehr"
TWO_LEFT = "2 offene Leads liegen bei Sven Vertrieb; von dort aus bearbeitet sie niemand mehr"
NOTHING = {
    "unanswered": 0,
    "rated": 0,
    "history": 0,
    "follow_ups": 0,
    "questions": 0,
    "campaigns": 0,
    "absences": 0,
}


def leads_of(rep: User, *stages: LeadStage) -> list[Lead]:
    """With sales, the one handed over first before the others."""
    now = timezone.now()
    leads = [make_lead(stage=stage, assigned_to=rep) for stage in stages]
    for age, lead in enumerate(reversed(leads)):
        Lead.objects.filter(pk=lead.pk).update(handed_over_at=now - timedelta(days=age + 1))
    return leads


def reps_of(leads: list[Lead]) -> list[User | None]:
    """With whom they lie by now."""
    return [Lead.objects.get(pk=lead.pk).assigned_to for lead in leads]


def told(user: User) -> list[str]:
    return list(Notification.objects.filter(user=user).order_by("pk").values_list("title", flat=True))


def left(actor: User, person: User, way: Way, *receivers: User, owner: User | None = None) -> Left:
    done = leave(actor=actor, person=person, way=way, receivers=receivers, owner=owner)
    work_off()
    return done


def test_holdings_of_a_rep(sven: User, sina: User) -> None:
    leads_of(sven, LeadStage.HANDED_OVER, LeadStage.CONTACTED, LeadStage.RATED, LeadStage.WON)
    make_follow_up(Lead.objects.get(stage=LeadStage.CONTACTED), sven)
    make_absence(sina, deputy=sven, first=2)
    make_absence(sina, deputy=sven, first=-5, last=-2)
    wanted = {**NOTHING, "unanswered": 1, "rated": 1, "follow_ups": 1, "absences": 1}
    assert read_holdings(sven) == Holdings(leads=3, **wanted)


def test_history_that_was_never_handed_over_is_said(sven: User) -> None:
    [lead] = leads_of(sven, LeadStage.RATED)
    Lead.objects.filter(pk=lead.pk).update(handed_over_at=None)
    held = read_holdings(sven)
    assert (held.leads, held.rated, held.history) == (1, 0, 1)


def test_holdings_of_a_marketer(mara: User, sven: User) -> None:
    lead = make_lead(campaign=make_campaign(owner=mara))
    hand_over(actor=mara, lead=lead, to_user=sven, grade=Grade.B)
    ask_question(actor=sven, lead=lead, text="Wann?")
    assert read_holdings(mara) == Holdings(leads=0, **{**NOTHING, "questions": 1, "campaigns": 1})


def test_who_has_nothing_holds_nothing(mara: User) -> None:
    assert not read_holdings(mara).is_anything


def test_everything_goes_to_one_colleague(ada: User, sven: User, sina: User) -> None:
    leads = leads_of(sven, LeadStage.HANDED_OVER, LeadStage.ACCEPTED, LeadStage.RATED)
    left(ada, sven, Way.GIVE, sina)
    sven.refresh_from_db()
    assert (sven.is_active, reps_of(leads)) == (False, [sina] * 3)
    assert [Lead.objects.get(pk=lead.pk).stage for lead in leads] == [lead.stage for lead in leads]


def test_receiver_is_told_once(ada: User, sven: User, sina: User, lena: User) -> None:
    leads_of(sven, LeadStage.HANDED_OVER, LeadStage.ACCEPTED)
    left(ada, sven, Way.GIVE, sina)
    assert (told(sina), told(lena)) == (["2 neue Leads für Sie"], [])


def test_several_get_them_in_turn(ada: User, sven: User, sina: User, lena: User) -> None:
    leads = leads_of(sven, *[LeadStage.ACCEPTED] * 5)
    left(ada, sven, Way.GIVE, sina, lena)
    assert reps_of(leads) == [sina, lena, sina, lena, sina]


def test_pool_takes_what_is_not_rated_and_sales_leads_hear_of_the_rest(
    ada: User, sven: User, lena: User
) -> None:
    leads = leads_of(sven, LeadStage.HANDED_OVER, LeadStage.CONTACTED, LeadStage.RATED)
    done = left(ada, sven, Way.POOL)
    assert (reps_of(leads), states(done.actions[0])) == ([None, None, sven], ["done", "done", "refused"])
    assert told(lena) == [ONE_LEFT]


def test_what_is_left_sales_leads_are_told(ada: User, sven: User, lena: User) -> None:
    leads = leads_of(sven, LeadStage.ACCEPTED, LeadStage.RATED)
    done = left(ada, sven, Way.LEAVE)
    assert (list(done.actions), reps_of(leads)) == ([], [sven, sven])
    assert told(lena) == [TWO_LEFT]


def test_nobody_is_told_of_nothing(ada: User, sven: User, lena: User) -> None:
    left(ada, sven, Way.LEAVE)
    assert told(lena) == []


def test_campaigns_get_another_owner(ada: User, mara: User) -> None:
    emma = make_user(full_name="Emma Marketing")
    campaign = make_campaign(owner=mara)
    assert left(ada, mara, Way.LEAVE, owner=emma).campaigns == 1
    campaign.refresh_from_db()
    assert (campaign.owner, campaign.row_version) == (emma, 2)


@pytest.mark.parametrize("owner", ["sven", "otto"])
def test_owner_is_an_active_marketer(
    request: pytest.FixtureRequest, ada: User, mara: User, owner: str
) -> None:
    make_campaign(owner=mara)
    with pytest.raises(ValidationError) as caught:
        leave(actor=ada, person=mara, way=Way.LEAVE, owner=request.getfixturevalue(owner))
    assert list(caught.value.message_dict) == ["owner"]


def test_leads_need_somebody_who_gets_them(ada: User, sven: User) -> None:
    leads_of(sven, LeadStage.ACCEPTED)
    with pytest.raises(ValidationError) as caught:
        leave(actor=ada, person=sven, way=Way.GIVE)
    sven.refresh_from_db()
    assert (list(caught.value.message_dict), sven.is_active) == (["receivers"], True)


@pytest.mark.parametrize("receiver", ["sven", "mara", "otto"])
def test_receiver_takes_leads_and_is_somebody_else(
    request: pytest.FixtureRequest, ada: User, sven: User, receiver: str
) -> None:
    leads_of(sven, LeadStage.ACCEPTED)
    with pytest.raises(ValidationError) as caught:
        leave(actor=ada, person=sven, way=Way.GIVE, receivers=[request.getfixturevalue(receiver)])
    assert list(caught.value.message_dict) == ["receivers"]


@pytest.mark.parametrize("actor", ["lena", "gero", "mara", "sven"])
def test_only_an_administrator_does_it(request: pytest.FixtureRequest, sina: User, actor: str) -> None:
    with pytest.raises(PermissionDenied):
        leave(actor=request.getfixturevalue(actor), person=sina, way=Way.LEAVE)


def test_last_administrator_stays_with_the_work(ada: User) -> None:
    with pytest.raises(LastAdministrator):
        leave(actor=ada, person=ada, way=Way.LEAVE)


def test_all_of_it_is_taken_back_and_sales_leads_hear_where_it_lies(
    ada: User, sven: User, sina: User, lena: User
) -> None:
    leads = leads_of(sven, LeadStage.HANDED_OVER, LeadStage.ACCEPTED)
    done = left(ada, sven, Way.GIVE, sina)
    reactivate(actor=ada, user=sven)
    action = taken_back(ada, BulkAction.objects.get(pk=done.actions[0].pk))
    assert (states(action), reps_of(leads)) == (["back", "back"], [sven, sven])
    assert told(lena) == []


def test_undo_without_the_sign_in_says_what_lies_there(ada: User, sven: User, sina: User, lena: User) -> None:
    leads_of(sven, LeadStage.ACCEPTED)
    done = left(ada, sven, Way.GIVE, sina)
    taken_back(ada, BulkAction.objects.get(pk=done.actions[0].pk))
    assert told(lena) == [ONE_LEFT]


def test_what_was_left_before_is_passed_on_later(ada: User, sven: User, sina: User) -> None:
    leads = leads_of(sven, LeadStage.ACCEPTED)
    left(ada, sven, Way.LEAVE)
    left(ada, sven, Way.GIVE, sina)
    assert reps_of(leads) == [sina]


def test_marketing_hears_from_sales_as_before_and_not_who_moved_it(
    ada: User, mara: User, sven: User, sina: User
) -> None:
    lead = make_lead()
    hand_over(actor=mara, lead=lead, to_user=sven, grade=Grade.B)
    left(ada, sven, Way.GIVE, sina)
    return_handoff(actor=sina, lead=lead, reason=make_reason())
    assert (told(mara), told(ada)) == ([f"Lead zurückgegeben: {lead.contact.title}"], [])


def test_marketing_cannot_take_a_moved_lead_back(ada: User, mara: User, sven: User, sina: User) -> None:
    lead = make_lead()
    hand_over(actor=mara, lead=lead, to_user=sven, grade=Grade.B)
    left(ada, sven, Way.GIVE, sina)
    lead.refresh_from_db()
    assert not TAKE_BACK.is_open_to(mara, lead)


def test_what_a_colleague_has_by_now_is_left_alone(ada: User, sven: User, sina: User, lena: User) -> None:
    lead = make_lead(stage=LeadStage.ACCEPTED, assigned_to=sina)
    with pytest.raises(HandoffSettled):
        move(actor=ada, lead=lead, from_user=sven, to_user=lena)


@pytest.mark.parametrize("way", ["deactivated", "by the directory", "by the table"])
def test_however_somebody_goes_sales_leads_hear_how_much_lies_there(
    ada: User, sven: User, lena: User, way: str
) -> None:
    """By whatever calls the service, and by the groups of the directory, which give another role."""
    leads_of(sven, LeadStage.ACCEPTED, LeadStage.RATED)
    match way:
        case "deactivated":
            deactivate(actor=ada, user=sven)
        case "by the directory":
            take_role(sven, Role.MARKETER)
        case _:
            change_person(actor=ada, user=sven, role=Role.MANAGER)
    assert told(lena) == [TWO_LEFT]


def test_without_sales_leads_administrators_hear_it(ada: User, sven: User) -> None:
    leads_of(sven, LeadStage.ACCEPTED)
    User.objects.filter(role=Role.SALES_LEAD).update(is_active=False)
    left(ada, sven, Way.LEAVE)
    assert told(ada) == [ONE_LEFT]


def test_rep_who_becomes_sales_lead_leaves_nothing(ada: User, sven: User, lena: User) -> None:
    leads_of(sven, LeadStage.ACCEPTED)
    change_person(actor=ada, user=sven, role=Role.SALES_LEAD)
    assert told(lena) == []


def test_more_than_one_part_are_moved_to_the_end(
    monkeypatch: pytest.MonkeyPatch, ada: User, sven: User, sina: User
) -> None:
    monkeypatch.setattr("bulk.leaving.MOST", 2)
    leads = leads_of(sven, *[LeadStage.ACCEPTED] * 5)
    done = left(ada, sven, Way.GIVE, sina)
    assert (len(done.actions), reps_of(leads)) == (3, [sina] * 5)
