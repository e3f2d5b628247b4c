"""What the walk over all routes puts into the addresses of firms, and the lead that shows one."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from accounts.models import Role, User
from firms.models import FirmDomain
from firms.services.distinguishing import tell_apart
from leads.models import Lead, LeadStage
from tests.factories import make_lead, make_user
from tests.firms.firms import firm_of_lead, merged_into

Kwargs = dict[str, Any]
NOWHERE = 2_000_000_000


def own_lead(user: User, stage: LeadStage = LeadStage.ACCEPTED) -> Lead:
    """A lead this person works on; people outside sales see one of somebody else."""
    rep = user if user.role in {Role.SALES_REP, Role.SALES_LEAD} else make_user(Role.SALES_REP)
    return make_lead(stage=stage, assigned_to=rep)


def other_lead(user: User) -> Lead | None:
    """A lead that is hidden from this person: only reps have such."""
    return make_lead(stage=LeadStage.ACCEPTED) if user.role == Role.SALES_REP else None


def at_firm(key: str) -> Callable[[User], Kwargs]:
    return lambda user: {key: firm_of_lead(own_lead(user).pk).pk}


def at_hidden_firm(key: str) -> Callable[[User], Kwargs | None]:
    def make(user: User) -> Kwargs | None:
        lead = other_lead(user)
        return {key: firm_of_lead(lead.pk).pk} if lead else None

    return make


def at_merge(user: User) -> Kwargs:
    merged = merged_into(firm_of_lead(own_lead(user).pk))
    return {"merge_id": merged.merges.get().pk}


def at_domain(user: User) -> Kwargs:
    firm = firm_of_lead(own_lead(user).pk)
    domain = FirmDomain.objects.create(domain=f"muster{firm.pk}.example", organisation=firm)
    return {"firm_id": firm.pk, "domain_id": domain.pk}


def at_person_of_firm(user: User) -> Kwargs:
    lead = own_lead(user)
    return {"firm_id": firm_of_lead(lead.pk).pk, "person_id": lead.person_id}


def at_two_firms(user: User) -> Kwargs:
    return {**at_firm("firm_id")(user), **at_firm("other_id")(user)}


def at_two_apart(user: User) -> Kwargs:
    firms = [firm_of_lead(own_lead(user).pk) for _ in range(2)]
    said = tell_apart(actor=make_user(), firm=firms[0], other=firms[1])
    return {"apart_id": said.pk}
