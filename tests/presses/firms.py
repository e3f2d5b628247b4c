"""Forms of firms: customer or not, name, domains, whose people, what is one."""

from __future__ import annotations

from firms.models import FirmDomain, Organisation
from firms.services.distinguishing import tell_apart
from tests.factories import make_lead, make_user
from tests.firms.firms import firm_of_lead, merged_into
from tests.presses.sending import Press, form, press_of


def _firm() -> Organisation:
    return firm_of_lead(make_lead().pk)


@form("desk:firm_customer")
def firm_customer() -> Press:
    said = {"customer-kind": "since", "customer-day": "2020-03-01", "customer-expected_version": "1"}
    return press_of(make_user(), "desk:firm_customer", _firm().pk, **said)


@form("desk:firm_name")
def firm_name() -> Press:
    said = {"name-name": "Neue AG", "name-expected_version": "1"}
    return press_of(make_user(), "desk:firm_name", _firm().pk, **said)


@form("desk:firm_domain")
def firm_domain() -> Press:
    said = {"domain-domain": "neu.example", "domain-expected_version": "1"}
    return press_of(make_user(), "desk:firm_domain", _firm().pk, **said)


@form("desk:firm_domain_take")
def firm_domain_take() -> Press:
    firm = _firm()
    domain = FirmDomain.objects.create(domain="geteilt.example", organisation=firm)
    return press_of(make_user(), "desk:firm_domain_take", firm.pk, domain.pk)


@form("desk:firm_person")
def firm_person() -> Press:
    lead = make_lead()
    return press_of(
        make_user(), "desk:firm_person", firm_of_lead(lead.pk).pk, lead.person_id, company="Andere AG"
    )


@form("desk:firm_merge")
def firm_merge() -> Press:
    said = {"merge-into": str(_firm().pk), "merge-expected_version": "1"}
    return press_of(make_user(), "desk:firm_merge", _firm().pk, **said)


@form("desk:firm_merge_undo")
def firm_merge_undo() -> Press:
    user = make_user()
    return press_of(user, "desk:firm_merge_undo", merged_into(_firm()).merges.get().pk)


@form("desk:firm_apart")
def firm_apart() -> Press:
    return press_of(make_user(), "desk:firm_apart", _firm().pk, _firm().pk)


@form("desk:firm_apart_undo")
def firm_apart_undo() -> Press:
    user = make_user()
    said = tell_apart(actor=user, firm=_firm(), other=_firm())
    return press_of(user, "desk:firm_apart_undo", said.pk)
