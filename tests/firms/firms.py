"""Firms for tests, and short ways to let people come in from them."""

from __future__ import annotations

from datetime import date

from accounts.models import User
from firms.clues import clue_of
from firms.models import CustomerPeriod, Organisation
from firms.services.learning import find_or_make
from leads.models import Lead
from tests.factories import make_cta
from tests.leads.enquiries import enquire, log


def make_firm(name: str = "Beispiel GmbH", domain: str = "") -> Organisation:
    clue = clue_of(email=f"a@{domain}" if domain else "", company=name)
    return Organisation.objects.get(pk=find_or_make([clue])[clue])


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
