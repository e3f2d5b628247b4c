"""The firms of people: which ones a reader knows of, whose a person is, what is known of one being typed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.own_company import today
from accounts.permissions import Action, authorise, may_find
from firms.clues import clue_of
from firms.finding import find_firms
from firms.models import CustomerPeriod, Organisation, OrganisationQuerySet
from firms.services.learning import find_or_make
from leads.models import FirmPlacing, Lead, Person
from values.errors import field_error


def firms_visible_to(user: User) -> OrganisationQuerySet:
    """All firms for whoever sees every lead; else those of the leads one sees. None that was merged.

    One that is known by its domain alone would tell how its people are reached: it is there for whom the
    contact of one of them is.
    """
    firms = Organisation.objects.kept()
    if not may_find(user, Action.VIEW_EVERY_LEAD):
        leads = Lead.objects.visible_to(user).filter(person__organisation=OuterRef("pk"))
        firms = firms.filter(Exists(leads.order_by()))
    if may_find(user, Action.VIEW_CONTACTS):
        return firms
    reached = Lead.objects.showing_contact_to(user).filter(person__organisation=OuterRef("pk"))
    return firms.filter(~Q(folded="") | Exists(reached.order_by()))


def firm_shown_to(user: User, lead: Lead) -> Organisation | None:
    """The firm of a lead in hand, as `firms_visible_to` has it."""
    firm = lead.person.organisation
    return firm if firm is not None and (firm.folded or lead.shows_contact_to(user)) else None


def customer_since(firm_id: int | None) -> date | None:
    """Since when a firm is a customer, today; None for one that is none. One statement."""
    if firm_id is None:
        return None
    day = today()
    periods = CustomerPeriod.objects.filter(organisation=firm_id, start__lte=day).order_by("-start")
    newest = periods.first()
    return newest.start if newest is not None and newest.holds_on(day) else None


@dataclass(frozen=True, kw_only=True, slots=True)
class KnownFirm:
    """A firm we know, how many write to us from it, and since when it is a customer."""

    firm: Organisation
    persons: int
    leads: int
    since: date | None


def find_known_firm(*, actor: User, email: str = "", company: str = "") -> KnownFirm | None:
    """The firm of whoever is being typed, if we know it; half-typed values find none and are no error."""
    authorise(actor, Action.CAPTURE_LEADS)
    clue = clue_of(email=email.strip() if "@" in email else "", company=company.strip())
    known = find_firms([clue]).get(clue)
    if known is None or known.firm is None:
        return None
    return KnownFirm(
        firm=Organisation.objects.get(pk=known.firm),
        persons=Person.objects.filter(organisation=known.firm).count(),
        leads=Lead.objects.counted().filter(person__organisation=known.firm).count(),
        since=customer_since(known.firm),
    )


@transaction.atomic
def place_person(
    *, actor: User, person: Person, company: str, firm: Organisation | None = None
) -> FirmPlacing:
    """Say of which firm a person is: `firm`, else the one called `company`, made where there is none; blank
    is of no firm. From then on neither domain nor name decide.

    Raises ValidationError (`company`) for a name that says nothing.
    """
    authorise(actor, Action.EDIT_FIRMS)
    became = firm.current if firm else _named(company)
    locked = Person.objects.select_for_update(no_key=True).get(pk=person.pk)
    placing = FirmPlacing.objects.create(
        person=locked, was_id=locked.organisation_id, became=became, user=actor
    )
    locked.organisation, locked.is_placed = became, True
    locked.save(update_fields=["organisation", "is_placed"])
    return placing


def _named(company: str) -> Organisation | None:
    if not company.strip():
        return None
    clue = clue_of(email="", company=company.strip())
    firms = find_or_make([clue])
    if clue not in firms:
        raise field_error("company", _("Please give the name of a company."), "invalid")
    return Organisation.objects.get(pk=firms[clue])
