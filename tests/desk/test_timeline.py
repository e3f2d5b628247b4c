from __future__ import annotations

from django.utils import translation

from accounts.models import Company, Team, User
from campaigns.models import Need
from desk.timeline import Event, build_timeline
from desk.timeline.feedback import events_of_feedback
from feedback.history import ImportedQuality, record_imported_qualities
from handoff.models import ReasonUse
from leads.models import Door, Lead
from tests.factories import client_for, make_lead, make_promise, make_reason
from tests.feedback.saying import accepted_lead, lose, reach, say, win


def told(lead: Lead, viewer: User) -> list[Event]:
    with translation.override("en"):
        return list(events_of_feedback(lead, viewer))


def test_timeline_of_a_lead_tells_what_sales_said(sven: User, mara: User) -> None:
    lead = accepted_lead(sven)
    reach(sven, lead, was_reached=False, note="Mailbox")
    say(sven, lead, quality="C")
    win(sven, lead)
    titles = [str(event.title) for event in told(lead, mara)]
    assert titles[:3] == ["Phone: not reached", "Phone: reached", "Rated: C – perhaps later"]
    assert titles[3].startswith("Won: €")


def test_timeline_tells_everything_a_rating_says(sven: User, mara: User) -> None:
    lead = accepted_lead(sven)
    say(
        sven,
        lead,
        fit="too_high",
        misleading_promises=[make_promise(lead.campaign, "Gratis")],
        needs=[Need.objects.get(key="training")],
        need_text="Anbau",
        reason=make_reason(ReasonUse.RATING),
        note="ruft an",
    )
    text = told(lead, mara)[-1].text.splitlines()
    assert text[:3] == ["Potential customer: Yes", "Promised too much", "Misleading promise: Gratis"]
    assert text[4:] == ["Needs: Training and instruction, Anbau", "ruft an"]


def test_timeline_says_that_a_rating_came_by_the_link_of_a_mail(sven: User, mara: User) -> None:
    lead = accepted_lead(sven)
    say(sven, lead, is_from_mail=True)

    assert told(lead, mara)[-1].text.splitlines()[-1] == "By the link of a mail"


def test_timeline_names_a_correction_and_an_implied_contact(sven: User, mara: User) -> None:
    lead = accepted_lead(sven)
    first = say(sven, lead)
    say(sven, lead, quality="D", expected_rating_id=first.pk)
    contact, newest, oldest = told(lead, mara)
    assert contact.text == "Recorded together with the rating"
    assert [str(newest.title)[:16], str(oldest.title)[:6]] == ["Rating corrected", "Rated:"]


def test_timeline_marks_the_good_end_and_the_team(sven: User, mara: User) -> None:
    lead = accepted_lead(sven)
    won = win(sven, lead)
    lose(sven, lead, expected_outcome_id=won.pk, competitor="Konkurrenz AG")
    events = told(lead, mara)
    assert [event.is_won for event in events] == [False, True]
    assert {event.team for event in events} == {Team.SALES}
    assert "Competitor: Konkurrenz AG" in events[0].text


def test_enquiry_that_no_person_sent_in_came_by_its_door(company: Company, mara: User) -> None:
    lead = make_lead(door=Door.FORM, registered_by=None)
    with translation.override("en"):
        assert build_timeline(lead=lead, viewer=mara)[0].by == "Form"


def test_timeline_is_part_of_the_page_of_the_lead(sven: User, mara: User) -> None:
    lead = accepted_lead(sven)
    reach(sven, lead, note="Mailbox besprochen")
    assert any("Mailbox besprochen" in event.text for event in build_timeline(lead=lead, viewer=mara))
    assert "Mailbox besprochen" in client_for(mara).get(f"/leads/{lead.pk}/").content.decode()


def test_timeline_tells_somebody_who_left_nothing(sven: User, otto: User) -> None:
    lead = accepted_lead(sven)
    reach(sven, lead)
    assert told(lead, otto) == []


def test_timeline_says_what_came_with_the_history(sven: User, mara: User) -> None:
    lead = accepted_lead(sven)
    record_imported_qualities([ImportedQuality(lead_id=lead.pk, quality="B", rated_at=lead.received_at)])
    event = told(lead, mara)[0]
    assert (event.by, event.team, event.text) == ("from imported history", None, "")
