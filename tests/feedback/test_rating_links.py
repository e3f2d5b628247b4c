"""The link of a mail to the three taps: what it is bound to, and when it ends."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.utils import timezone

from accounts.models import Role, User
from accounts.services import deactivate
from feedback.errors import RatingConflict
from feedback.models import ExpectationFit, Potential, Rating
from feedback.services.rating_links import make_rating_secret, open_rating_link, rate_from_mail
from feedback.services.undoing import find_last_done, undo
from handoff.models import Handoff
from handoff.services import hand_over, pass_on, take_back_handoff
from leads.models import Grade, Lead, LeadStage
from tests.factories import make_lead, make_user
from tests.feedback.saying import reach, say, win
from values.mail_links import LinkBroken, LinkEnded

WORDS: dict[str, Any] = {"potential": Potential.YES, "quality": Grade.B, "fit": ExpectationFit.REALISTIC}


def secret_of(lead: Lead) -> str:
    """As it stands in the mail to whom the lead lies with now."""
    rep = lead.assigned_to
    assert rep is not None
    return make_rating_secret(handoff=lead.handoffs.latest("id"), rep=rep)


@pytest.fixture
def lead(sven: User) -> Lead:
    return make_lead(stage=LeadStage.HANDED_OVER, assigned_to=sven)


def why_not(secret: str) -> str:
    with pytest.raises(LinkEnded) as ended:
        open_rating_link(secret)
    return ended.value.message


def test_link_rates_in_the_name_of_the_rep(lead: Lead, sven: User) -> None:
    rating = rate_from_mail(secret=secret_of(lead), **WORDS)

    assert (rating.user, rating.quality, rating.is_from_mail) == (sven, "B", True)


def test_rating_on_the_page_is_none_from_a_mail(lead: Lead, sven: User) -> None:
    reached = make_lead(stage=LeadStage.ACCEPTED, assigned_to=sven)

    assert not say(sven, reached).is_from_mail


def test_link_accepts_the_lead_first_and_logs_the_contact(lead: Lead, sven: User) -> None:
    rate_from_mail(secret=secret_of(lead), **WORDS)

    lead.refresh_from_db()
    assert (lead.stage, lead.assigned_to) == (LeadStage.RATED, sven)
    assert [answer.kind for answer in lead.handoffs.get().answers.all()] == ["accept"]
    assert [attempt.was_reached for attempt in lead.attempts.all()] == [True]


def test_link_leaves_an_accepted_lead_its_contact(sven: User) -> None:
    lead = make_lead(stage=LeadStage.ACCEPTED, assigned_to=sven)
    reach(sven, lead)
    rate_from_mail(secret=secret_of(lead), **WORDS)

    assert lead.attempts.count() == 1


def test_opening_a_link_changes_nothing(lead: Lead) -> None:
    open_rating_link(secret_of(lead))

    lead.refresh_from_db()
    assert (lead.stage, lead.ratings.count(), lead.attempts.count()) == (LeadStage.HANDED_OVER, 0, 0)


def test_link_corrects_nothing(lead: Lead, sven: User) -> None:
    secret = secret_of(lead)
    rate_from_mail(secret=secret, **WORDS)
    with pytest.raises(RatingConflict):
        rate_from_mail(secret=secret, **{**WORDS, "quality": Grade.D})

    assert [rating.quality for rating in Rating.objects.all()] == ["B"]


def test_link_sent_twice_rates_once(lead: Lead) -> None:
    secret = secret_of(lead)

    assert rate_from_mail(secret=secret, **WORDS) == rate_from_mail(secret=secret, **WORDS)
    assert Rating.objects.count() == 1


def test_link_says_that_the_lead_was_passed_on(lead: Lead, sven: User) -> None:
    secret, lena = secret_of(lead), make_user(Role.SALES_REP)
    pass_on(actor=sven, lead=lead, to_user=lena)

    assert (
        why_not(secret) == "Dieser Lead liegt nicht mehr bei Ihnen, jemand anderes kümmert sich darum. Danke!"
    )


def test_link_of_before_ends_although_the_lead_came_back(lead: Lead, sven: User) -> None:
    secret, lena = secret_of(lead), make_user(Role.SALES_REP)
    pass_on(actor=sven, lead=lead, to_user=lena)
    lead.refresh_from_db()
    pass_on(actor=lena, lead=lead, to_user=sven)

    assert "jemand anderes" in why_not(secret)
    lead.refresh_from_db()
    assert open_rating_link(secret_of(lead)).rep == sven


def test_link_ends_when_marketing_takes_the_lead_back(sven: User) -> None:
    mara = make_user(Role.MARKETER)
    lead = make_lead()
    hand_over(actor=mara, lead=lead, grade=Grade.B, to_user=sven)
    secret = make_rating_secret(handoff=Handoff.objects.get(), rep=sven)
    lead.refresh_from_db()
    take_back_handoff(actor=mara, lead=lead)

    assert "jemand anderes" in why_not(secret)


def test_link_works_for_thirty_days(lead: Lead) -> None:
    secret, now = secret_of(lead), timezone.now()
    with time_machine.travel(now + timedelta(days=29, hours=23)):
        assert open_rating_link(secret).lead == lead
    with time_machine.travel(now + timedelta(days=30, minutes=1)):
        assert why_not(secret) == "Der Link in dieser Mail ist älter als 30 Tage."


def test_link_of_somebody_deactivated_works_no_more(lead: Lead, sven: User) -> None:
    secret = secret_of(lead)
    deactivate(actor=make_user(Role.ADMIN), user=sven)

    assert why_not(secret) == "Dieser Link gilt nicht mehr."


def test_link_with_a_letter_missing_opens_nothing(lead: Lead) -> None:
    with pytest.raises(LinkBroken):
        open_rating_link(secret_of(lead)[:-1])


def test_link_of_a_lead_decided_meanwhile_still_rates(sven: User) -> None:
    lead = make_lead(stage=LeadStage.ACCEPTED, assigned_to=sven)
    secret = secret_of(lead)
    win(sven, lead)

    assert rate_from_mail(secret=secret, **WORDS).quality == "B"


def test_rating_taken_back_can_be_given_again_by_the_link(lead: Lead, sven: User) -> None:
    secret = secret_of(lead)
    rate_from_mail(secret=secret, **WORDS)
    lead.refresh_from_db()
    done = find_last_done(lead)
    assert done is not None
    undo(actor=sven, kind=done.kind, fact_id=done.id)
    rate_from_mail(secret=secret, **{**WORDS, "quality": Grade.C})

    assert [rating.quality for rating in lead.ratings.all()] == ["C"]
