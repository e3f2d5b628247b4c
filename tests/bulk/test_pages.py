"""Leads are ticked in the list; a page says what will be done or is refused, another what came of it."""

from __future__ import annotations

from datetime import timedelta
from urllib.parse import urlencode

import pytest
from django.test import Client
from django.utils import timezone
from django.utils.html import escape

from accounts.models import User
from bulk import services
from bulk.models import BulkAction, LineState
from bulk.selection import LARGEST_ID
from feedback.models import FollowUp
from handoff.models import Handoff
from leads.models import Lead, LeadKind, LeadStage
from outbox.models import OutboxMessage
from tests.bulk.doing import begin, done, work_off
from tests.factories import client_for, make_campaign, make_cta, make_lead, make_person, make_user

pytestmark = [pytest.mark.django_db]
HAND_OVER = "/bulk/hand-over/"


@pytest.fixture
def client(mara: User) -> Client:
    return client_for(mara)


def page_of(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.content.decode()


def graded(*leads: Lead, **more: object) -> dict[str, object]:
    """What the grid sends where each lead gets a B."""
    said = {f"grade_{lead.pk}": "B" for lead in leads}
    return {"leads": ",".join(str(lead.pk) for lead in leads), **said, **more}


def test_list_offers_each_team_its_deeds(mara: User, lena: User) -> None:
    make_lead()
    marketing, sales = (page_of(client_for(user), "/leads/") for user in (mara, lena))
    assert ("/bulk/hand-over/" in marketing, "/bulk/pass-on/" in marketing) == (True, False)
    assert ("/bulk/hand-over/" in sales, "/bulk/pass-on/" in sales) == (False, True)


def test_manager_ticks_nothing(gero: User) -> None:
    make_lead()
    page = page_of(client_for(gero), "/leads/")
    assert "data-pick" not in page and "bulk-bar" not in page


def test_grid_names_the_ticked_leads_and_fills_nothing_in(client: Client) -> None:
    first = make_lead(person=make_person(name="Thea Kühn"))
    make_lead(person=make_person(name="Rainer Jäger"))
    page = page_of(client, f"{HAND_OVER}?lead={first.pk}")
    assert ("Thea Kühn" in page, "Rainer Jäger" in page, " checked" in page) == (True, False, False)


def test_all_means_all_that_fit_the_filters(client: Client) -> None:
    campaign = make_campaign()
    inside, outside = make_lead(cta=make_cta(campaign)), make_lead()
    page = page_of(client, f"{HAND_OVER}?all=1&campaign={campaign.pk}")
    assert (f"grade_{inside.pk}" in page, f"grade_{outside.pk}" in page) == (True, False)


def test_way_back_keeps_the_filters_of_the_list_to_the_end(client: Client, mara: User) -> None:
    lead, before = make_lead(), "/leads/?stage=waiting&sort=oldest"
    assert f'name="next" value="{escape(before)}"' in page_of(client, before)
    there = f"{HAND_OVER}?{urlencode({'lead': lead.pk, 'next': before})}"
    back = f'class="back" href="{escape(before)}"'
    assert back in page_of(client, there)
    shown = client.post(there, graded(lead))["Location"]
    work_off()
    assert back in page_of(client, shown)
    undone = client.post(f"/bulk/hand-over/{BulkAction.objects.get().pk}/undo/", {"next": before})
    assert undone["Location"] == shown


@pytest.mark.parametrize("next_", ["//evil.example.com/leads/", "https://evil.example.com", "/people/", ""])
def test_way_back_leads_nowhere_but_to_the_list(client: Client, next_: str) -> None:
    page = page_of(client, f"{HAND_OVER}?{urlencode({'lead': make_lead().pk, 'next': next_})}")
    assert 'class="back" href="/leads/"' in page


def test_leads_go_to_whom_their_line_says(client: Client, sven: User) -> None:
    first, second, left = make_lead(), make_lead(), make_lead()
    said = graded(first, second, **{f"to_{first.pk}": sven.pk})
    answer = client.post(HAND_OVER, {**said, "leads": f"{said['leads']},{left.pk}"})
    action = BulkAction.objects.get()
    assert answer.headers["Location"] == f"/bulk/{action.pk}/"
    work_off()
    assert list(Handoff.objects.order_by("lead").values_list("lead", "to_user")) == [
        (first.pk, sven.pk),
        (second.pk, None),
    ]
    left.refresh_from_db()
    assert left.stage == LeadStage.REGISTERED


def test_grid_without_a_grade_says_so_and_starts_nothing(client: Client) -> None:
    lead = make_lead()
    answer = client.post(HAND_OVER, {"leads": str(lead.pk)})
    assert answer.status_code == 422
    assert "mindestens einem Lead" in answer.content.decode()
    assert not BulkAction.objects.exists()


def test_what_is_refused_is_said_before_with_its_reason(client: Client) -> None:
    ready, taken = make_lead(), make_lead(stage=LeadStage.RATED, person=make_person(name="Rainer Jäger"))
    page = page_of(client, f"{HAND_OVER}?lead={ready.pk}&lead={taken.pk}")
    assert "1 Lead bleibt, wie er ist" in page and "Rainer Jäger" in page
    assert f"grade_{taken.pk}" not in page


def test_page_of_nothing_that_is_ready_has_no_form(client: Client) -> None:
    page = page_of(client, f"{HAND_OVER}?lead={make_lead(stage=LeadStage.WON).pk}")
    assert "data-grid" not in page and "1 Lead bleibt, wie er ist" in page


def test_lead_that_was_taken_meanwhile_is_refused_with_a_word(client: Client, sven: User) -> None:
    lead = make_lead(stage=LeadStage.ACCEPTED, assigned_to=sven)
    client.post(HAND_OVER, graded(lead))
    work_off()
    page = page_of(client, f"/bulk/{BulkAction.objects.get().pk}/")
    assert "0 Leads übergeben" in page and "1 Lead bleibt, wie er ist" in page


def test_reps_leads_go_to_a_colleague(lena: User, sven: User, sina: User) -> None:
    leads = [make_lead(stage=LeadStage.ACCEPTED, assigned_to=sven) for _ in range(3)]
    client = client_for(lena)
    page = page_of(client, f"/bulk/pass-on/?all=1&assigned={sven.pk}")
    assert "3 Leads weitergeben" in page
    named = ",".join(str(lead.pk) for lead in leads)
    client.post("/bulk/pass-on/", {"leads": named, "to_user": sina.pk, "note": ""})
    work_off()
    assert Lead.objects.filter(assigned_to=sina).count() == 3


def test_follow_up_takes_the_day_of_its_button(sven: User) -> None:
    lead = make_lead(stage=LeadStage.ACCEPTED, assigned_to=sven)
    day = timezone.localdate() + timedelta(days=1)
    client_for(sven).post("/bulk/follow-up/", {"leads": str(lead.pk), "offered": day.isoformat()})
    work_off()
    assert FollowUp.objects.get().day == day


def test_day_that_has_passed_stands_beside_its_field(sven: User) -> None:
    lead = make_lead(stage=LeadStage.ACCEPTED, assigned_to=sven)
    answer = client_for(sven).post("/bulk/follow-up/", {"leads": str(lead.pk), "day": "01.01.2020"})
    assert answer.status_code == 422
    assert answer.context["form"].has_error("day")


def test_reason_why_they_are_no_leads_is_asked_for(client: Client) -> None:
    lead = make_lead()
    said = {"leads": str(lead.pk), "reason": ""}
    assert client.post("/bulk/mark-none/", said).status_code == 422
    client.post("/bulk/mark-none/", {**said, "reason": "Bewerbung"})
    work_off()
    assert Lead.objects.get().kind == LeadKind.NO_LEAD


@pytest.mark.parametrize(
    "query",
    ["", "lead=x", "lead=0", f"lead={LARGEST_ID + 1}", "all=1&campaign=x", "lead=9999999", "all=1&q=x"],
)
def test_address_that_names_no_leads_leads_back_to_the_list_with_a_word(client: Client, query: str) -> None:
    answer = client.get(f"{HAND_OVER}?{query}", follow=True)
    assert answer.redirect_chain == [("/leads/", 302)]
    assert [message.level_tag for message in answer.context["messages"]] == ["error"]


def test_more_than_are_done_at_once_are_refused(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(services, "MOST", 2)
    for _ in range(3):
        make_lead()
    answer = client.get(f"{HAND_OVER}?all=1", follow=True)
    assert answer.redirect_chain == [("/leads/", 302)]


def test_page_shows_how_far_it_is_and_asks_again(client: Client, mara: User) -> None:
    action = begin(mara, "mark_spam", [make_lead()], reason="")
    page = page_of(client, f"/bulk/{action.pk}/")
    assert 'hx-trigger="load delay' in page and "0 von 1" in page
    assert "0 Leads" not in page
    fragment = client.get(f"/bulk/{action.pk}/", headers={"HX-Request": "true"}).content.decode()
    assert "bulk-progress" in fragment and "<html" not in fragment
    work_off()
    answer = client.get(f"/bulk/{action.pk}/", headers={"HX-Request": "true"})
    assert answer.headers["HX-Refresh"] == "true"


def test_work_that_was_given_up_is_said(client: Client, mara: User) -> None:
    action = begin(mara, "mark_spam", [make_lead()], reason="")
    OutboxMessage.objects.filter(pk=action.message_id or 0).update(parked_at=timezone.now())
    page = page_of(client, f"/bulk/{action.pk}/")
    assert "aufgegeben" in page and 'hx-trigger="load delay' not in page


def test_part_that_ends_while_the_page_is_drawn_is_not_taken_for_given_up(
    client: Client, mara: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    action = begin(mara, "mark_spam", [make_lead()], reason="")
    counted = BulkAction.count_lines

    def count_and_work_off(read: BulkAction) -> dict[LineState, int]:
        work_off()
        return counted(read)

    monkeypatch.setattr(BulkAction, "count_lines", count_and_work_off)
    page = page_of(client, f"/bulk/{action.pk}/")
    assert "aufgegeben" not in page and 'hx-trigger="load delay' in page


def test_result_is_taken_back_by_its_button(client: Client, mara: User) -> None:
    action = done(mara, "mark_spam", [make_lead()], reason="")
    address = f"/bulk/mark-spam/{action.pk}/undo/"
    assert address in page_of(client, f"/bulk/{action.pk}/")
    client.post(address)
    work_off()
    page = page_of(client, f"/bulk/{action.pk}/")
    assert "1 Lead wurde zurückgenommen" in page and address not in page
    assert Lead.objects.get().kind == LeadKind.REAL


def test_nobody_elses_action_is_shown_or_taken_back(mara: User, sven: User) -> None:
    action = done(mara, "mark_spam", [make_lead()], reason="")
    client = client_for(make_user())
    assert client.get(f"/bulk/{action.pk}/").status_code == 404
    assert client.post(f"/bulk/mark-spam/{action.pk}/undo/").status_code == 404
    assert client_for(sven).post(f"/bulk/mark-spam/{action.pk}/undo/").status_code == 403


def test_refused_lead_that_is_seen_no_more_is_counted_without_its_name(sven: User, sina: User) -> None:
    lead = make_lead(stage=LeadStage.ACCEPTED, assigned_to=sven, person=make_person(name="Thea Kühn"))
    action = begin(sven, "release", [lead])
    Lead.objects.update(assigned_to=sina)
    work_off()
    page = page_of(client_for(sven), f"/bulk/{action.pk}/")
    assert "Thea Kühn" not in page and "1 Lead bleibt, wie er ist" in page
