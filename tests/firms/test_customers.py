"""Since when a firm is a customer, and which leads are a customer's: what held on the day they came in."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection

from accounts.models import User
from accounts.own_company import today
from firms.errors import FirmMerged, NoCustomer
from firms.models import Organisation
from firms.services.customers import say_customer
from firms.services.merging import merge_firms, undo_merge
from leads.models import Lead, Person
from leads.placing import place_persons, verify_customers
from leads.services.firms import customer_since, place_person
from tests.factories import make_lead, make_user
from tests.firms.firms import come_in, is_of_customer, make_firm, periods_of
from values.refusals import StaleVersion

pytestmark = pytest.mark.django_db


def ago(days: int) -> date:
    return today() - timedelta(days=days)


def lead_of(firm: Organisation, *, days_ago: int = 0) -> Lead:
    person = Person.objects.create(name="Erika", organisation=firm, is_placed=True)
    lead = make_lead(person=person)
    Lead.objects.filter(pk=lead.pk).delete()
    lead.received_on = ago(days_ago)
    lead.save(force_insert=True)
    return lead


def test_a_lead_of_a_customer_is_one_however_it_is_written(mara: User) -> None:
    say_customer(actor=mara, firm=make_firm("Müller GmbH"), kind="since", day=ago(10))
    assert is_of_customer(come_in(mara, email="erika@web.de", company="Müller GmbH"))


def test_who_becomes_a_customer_afterwards_was_none_when_the_lead_came_in(mara: User) -> None:
    firm = make_firm()
    before, after = lead_of(firm, days_ago=20), lead_of(firm, days_ago=5)
    say_customer(actor=mara, firm=firm, kind="since", day=ago(10))
    assert (is_of_customer(before), is_of_customer(after)) == (False, True)


def test_the_first_day_counts_and_the_last_does_not(mara: User) -> None:
    firm = make_firm()
    first, last = lead_of(firm, days_ago=10), lead_of(firm, days_ago=5)
    say_customer(actor=mara, firm=firm, kind="since", day=ago(10))
    say_customer(actor=mara, firm=firm, kind="ended", day=ago(5))
    assert (is_of_customer(first), is_of_customer(last)) == (True, False)


def test_a_day_said_wrongly_is_said_anew(mara: User) -> None:
    firm = make_firm()
    lead = lead_of(firm, days_ago=20)
    say_customer(actor=mara, firm=firm, kind="since", day=ago(30))
    assert is_of_customer(lead)
    say_customer(actor=mara, firm=firm, kind="since", day=ago(10))
    assert not is_of_customer(lead) and firm.customer_facts.count() == 2


def test_that_it_never_was_one_takes_all_back(mara: User) -> None:
    firm = make_firm()
    lead = lead_of(firm)
    say_customer(actor=mara, firm=firm, kind="since", day=ago(10))
    say_customer(actor=mara, firm=firm, kind="never")
    assert not is_of_customer(lead) and customer_since(firm.pk) is None


@pytest.mark.parametrize("day", [None, date(1850, 1, 1), date(2099, 1, 1)])
def test_a_day_is_needed_that_has_come(mara: User, day: date | None) -> None:
    with pytest.raises(ValidationError) as refused:
        say_customer(actor=mara, firm=make_firm(), kind="since", day=day)
    assert list(refused.value.message_dict) == ["day"]


def test_who_is_no_customer_cannot_cease_to_be_one(mara: User) -> None:
    with pytest.raises(NoCustomer):
        say_customer(actor=mara, firm=make_firm(), kind="ended", day=ago(1))


def test_the_end_lies_after_the_beginning(mara: User) -> None:
    firm = make_firm()
    say_customer(actor=mara, firm=firm, kind="since", day=ago(5))
    with pytest.raises(ValidationError):
        say_customer(actor=mara, firm=firm, kind="ended", day=ago(5))


def test_somebody_faster_is_noticed(mara: User) -> None:
    firm = make_firm()
    say_customer(actor=mara, firm=firm, kind="since", day=ago(5), expected_version=1)
    with pytest.raises(StaleVersion):
        say_customer(actor=mara, firm=firm, kind="never", expected_version=1)


def test_an_inactive_person_says_nothing() -> None:
    with pytest.raises(PermissionDenied):
        say_customer(actor=make_user(is_active=False), firm=make_firm(), kind="never")


def test_a_person_said_to_be_of_another_firm_takes_the_leads_along(mara: User) -> None:
    firm, other = make_firm(), make_firm("Andere AG")
    say_customer(actor=mara, firm=other, kind="since", day=ago(10))
    lead = lead_of(firm)
    place_person(actor=mara, person=lead.person, company="Andere AG")
    assert is_of_customer(lead)


def test_what_somebody_said_of_a_person_no_domain_changes(mara: User) -> None:
    lead = come_in(mara, email="erika@mueller.example")
    place_person(actor=mara, person=lead.person, company="")
    come_in(mara, email="erika@mueller.example", company="Müller GmbH")
    place_persons()
    lead.person.refresh_from_db()
    assert lead.person.organisation is None and lead.person.is_placed


def test_two_firms_that_are_one_were_customers_whenever_either_was(mara: User) -> None:
    firm, into = make_firm(), make_firm("Andere AG")
    lead = lead_of(firm, days_ago=15)
    say_customer(actor=mara, firm=firm, kind="since", day=ago(10))
    say_customer(actor=mara, firm=into, kind="since", day=ago(20))
    assert not is_of_customer(lead)
    merge_firms(actor=mara, firm=firm, into=into)
    assert is_of_customer(lead) and periods_of(into) == [(ago(20), None)] and periods_of(firm) == []


def test_a_merge_taken_back_leaves_all_as_it_was(mara: User) -> None:
    firm, into = make_firm(), make_firm("Andere AG")
    lead, stays = lead_of(firm, days_ago=15), lead_of(into, days_ago=15)
    say_customer(actor=mara, firm=into, kind="since", day=ago(20))
    merge = merge_firms(actor=mara, firm=firm, into=into)
    undo_merge(actor=mara, merge=merge)
    lead.person.refresh_from_db()
    stays.person.refresh_from_db()
    assert (lead.person.organisation, stays.person.organisation) == (firm, into)
    assert (is_of_customer(lead), is_of_customer(stays)) == (False, True)


def test_a_merged_firm_is_found_as_the_one_that_was_kept(mara: User) -> None:
    firm, into = make_firm("Müller GmbH", "mueller.example"), make_firm("Andere AG")
    merge_firms(actor=mara, firm=firm, into=into)
    by_domain = come_in(mara, email="erika@mueller.example")
    by_name = come_in(mara, email="otto@web.de", company="Müller GmbH")
    assert (by_domain.person.organisation, by_name.person.organisation) == (into, into)


def test_of_a_merged_firm_nothing_is_said_any_more(mara: User) -> None:
    firm, into = make_firm(), make_firm("Andere AG")
    merge_firms(actor=mara, firm=firm, into=into)
    with pytest.raises(FirmMerged):
        say_customer(actor=mara, firm=firm, kind="never")
    with pytest.raises(FirmMerged):
        merge_firms(actor=mara, firm=make_firm("Dritte KG"), into=firm)


def test_members_of_a_merged_firm_come_along_and_go_back(mara: User) -> None:
    first, second, third = make_firm("Eins AG"), make_firm("Zwei AG"), make_firm("Drei AG")
    merge_firms(actor=mara, firm=first, into=second)
    merge = merge_firms(actor=mara, firm=second, into=third)
    first.refresh_from_db()
    assert first.merged_into == third
    undo_merge(actor=mara, merge=merge)
    first.refresh_from_db()
    assert first.merged_into == second


def drifted() -> int:
    """How many leads say otherwise than persons and periods."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM leads_lead AS lead JOIN leads_person AS person ON person.id = person_id"
            " WHERE lead.is_of_customer <> leads_is_of_customer(person.organisation_id, lead.received_on)"
        )
        return int(cursor.fetchone()[0])


