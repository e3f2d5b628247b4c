"""The joint page is drawn once and kept for all who may read it: nothing in it is for some of them only."""

from __future__ import annotations

from accounts.models import User
from counting import job
from leads.models import LeadStage
from tests.factories import client_for, make_lead, make_person


def test_what_is_drawn_for_all_names_no_person(gero: User, sven: User) -> None:
    person = make_person(
        name="Erika Muster", company="Muster AG", email="e@example.org", phone="+493411234567"
    )
    kept = {"note": "Ruft gern an", "external_id": "CRM-77"}
    make_lead(stage=LeadStage.WON, assigned_to=sven, person=person, **kept)  # type: ignore[arg-type]
    job.catch_up()
    drawn = client_for(gero).get("/overview/?period=all").context["drawn"]
    html = drawn.bar.html + drawn.figures
    told = ["Muster", "e@example.org", "3411234567", "Sven", "Ruft gern an", "CRM-77"]
    assert drawn.figures
    assert [words for words in told if words in html] == []
