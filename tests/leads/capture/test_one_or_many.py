"""One take of many enquiries is as many takes of one: whoever comes, in whatever order."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.models import Company
from campaigns.models import CallToAction
from leads.capture import Enquiry, NewTouch, Sender, check, take
from leads.models import Door, Lead, Person, Touch
from tests.factories import make_cta
from tests.leads.capture.doors import sender_by
from tests.leads.enquiries import enquire

pytestmark = pytest.mark.django_db

SAID = st.fixed_dictionaries(
    {
        "name": st.sampled_from(["", "Erika Muster", "Muster Erika", "Otto Anders"]),
        "email": st.sampled_from(["", "a@example.org", "b@example.org"]),
        "phone": st.sampled_from(["030 1234567", "030 7654321"]),
        "company": st.sampled_from(["", "Muster AG"]),
        "external_id": st.sampled_from(["", "", "X-1", "X-2"]),
        "note": st.sampled_from(["", "eilig"]),
        "received_at": st.sampled_from([datetime(2025, 1, day, tzinfo=UTC) for day in (1, 2)]),
        "last_touch": st.sampled_from([None, NewTouch(utm_source="google")]),
        "key": st.sampled_from([None, None, "k-1"]),
    }
)


def take_all(enquiries: list[Enquiry], *, door: Door, sender: Sender, at_once: bool) -> list[Any]:
    """What became of each and what was written, with people and leads told apart by their order."""
    checked = [check(enquiry) for enquiry in enquiries]
    groups = [checked] if at_once else [[one] for one in checked]
    taken = [one for group in groups for one in take(group, door=door, sender=sender)]
    persons = list(Person.objects.order_by("pk").values_list("pk", flat=True))
    leads = list(Lead.objects.order_by("pk").values_list("pk", flat=True))
    places = {pk: place for place, pk in enumerate(leads)}
    said = [
        (
            one.became,
            one.person_is_known,
            one.is_replay,
            sorted(one.conflicts),
            None if one.lead_id is None else places[one.lead_id],
            one.duplicate_of and places[one.duplicate_of.id or 0],
        )
        for one in taken
    ]
    columns = ("cta", "received_at", "external_id", "note", "contact_as_given", "definition", "sender")
    written = [
        (persons.index(person), *values)
        for person, *values in Lead.objects.order_by("pk").values_list("person_id", *columns)
    ]
    people = Person.objects.order_by("pk").values_list("name", "company", "email", "phone", "search_text")
    touches = [
        (places[pk], source) for pk, source in Touch.objects.order_by("pk").values_list("lead", "utm_source")
    ]
    return [said, written, list(people), sorted(touches)]


@pytest.mark.parametrize("door", [Door.API, Door.FILE])
@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(said=st.lists(SAID, min_size=1, max_size=6))
def test_many_at_once_are_taken_like_one_after_the_other(
    company: Company, door: Door, said: list[dict[str, Any]]
) -> None:
    with transaction.atomic():
        cta: CallToAction = make_cta()
        sender = sender_by(door)
        enquiries = [enquire(cta, **one) for one in said]
        results = []
        for at_once in (True, False):
            with transaction.atomic():
                results.append(take_all(enquiries, door=door, sender=sender, at_once=at_once))
                transaction.set_rollback(True)
        transaction.set_rollback(True)
    assert results[0] == results[1]
