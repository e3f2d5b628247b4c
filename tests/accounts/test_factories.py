"""The rows other tests stand on keep the rules of the database in every stage."""

from __future__ import annotations

import pytest

from accounts.models import User
from feedback.models import LeadStanding
from leads.models import Lead, LeadStage
from tests.factories import PASSWORD, client_for, make_lead


@pytest.mark.parametrize("stage", LeadStage)
def test_make_lead_writes_every_stage(mara: User, sven: User, stage: LeadStage) -> None:
    lead = make_lead(stage=stage, assigned_to=sven if stage != LeadStage.REGISTERED else None)

    assert Lead.objects.get(pk=lead.pk).stage == stage


def test_make_lead_won_has_its_standing(sven: User) -> None:
    lead = make_lead(stage=LeadStage.WON, assigned_to=sven, value_cents=5_000)

    standing = LeadStanding.objects.get(lead=lead)

    assert (standing.outcome, standing.value_cents, standing.quality) == ("won", 5_000, "B")


def test_client_for_is_signed_in(mara: User) -> None:
    assert client_for(mara).session["_auth_user_id"] == str(mara.pk)


def test_make_user_can_sign_in_with_the_password_of_tests(mara: User) -> None:
    assert mara.check_password(PASSWORD)
