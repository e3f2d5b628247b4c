"""Who an enquiry is about, of the people that are known."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from leads.capture.enquiries import Enquiry
from leads.capture.known import Known
from leads.capture.states import PersonState

NAMES = st.sampled_from(["", "Erika Muster", "Muster Erika", "Otto Anders"])
EMAILS = st.sampled_from(["", "a@example.org", "b@example.org"])
PHONES = st.sampled_from(["", "+49301234567", "+49307654321"])
ALSO = st.lists(st.sampled_from(["a@example.org", "c@example.org", "+49307654321"]), max_size=2, unique=True)
SAID = st.fixed_dictionaries({"name": NAMES, "email": EMAILS, "phone": PHONES, "company": st.just("")})


class AskingEverybody(Known):
    """Looks for the person of every enquiry, also where nobody has its addresses."""

    def _knows_one_of(self, enquiry: Enquiry) -> bool:
        return True


@given(people=st.lists(st.tuples(SAID, ALSO), max_size=4), said=SAID, also=ALSO)
def test_nobody_is_missed_by_asking_first_whether_anybody_is_known(
    people: list[tuple[dict[str, Any], list[str]]], said: dict[str, Any], also: list[str]
) -> None:
    enquiry = Enquiry(values=said, also_reached_by=tuple(also))
    persons = [PersonState(values, also_reached_by=tuple(others)) for values, others in people]
    found = []
    for known in (Known(), AskingEverybody()):
        for person in persons:
            known.add_person(person)
        found.append((known.find_person(enquiry), list(known.find_possible(enquiry))))
    assert found[0] == found[1]