@pytest.mark.parametrize("seed", range(6))
def test_triggers_keep_every_lead_in_step_through_random_histories(mara: User, seed: int) -> None:
    random = Random(seed)
    firms = [make_firm(f"Firma Nummer{number}") for number in range(4)]
    leads = [lead_of(random.choice(firms), days_ago=random.randrange(60)) for _ in range(12)]
    merges = []
    for _ in range(25):
        firm, other = (Organisation.objects.get(pk=one.pk) for one in random.sample(firms, 2))
        deed = random.choice(["since", "since", "ended", "never", "merge", "undo", "place", "lead"])
        try:
            if deed in {"since", "ended", "never"}:
                say_customer(actor=mara, firm=firm, kind=deed, day=ago(random.randrange(60)))
            elif deed == "merge":
                merges.append(merge_firms(actor=mara, firm=firm, into=other))
            elif deed == "undo" and merges:
                undo_merge(actor=mara, merge=merges.pop())
            elif deed == "place":
                place_person(actor=mara, person=random.choice(leads).person, company="", firm=firm)
            else:
                leads.append(lead_of(firm, days_ago=random.randrange(60)))
        except (NoCustomer, FirmMerged, ValidationError):
            continue
        assert drifted() == 0
        assert not Person.objects.filter(organisation__merged_into__isnull=False).exists()


def test_the_nightly_comparison_heals_what_went_past_the_triggers(mara: User) -> None:
    lead = lead_of(make_firm())
    Lead.objects.filter(pk=lead.pk).update(is_of_customer=True)
    assert verify_customers() == 1
    assert not is_of_customer(lead) and verify_customers() == 0
