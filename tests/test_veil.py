"""Every page and every answer of the API that sales can reach is searched for what is veiled from sales.

A new route joins by being routed: no page has to be remembered here.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.models import Role, User
from accounts.permissions import TABLE
from counting import job
from handoff.notifications import tell_handed_over
from leads.models import Consent, Lead, LeadStage, Person, Touch
from tests.api import api_for
from tests.factories import client_for, make_cta, make_lead, make_person, make_user
from tests.flows.marks import Marked
from tests.test_routes import GUARDED, Route

pytestmark = pytest.mark.django_db
VEILED = [stage for stage in LeadStage if stage not in LeadStage.accepted_or_later]


@pytest.fixture(autouse=True)
def _unpressed(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of a PDF is read what it would be made of."""
    monkeypatch.setattr("insights.views.papers.print_pdf", lambda html, **_options: html.encode())


@pytest.mark.parametrize("role", [Role.SALES_REP, Role.SALES_LEAD])
def test_sales_reads_no_address_and_no_number_of_a_lead_it_has_not_accepted(company: Any, role: Role) -> None:
    reader, marked = make_user(role), Marked.new()
    leads = list(veiled_leads(marked, reader))
    assert find_marks(reader, leads, marked) == {}


@pytest.mark.parametrize("role", [Role.SALES_REP, Role.SALES_LEAD])
def test_with_the_veil_lifted_it_is_read_on_many_pages(
    company: Any, role: Role, monkeypatch: pytest.MonkeyPatch
) -> None:
    reader, marked = make_user(role), Marked.new()
    leads = list(veiled_leads(marked, reader))
    monkeypatch.setattr(Lead, "shows_contact_to", lambda _lead, _user: True)
    assert {"lead", "api:leads-list", "api:leads-detail"} <= find_marks(reader, leads, marked).keys()


@pytest.mark.parametrize("role", [Role.MARKETER, Role.MANAGER, Role.ADMIN])
def test_who_may_read_contacts_reads_them_at_every_stage(company: Any, role: Role) -> None:
    reader, marked = make_user(role), Marked.new()
    for lead in veiled_leads(marked, make_user(Role.SALES_REP)):
        assert marked.find_in(client_for(reader).get(f"/leads/{lead.pk}/").content.decode()) != []


def test_rep_reads_nothing_of_leads_that_do_not_exist_for_them(sven: User, sina: User) -> None:
    marked = Marked.new()
    person = make_person(name="Erika Muster", email="e@example.org", other_names=[])
    own = make_lead(stage=LeadStage.CONTACTED, assigned_to=sven, person=person)
    for stage in LeadStage:
        if stage != LeadStage.HANDED_OVER:  # else it lies in the pool
            foreign = make_lead(stage=stage, assigned_to=sina, person=person, **texts_of(marked))
            add_facts(foreign, marked)
            make_lead(stage=stage, assigned_to=sina, person=make_person(name=marked.name))
    job.compute()
    assert find_marks(sven, [own], marked) == {}
    Lead.objects.update(assigned_to=sven)
    assert "lead_list" in find_marks(sven, [own], marked)


def veiled_leads(marked: Marked, rep: User) -> Iterator[Lead]:
    """One at each stage at which sales may not call, of somebody with a name and of somebody without."""
    cta = make_cta(name="Rückruf")
    for number, stage in enumerate(VEILED):
        for name in ("Erika Muster", ""):
            yield lead_of(marked, f"{number}{len(name)}", name=name, cta=cta, stage=stage, rep=rep)
    job.compute()


def lead_of(marked: Marked, tag: str, *, name: str, cta: Any, stage: LeadStage, rep: User) -> Lead:
    person: Person = make_person(
        name=name,
        company="",
        email=f"{tag}{marked.email}",
        phone=marked.phones[0],
        also_reached_by=[f"{tag}.{marked.email}"],
        other_names=[marked.email],
    )
    assigned_to = rep if stage == LeadStage.HANDED_OVER else None
    lead = make_lead(person=person, cta=cta, stage=stage, assigned_to=assigned_to, **texts_of(marked))
    add_facts(lead, marked)
    if handoff := lead.handoffs.first():
        handoff.note = f"Erreichbar unter {marked.phones[2]}"
        handoff.to_user = rep
        handoff.save()
        tell_handed_over(lead=lead, handoff=handoff)
    return lead


def texts_of(marked: Marked) -> dict[str, Any]:
    """What may come along with an enquiry and hold what the fields of its person hold."""
    phone = marked.phones[1]
    return {
        "answers": {"Wie erreichen wir Sie?": f"{phone} oder {marked.email}"},
        "note": f"Ruft an: {marked.phones[3]}",
        "page_url": f"https://www.example.com/danke?mail={marked.email}&tel=%2B49{marked.digits}",
        "external_id": f"{Marked.new().tag}:{marked.email}",
        "contact_as_given": {"phone": marked.phones[0], "phone_as_typed": phone, "email": marked.email},
    }


def add_facts(lead: Lead, marked: Marked) -> None:
    Touch.objects.create(
        lead=lead,
        happened_at=timezone.now(),
        page_url=f"https://www.example.com/?mail={marked.email}",
        referrer=f"https://mail.example.com/?to={marked.email}",
        utm_content=marked.email,
    )
    Consent.objects.create(
        person=lead.person, lead=lead, channel="phone", source="Formular", given_at=timezone.now()
    )


def find_marks(reader: User, leads: list[Lead], marked: Marked) -> dict[str, list[str]]:
    """By the name of the route the lines in which something of the person stands."""
    clients = {False: client_for(reader), True: api_for(reader)}
    found: dict[str, list[str]] = {}
    for name, route in GUARDED.items():
        action = route.methods().get("get")
        if action is None or reader.role not in TABLE[action]:
            continue
        for address in addresses(route, leads):
            answer = clients[route.is_api].get(address)
            assert answer.status_code < 500, address
            text = b"".join(answer).decode() + str(dict(answer.items()))
            if lines := marked.find_in(text):
                found.setdefault(name, []).extend(lines)
    return found


def addresses(route: Route, leads: list[Lead]) -> Iterator[str]:
    """What this route shows of these leads; routes of other things than leads and ways in show none."""
    if not route.kwargs:
        yield reverse(route.name)
    elif route.kwargs == ("lead_id",) or route.name.startswith("api:leads"):
        yield from (reverse(route.name, kwargs={route.kwargs[0]: lead.pk}) for lead in leads)
    elif route.kwargs == ("campaign_id",):
        yield reverse(route.name, kwargs={"campaign_id": leads[0].campaign_id})
    elif route.kwargs == ("cta_id",):
        yield reverse(route.name, kwargs={"cta_id": leads[0].cta_id})
