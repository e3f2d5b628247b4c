from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from accounts.models import User
from feedback.errors import NotAccepted, NothingToReopen, NotYours, OutcomeConflict
from feedback.history import ImportedOutcome, record_imported_outcomes
from feedback.models import LeadStanding, Outcome
from feedback.services import record_won, reopen
from handoff.models import ReasonUse
from leads.models import LeadStage
from tests.factories import make_lead, make_reason
from tests.feedback.saying import accepted_lead, deal, lose, reach, win


def test_won_makes_the_lead_won_with_its_value(sven: User) -> None:
    lead = make_lead(stage=LeadStage.RATED, assigned_to=sven)
    outcome = win(sven, lead, value_cents=1_234_56)
    lead.refresh_from_db()
    assert lead.stage == LeadStage.WON
    assert (lead.standing.outcome, lead.standing.value_cents) == ("won", 123_456)
    assert lead.standing.decided_at == outcome.decided_at


def test_won_with_two_deals_is_worth_their_sum_since_the_first(sven: User) -> None:
    lead = make_lead(stage=LeadStage.RATED, assigned_to=sven)
    first, now = lead.received_at, timezone.now()
    deals = [deal(value_cents=7, decided_at=now), deal(value_cents=5, decided_at=first, number="A-1")]
    outcome = win(sven, lead, deals=deals)
    standing = LeadStanding.objects.get(lead=lead)
    assert (standing.outcome, standing.value_cents, standing.decided_at) == ("won", 12, first)
    assert [(one.value_cents, one.number) for one in outcome.deals] == [(7, ""), (5, "A-1")]


def test_won_again_with_one_deal_takes_the_other_out(sven: User) -> None:
    lead = make_lead(stage=LeadStage.RATED, assigned_to=sven)
    both = win(sven, lead, deals=[deal(value_cents=7), deal(value_cents=5)])
    win(sven, lead, value_cents=7, expected_outcome_id=both.pk)
    assert LeadStanding.objects.get(lead=lead).value_cents == 7
    assert lead.outcomes.count() == 3


def test_won_with_two_deals_sent_twice_is_kept_once(sven: User) -> None:
    lead = make_lead(stage=LeadStage.RATED, assigned_to=sven)
    deals = [deal(value_cents=7), deal(value_cents=5)]
    assert win(sven, lead, deals=deals) == win(sven, lead, deals=deals)
    assert lead.outcomes.count() == 2


def test_won_with_another_second_deal_meanwhile_conflicts(sven: User) -> None:
    lead = make_lead(stage=LeadStage.RATED, assigned_to=sven)
    win(sven, lead, deals=[deal(value_cents=7), deal(value_cents=500)])
    with pytest.raises(OutcomeConflict) as conflict:
        win(sven, lead, deals=[deal(value_cents=7), deal(value_cents=600)])
    assert [one.field for one in conflict.value.conflicts] == ["value_cents_2"]


def test_further_deal_in_the_future_is_refused_beside_its_day(sven: User) -> None:
    lead = make_lead(stage=LeadStage.RATED, assigned_to=sven)
    with pytest.raises(ValidationError) as refused:
        win(sven, lead, deals=[deal(), deal(decided_at=timezone.now() + timedelta(days=1))])
    assert list(refused.value.message_dict) == ["decided_at_2"]


def test_won_without_a_deal_is_refused(sven: User) -> None:
    lead = make_lead(stage=LeadStage.RATED, assigned_to=sven)
    with pytest.raises(ValidationError) as refused:
        record_won(actor=sven, lead=lead, deals=[], expected_outcome_id=None)
    assert list(refused.value.message_dict) == ["deals"]


def test_lost_makes_the_lead_lost_with_its_reason(sven: User) -> None:
    lead = make_lead(stage=LeadStage.RATED, assigned_to=sven)
    reason = make_reason(ReasonUse.LOST)
    outcome = lose(sven, lead, reason=reason, competitor=" Konkurrenz AG ", reason_text="zu teuer")
    lead.refresh_from_db()
    assert (lead.stage, lead.standing.outcome, lead.standing.value_cents) == (LeadStage.LOST, "lost", None)
    assert (outcome.reason, outcome.competitor, outcome.reason_text) == (reason, "Konkurrenz AG", "zu teuer")


def test_lost_before_anybody_was_reached_is_kept(sven: User) -> None:
    lead = accepted_lead(sven)
    lose(sven, lead)
    lead.refresh_from_db()
    assert (lead.stage, lead.standing.contacted_at) == (LeadStage.LOST, None)


def test_won_corrected_to_lost_keeps_both(sven: User) -> None:
    lead = make_lead(stage=LeadStage.RATED, assigned_to=sven)
    won = win(sven, lead)
    lost = lose(sven, lead, expected_outcome_id=won.pk)
    lead.refresh_from_db()
    assert list(lead.outcomes.all()) == [lost, won]
    assert (lead.stage, lead.standing.value_cents) == (LeadStage.LOST, None)


