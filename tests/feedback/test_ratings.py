from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from accounts.models import Notification, User
from campaigns.models import Need
from feedback.errors import NotAccepted, NotYours, RatingConflict
from feedback.models import Rating
from handoff.models import ReasonUse
from leads.models import Grade, LeadStage
from tests.factories import make_campaign, make_lead, make_promise, make_reason
from tests.feedback.saying import accepted_lead, reach, say


def test_rating_makes_the_lead_rated_and_stands(sven: User) -> None:
    lead = accepted_lead(sven)
    rating = say(sven, lead, quality="C", fit="too_high", potential="not_yet")
    lead.refresh_from_db()
    standing = lead.standing
    assert lead.stage == LeadStage.RATED
    assert (standing.rating, standing.quality, standing.fit, standing.potential) == (
        rating,
        "C",
        "too_high",
        "not_yet",
    )


def test_rating_without_a_contact_records_the_first_contact_at_its_own_moment(sven: User) -> None:
    lead = accepted_lead(sven)
    reach(sven, lead, was_reached=False)
    rating = say(sven, lead)
    contact = lead.attempts.get(was_reached=True)
    assert (contact.channel, contact.happened_at, contact.user) == ("phone", rating.rated_at, sven)


def test_rating_after_a_contact_records_no_other(sven: User) -> None:
    lead = accepted_lead(sven)
    reach(sven, lead)
    say(sven, lead)
    assert lead.attempts.count() == 1


def test_rating_keeps_its_details(sven: User) -> None:
    lead = accepted_lead(sven)
    promise = make_promise(lead.campaign, "Audit gratis")
    need = Need.objects.get(key="financing")
    reason = make_reason(ReasonUse.RATING)
    rating = say(
        sven,
        lead,
        misleading_promises=[promise],
        needs=[need],
        reason=reason,
        need_text=" Anbau ",
        note=" ok ",
    )
    assert list(rating.misleading_promises.all()) == [promise]
    assert list(rating.needs.all()) == [need]
    assert (rating.reason, rating.need_text, rating.note) == (reason, "Anbau", "ok")


def test_rating_corrected_appends_and_the_newest_counts(sven: User) -> None:
    lead = accepted_lead(sven)
    first = say(sven, lead, quality="A")
    second = say(sven, lead, quality="D", expected_rating_id=first.pk)
    lead.refresh_from_db()
    assert list(lead.ratings.all()) == [second, first]
    assert (lead.standing.quality, lead.standing.rating) == ("D", second)


def test_rating_with_an_old_expectation_conflicts_and_carries_the_newest(sven: User, lena: User) -> None:
    lead = accepted_lead(sven)
    newest = say(lena, lead, quality="A")
    with pytest.raises(RatingConflict) as conflict:
        say(sven, lead, quality="C")
    assert conflict.value.newest == newest
    assert lead.ratings.count() == 1


def test_rating_expecting_one_that_never_was_conflicts(sven: User) -> None:
    with pytest.raises(RatingConflict) as conflict:
        say(sven, accepted_lead(sven), expected_rating_id=4711)
    assert conflict.value.newest is None


def test_rating_sent_twice_is_kept_once(sven: User) -> None:
    lead = accepted_lead(sven)
    promise = make_promise(lead.campaign)
    first = say(sven, lead, misleading_promises=[promise])
    assert say(sven, lead, misleading_promises=[promise]) == first
    assert lead.ratings.count() == 1


def test_rating_sent_twice_with_another_promise_conflicts(sven: User) -> None:
    lead = accepted_lead(sven)
    say(sven, lead)
    with pytest.raises(RatingConflict):
        say(sven, lead, misleading_promises=[make_promise(lead.campaign)])


def test_rating_of_a_won_lead_leaves_it_won(sven: User) -> None:
    lead = make_lead(stage=LeadStage.WON, assigned_to=sven)
    say(sven, lead, quality="A", expected_rating_id=lead.ratings.get().pk)
    lead.refresh_from_db()
    assert (lead.stage, lead.standing.quality, lead.standing.outcome) == (LeadStage.WON, "A", "won")


