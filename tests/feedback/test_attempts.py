from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from accounts.models import User
from feedback.errors import NotAccepted, NotYours
from feedback.models import ContactAttempt
from leads.models import LeadStage
from tests.factories import make_lead
from tests.feedback.saying import accepted_lead, reach

TOKYO = ZoneInfo("Asia/Tokyo")
FIRST_MOMENT, LAST_MOMENT = datetime(1, 1, 1, tzinfo=TOKYO), datetime(9999, 12, 31, 23, 59, tzinfo=UTC)


def test_attempt_that_reached_makes_the_lead_contacted(sven: User) -> None:
    lead = accepted_lead(sven)
    attempt = reach(sven, lead)
    lead.refresh_from_db()
    assert lead.stage == LeadStage.CONTACTED
    assert lead.standing.contacted_at == attempt.happened_at


def test_attempt_that_did_not_reach_leaves_the_lead_accepted_and_counts(sven: User) -> None:
    lead = accepted_lead(sven)
    reach(sven, lead, was_reached=False)
    reach(sven, lead, was_reached=False, channel="email")
    lead.refresh_from_db()
    assert (lead.stage, lead.standing.attempt_count, lead.standing.contacted_at) == (
        LeadStage.ACCEPTED,
        2,
        None,
    )


def test_attempt_logged_late_moves_the_first_contact_back(sven: User) -> None:
    lead = accepted_lead(sven)
    reach(sven, lead)
    earlier = timezone.now() - timedelta(hours=2)
    reach(sven, lead, happened_at=earlier)
    lead.refresh_from_db()
    assert lead.standing.contacted_at == earlier


def test_attempt_on_a_won_lead_leaves_it_won(sven: User) -> None:
    lead = make_lead(stage=LeadStage.WON, assigned_to=sven)
    reach(sven, lead)
    lead.refresh_from_db()
    assert (lead.stage, lead.standing.attempt_count) == (LeadStage.WON, 2)


def test_attempt_sent_twice_is_logged_once(sven: User) -> None:
    lead = accepted_lead(sven)
    first = reach(sven, lead, expected_count=0)
    assert reach(sven, lead, expected_count=0) == first
    assert lead.attempts.count() == 1


def test_attempt_after_another_one_with_other_words_is_logged(sven: User) -> None:
    lead = accepted_lead(sven)
    reach(sven, lead, expected_count=0, was_reached=False)
    reach(sven, lead, expected_count=0, channel="email")
    assert lead.attempts.count() == 2


def test_attempt_on_a_colleagues_lead_is_refused(sven: User, sina: User) -> None:
    lead = accepted_lead(sven)
    with pytest.raises(NotYours):
        reach(sina, lead)
    assert not ContactAttempt.objects.exists()


def test_attempt_by_the_sales_lead_for_a_rep_is_allowed(sven: User, lena: User) -> None:
    lead = accepted_lead(sven)
    assert reach(lena, lead).user == lena


@pytest.mark.parametrize("stage", [LeadStage.HANDED_OVER, LeadStage.RETURNED])
def test_attempt_before_accepting_is_refused(sven: User, stage: LeadStage) -> None:
    lead = make_lead(stage=stage, assigned_to=sven)
    with pytest.raises(NotAccepted):
        reach(sven, lead)


def test_attempt_by_marketing_is_refused(sven: User, mara: User) -> None:
    with pytest.raises(PermissionDenied):
        reach(mara, accepted_lead(sven))


def test_attempt_by_an_unknown_channel_is_refused_with_the_allowed_ones(sven: User) -> None:
    with pytest.raises(ValidationError) as refused:
        reach(sven, accepted_lead(sven), channel="pigeon")
    assert "pigeon" in refused.value.message_dict["channel"][0]
    assert "phone, email, meeting, message" in refused.value.message_dict["channel"][0]


@pytest.mark.parametrize("shift", [timedelta(hours=1), timedelta(days=-3)])
def test_attempt_in_the_future_or_before_the_enquiry_is_refused(sven: User, shift: timedelta) -> None:
    lead = accepted_lead(sven)
    with pytest.raises(ValidationError) as refused:
        reach(sven, lead, happened_at=timezone.now() + shift)
    assert list(refused.value.message_dict) == ["happened_at"]
    assert not lead.attempts.exists()


@pytest.mark.parametrize("moment", [FIRST_MOMENT, LAST_MOMENT])
def test_attempt_at_a_moment_without_a_day_in_other_zones_is_refused(sven: User, moment: datetime) -> None:
    """The first and the last minute there are, as a browser sends them and the person's zone reads them."""
    with pytest.raises(ValidationError) as refused:
        reach(sven, accepted_lead(sven), happened_at=moment)
    assert list(refused.value.message_dict) == ["happened_at"]


@pytest.mark.parametrize("note", ["x" * 2001, "a\x00b"])
def test_attempt_with_a_note_that_cannot_be_kept_is_refused(sven: User, note: str) -> None:
    lead = accepted_lead(sven)
    with pytest.raises(ValidationError) as refused:
        reach(sven, lead, note=note)
    assert list(refused.value.message_dict) == ["note"]
    assert not lead.attempts.exists()
