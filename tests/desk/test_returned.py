"""A returned lead says why, and is handed over again or closed as no lead with the reason sales gave."""

from __future__ import annotations

import pytest

from accounts.models import User
from handoff import services as handoffs
from handoff.models import Reason, ReasonUse
from leads.models import KindChange, Lead, LeadKind, LeadStage
from tests.factories import client_for, make_lead

pytestmark = pytest.mark.django_db


def returned(sven: User, text: str = "Sucht eine Lehrstelle") -> Lead:
    lead = make_lead(stage=LeadStage.ACCEPTED, assigned_to=sven)
    reason = Reason.objects.get(use=ReasonUse.RETURN, key="no-enquiry")
    return handoffs.return_handoff(actor=sven, lead=lead, reason=reason, text=text)


def test_lead_says_who_returned_it_and_why(mara: User, sven: User) -> None:
    page = client_for(mara).get(f"/leads/{returned(sven).pk}/").content.decode()
    assert "Sven Vertrieb hat ihn zurückgegeben: Keine echte Anfrage" in page
    assert "Sucht eine Lehrstelle" in page


def test_closing_it_as_no_lead_takes_the_reason_along(mara: User, sven: User) -> None:
    lead, client = returned(sven), client_for(mara)
    page = client.get(f"/leads/{lead.pk}/")
    [reason] = [
        line.split('value="')[1].split('"')[0]
        for line in page.content.decode().splitlines()
        if 'name="reason" value="' in line
    ]
    client.post(f"/leads/{lead.pk}/kind/", {"kind": "none", "reason": reason})
    assert Lead.objects.get().kind == LeadKind.NO_LEAD
    assert KindChange.objects.get().reason == "Keine echte Anfrage: Sucht eine Lehrstelle"


def test_lead_that_was_handed_over_again_says_nothing_of_it(mara: User, sven: User) -> None:
    lead = returned(sven)
    handoffs.hand_over(actor=mara, lead=lead, to_user=sven, grade="B")
    assert "hat ihn zurückgegeben" not in client_for(mara).get(f"/leads/{lead.pk}/").content.decode()