@pytest.mark.parametrize(
    ("field", "value"), [("potential", "maybe"), ("quality", "E"), ("quality", ""), ("fit", "high")]
)
def test_rating_outside_the_scale_is_refused(sven: User, field: str, value: str) -> None:
    lead = accepted_lead(sven)
    with pytest.raises(ValidationError) as refused:
        say(sven, lead, **{field: value})
    assert list(refused.value.message_dict) == [field]
    assert not lead.ratings.exists()


def test_rating_with_a_promise_of_another_campaign_is_refused(sven: User) -> None:
    lead = accepted_lead(sven)
    foreign = make_promise(make_campaign())
    with pytest.raises(ValidationError) as refused:
        say(sven, lead, misleading_promises=[foreign])
    assert str(foreign.pk) in refused.value.message_dict["misleading_promises"][0]


def test_rating_with_a_promise_withdrawn_since_is_kept(sven: User) -> None:
    lead = accepted_lead(sven)
    promise = make_promise(lead.campaign, withdrawn_at=lead.received_at + timedelta(hours=1))
    assert list(say(sven, lead, misleading_promises=[promise]).misleading_promises.all()) == [promise]


@pytest.mark.parametrize("dates", [{"withdrawn_at": 0}, {"promised_at": 1}])
def test_rating_cannot_blame_a_promise_of_another_time(sven: User, dates: dict[str, Any]) -> None:
    lead = accepted_lead(sven)
    moments: dict[str, Any] = {
        name: lead.received_at + timedelta(hours=hours) for name, hours in dates.items()
    }
    promise = make_promise(lead.campaign, **moments)
    with pytest.raises(ValidationError) as refused:
        say(sven, lead, misleading_promises=[promise])
    assert promise.text in refused.value.message_dict["misleading_promises"][0]


def test_rating_with_a_reason_for_returns_is_refused(sven: User) -> None:
    with pytest.raises(ValidationError) as refused:
        say(sven, accepted_lead(sven), reason=make_reason(ReasonUse.RETURN))
    assert list(refused.value.message_dict) == ["reason"]


@pytest.mark.parametrize(
    ("field", "text"), [("note", "x" * 4001), ("need_text", "x" * 301), ("note", "\x00")]
)
def test_rating_with_words_that_cannot_be_kept_is_refused(sven: User, field: str, text: str) -> None:
    with pytest.raises(ValidationError) as refused:
        say(sven, accepted_lead(sven), **{field: text})
    assert list(refused.value.message_dict) == [field]


def test_rating_a_colleagues_lead_is_refused(sven: User, sina: User) -> None:
    with pytest.raises(NotYours):
        say(sina, accepted_lead(sven))


def test_rating_a_lead_nobody_accepted_is_refused(sven: User) -> None:
    with pytest.raises(NotAccepted):
        say(sven, make_lead(stage=LeadStage.HANDED_OVER, assigned_to=sven))


def test_rating_by_the_manager_is_refused(sven: User, gero: User) -> None:
    with pytest.raises(PermissionDenied):
        say(gero, accepted_lead(sven))
    assert not Rating.objects.exists()


def test_rating_tells_the_owner_of_the_campaign_without_personal_data(sven: User, mara: User) -> None:
    lead = accepted_lead(sven, campaign=make_campaign(name="Herbst", owner=mara))
    say(sven, lead, quality=Grade.C)
    told = Notification.objects.get(user=mara)
    assert (told.kind, told.path) == ("lead_rated", f"/leads/{lead.pk}/")
    assert "Herbst" in told.title
    assert lead.person.name not in told.title + told.body


def test_rating_tells_nobody_where_the_owner_left(sven: User, otto: User) -> None:
    say(sven, accepted_lead(sven, campaign=make_campaign(owner=otto)))
    assert not Notification.objects.filter(kind="lead_rated").exists()