def test_reopened_lead_goes_back_to_rated(sven: User) -> None:
    lead = make_lead(stage=LeadStage.WON, assigned_to=sven)
    reopen(actor=sven, lead=lead, reason_text="storniert", expected_outcome_id=lead.outcomes.get().pk)
    lead.refresh_from_db()
    assert (lead.stage, lead.standing.outcome, lead.standing.decided_at) == (LeadStage.RATED, "", None)


def test_reopened_lead_nobody_rated_goes_back_to_contacted(sven: User) -> None:
    lead = accepted_lead(sven)
    reach(sven, lead)
    lost = lose(sven, lead)
    reopen(actor=sven, lead=lead, expected_outcome_id=lost.pk)
    lead.refresh_from_db()
    assert lead.stage == LeadStage.CONTACTED


def test_reopened_lead_nobody_reached_goes_back_to_accepted(sven: User) -> None:
    lead = accepted_lead(sven)
    lost = lose(sven, lead)
    reopen(actor=sven, lead=lead, expected_outcome_id=lost.pk)
    lead.refresh_from_db()
    assert lead.stage == LeadStage.ACCEPTED


def test_reopened_history_that_lay_with_nobody_is_whose_who_reopened_it(lena: User) -> None:
    lead = make_lead()
    record_imported_outcomes([ImportedOutcome(lead_id=lead.pk, kind="lost", decided_at=timezone.now())])
    reopen(actor=lena, lead=lead, expected_outcome_id=lead.outcomes.get().pk)
    lead.refresh_from_db()
    assert (lead.stage, lead.assigned_to) == (LeadStage.ACCEPTED, lena)


def test_open_lead_cannot_be_reopened(sven: User) -> None:
    lead = make_lead(stage=LeadStage.RATED, assigned_to=sven)
    with pytest.raises(NothingToReopen):
        reopen(actor=sven, lead=lead, expected_outcome_id=None)
    assert not lead.outcomes.exists()


def test_outcome_with_an_old_expectation_conflicts_and_carries_the_newest(sven: User, lena: User) -> None:
    lead = make_lead(stage=LeadStage.RATED, assigned_to=sven)
    newest = lose(lena, lead)
    with pytest.raises(OutcomeConflict) as conflict:
        win(sven, lead)
    assert conflict.value.newest == newest
    assert lead.outcomes.count() == 1


def test_outcome_sent_twice_is_kept_once(sven: User) -> None:
    lead = make_lead(stage=LeadStage.RATED, assigned_to=sven)
    first = win(sven, lead)
    assert win(sven, lead) == first
    assert lead.outcomes.count() == 1


@pytest.mark.parametrize("value", [-1, 1_000_000_000_000])
def test_won_with_an_impossible_value_is_refused(sven: User, value: int) -> None:
    lead = make_lead(stage=LeadStage.RATED, assigned_to=sven)
    with pytest.raises(ValidationError) as refused:
        win(sven, lead, value_cents=value)
    assert str(value) in refused.value.message_dict["value_cents"][0]
    assert not lead.outcomes.exists()


@pytest.mark.parametrize("shift", [timedelta(days=1), timedelta(days=-3)])
def test_won_in_the_future_or_before_the_enquiry_is_refused(sven: User, shift: timedelta) -> None:
    lead = make_lead(stage=LeadStage.RATED, assigned_to=sven)
    with pytest.raises(ValidationError) as refused:
        win(sven, lead, decided_at=timezone.now() + shift)
    assert list(refused.value.message_dict) == ["decided_at"]


def test_won_on_the_day_of_the_enquiry_is_kept(sven: User) -> None:
    lead = make_lead(stage=LeadStage.RATED, assigned_to=sven)
    assert win(sven, lead, decided_at=lead.received_at).decided_at == lead.received_at


@pytest.mark.parametrize("use", [None, ReasonUse.RATING])
def test_lost_without_a_reason_for_it_is_refused(sven: User, use: ReasonUse | None) -> None:
    lead = make_lead(stage=LeadStage.RATED, assigned_to=sven)
    with pytest.raises(ValidationError) as refused:
        lose(sven, lead, reason=make_reason(use) if use else None)
    assert list(refused.value.message_dict) == ["reason"]


def test_outcome_of_a_colleagues_lead_is_refused(sven: User, sina: User) -> None:
    with pytest.raises(NotYours):
        win(sina, make_lead(stage=LeadStage.RATED, assigned_to=sven))


def test_outcome_of_a_lead_nobody_accepted_is_refused(sven: User) -> None:
    with pytest.raises(NotAccepted):
        win(sven, make_lead(stage=LeadStage.HANDED_OVER, assigned_to=sven))


def test_outcome_by_marketing_is_refused(sven: User, mara: User) -> None:
    with pytest.raises(PermissionDenied):
        lose(mara, make_lead(stage=LeadStage.RATED, assigned_to=sven))
    assert not Outcome.objects.exists()
