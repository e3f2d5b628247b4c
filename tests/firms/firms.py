"""Firms for tests, and short ways to let people come in from them."""

from __future__ import annotations

from datetime import date
from itertools import count

from accounts.models import User
from firms.clues import clue_of
from firms.models import CustomerPeriod, FirmMerge, Organisation
from firms.services.learning import find_or_make
from leads.models import Lead, Person
from tests.factories import make_cta
from tests.leads.enquiries import enquire, log


def make_firm(name: str = "Beispiel GmbH", domain: str = "") -> Organisation:
    clue = clue_of(email=f"a@{domain}" if domain else "", company=name)
    return Organisation.objects.get(pk=find_or_make([clue])[clue])


_numbers = count(1)


def firm_of_lead(lead_id: int) -> Organisation:
    """A firm of its own, of which the person of this lead is from now on."""
    firm = Organisation.objects.create(name=(name := f"Muster {next(_numbers)} GmbH"), folded=name.lower())
    Person.objects.filter(leads=lead_id).update(organisation=firm, is_placed=True)
    return firm


def merged_into(firm: Organisation) -> Organisation:
    """Another one that was merged into this one."""
    merged = Organisation.objects.create(name=(name := f"Probe {next(_numbers)} AG"), folded=name.lower())
    Organisation.objects.filter(pk=merged.pk).update(merged_into=firm)
    FirmMerge.objects.create(
        organisation=merged, into=firm, moved={"members": []}, user=User.objects.earliest("pk")
    )
    return merged


def come_in(actor: User, **said: str) -> Lead:
    """A lead of today by hand, with this e-mail and company."""
    lead = log(actor, enquire(make_cta(), **said)).lead
    return Lead.objects.select_related("person__organisation").get(pk=lead.pk)


def firm_of(lead: Lead) -> Organisation | None:
    return Lead.objects.select_related("person__organisation").get(pk=lead.pk).person.organisation


def is_of_customer(lead: Lead) -> bool:
    return Lead.objects.values_list("is_of_customer", flat=True).get(pk=lead.pk)


def periods_of(firm: Organisation) -> list[tuple[date, date | None]]:
    rows = CustomerPeriod.objects.filter(organisation=firm).order_by("start")
    return list(rows.values_list("start", "until"))
