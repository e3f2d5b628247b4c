from __future__ import annotations

import pytest

from leads.doors.registering import Registered, register
from leads.models import Door, Lead
from tests.factories import make_cta
from tests.leads.capture.doors import CtaKeySender
from tests.leads.enquiries import enquire, saying

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("company")]


@pytest.mark.parametrize("note", ["", "eilig"])
def test_known_number_gives_the_lead_that_has_it_as_it_is_now(note: str) -> None:
    cta = make_cta()
    new = enquire(cta, email="erika@example.org", external_id="X-1")
    first = register(new, door=Door.WEBHOOK, sender=CtaKeySender(cta.pk))
    again = register(saying(new, note=note), door=Door.WEBHOOK, sender=CtaKeySender(cta.pk, "later"))
    assert isinstance(first, Registered) and isinstance(again, Registered)
    assert (again.lead, again.lead.uuid, again.person_is_known) == (first.lead, first.lead.uuid, True)
    assert (again.lead.note, again.lead.sender, Lead.objects.count()) == (note, "key", 1)
