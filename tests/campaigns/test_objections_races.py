"""Objecting beside a signature, a new version or oneself: the lock of the call-to-action decides."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

import pytest
from django.db import IntegrityError

from accounts.models import Role, Team
from campaigns import notifications
from campaigns.models import CallToAction, DefinitionObjection, DefinitionSignature, LeadDefinition
from campaigns.services import ctas, objections
from tests.campaigns.test_campaigns_races import run_at_once
from tests.factories import make_company, make_cta, make_definition, make_user

pytestmark = pytest.mark.django_db(transaction=True)
# Five in every run, more in `make soak`.
REPEATS = [*range(5), *(pytest.param(number, marks=pytest.mark.soak) for number in range(5, 50))]


@pytest.fixture
def definition() -> LeadDefinition:
    make_company()
    return make_definition(make_cta(is_signed=False), signed_by=(Team.MARKETING,))


def objecting(definition: LeadDefinition, text: str = "Nein.", **person: Any) -> Callable[[], Any]:
    actor = person.get("actor") or make_user(Role.SALES_REP)
    return lambda: objections.object_to_definition(actor=actor, definition=definition, text=text)


def signing(definition: LeadDefinition) -> Callable[[], Any]:
    actor = make_user(Role.SALES_LEAD)
    return lambda: ctas.sign_definition(actor=actor, definition=definition)


def proposing(definition: LeadDefinition) -> Callable[[], Any]:
    actor = make_user()
    said = {"lead_text": "Hat angerufen.", "good_text": "Hat Budget."}
    return lambda: ctas.propose_definition(actor=actor, cta=definition.cta, **said)


def without_lock(monkeypatch: pytest.MonkeyPatch) -> None:
    def read_only(cta: CallToAction, **_options: object) -> CallToAction:
        return CallToAction.objects.select_related("campaign__owner").get(pk=cta.pk)

    for module in (ctas, objections):
        monkeypatch.setattr(module, "lock_cta", read_only)


def is_settled(definition: LeadDefinition) -> bool:
    """Whether no objection from before its team's signature is open."""
    signature = definition.signatures.get(team=Team.SALES)
    earlier = DefinitionObjection.objects.open().filter(created_at__lt=signature.signed_at)
    return not earlier.exists()


@pytest.mark.parametrize("repeat", REPEATS)
def test_objection_beside_a_signature_comes_before_and_is_settled_or_after_and_is_open(
    definition: LeadDefinition, repeat: int
) -> None:
    assert run_at_once(objecting(definition), signing(definition)) == ["done", "done"]
    assert DefinitionObjection.objects.count() == 1
    assert is_settled(definition)


def test_without_the_lock_a_signature_would_leave_an_earlier_objection_open(
    definition: LeadDefinition, monkeypatch: pytest.MonkeyPatch
) -> None:
    without_lock(monkeypatch)
    is_written, is_signed = threading.Event(), threading.Event()
    look, settle = objections.require_newest, objections.end_by_signature

    def look_once_it_is_written(*args: Any) -> LeadDefinition:
        assert is_written.wait(timeout=20)
        return look(*args)

    def settle_what_is_seen(signature: DefinitionSignature) -> None:
        settle(signature)
        is_signed.set()

    def stay_uncommitted_until_then(_objection: DefinitionObjection) -> None:
        is_written.set()
        assert is_signed.wait(timeout=20)

    monkeypatch.setattr(ctas, "require_newest", look_once_it_is_written)
    monkeypatch.setattr(ctas, "end_by_signature", settle_what_is_seen)
    monkeypatch.setattr(notifications, "tell_objected", stay_uncommitted_until_then)
    run_at_once(objecting(definition), signing(definition))
    assert not is_settled(definition)


@pytest.mark.parametrize("repeat", REPEATS)
def test_objection_beside_a_new_version_is_answered_by_it_or_refused(
    definition: LeadDefinition, repeat: int
) -> None:
    ends = run_at_once(objecting(definition), proposing(definition))
    assert ends in (["done", "done"], ["DefinitionOutdated", "done"])
    assert not DefinitionObjection.objects.open().exists()


def test_without_the_lock_an_objection_to_an_old_version_would_stay_open(
    definition: LeadDefinition, monkeypatch: pytest.MonkeyPatch
) -> None:
    without_lock(monkeypatch)
    both_have_looked, look = threading.Barrier(2), objections.require_newest

    def look_and_wait(*args: Any) -> LeadDefinition:
        found = look(*args)
        both_have_looked.wait(timeout=20)
        return found

    def wait_once_all_are_answered(*args: Any, **options: Any) -> None:
        both_have_looked.wait(timeout=20)

    monkeypatch.setattr(objections, "require_newest", look_and_wait)
    monkeypatch.setattr(ctas, "tell_it_waits", wait_once_all_are_answered)
    assert run_at_once(objecting(definition), proposing(definition)) == ["done", "done"]
    assert DefinitionObjection.objects.open().get().definition.version == 1


@pytest.mark.parametrize("repeat", REPEATS)
def test_of_two_objections_of_one_person_at_once_one_counts(definition: LeadDefinition, repeat: int) -> None:
    actor = make_user(Role.SALES_REP)
    ends = run_at_once(
        objecting(definition, "Nein.", actor=actor), objecting(definition, "Anders.", actor=actor)
    )
    assert ends == ["AlreadyObjected", "done"]
    assert DefinitionObjection.objects.count() == 1


@pytest.mark.parametrize("repeat", REPEATS)
def test_double_click_objects_once(definition: LeadDefinition, repeat: int) -> None:
    actor = make_user(Role.SALES_REP)
    ends = run_at_once(*(objecting(definition, actor=actor) for _ in range(2)))
    assert (ends, DefinitionObjection.objects.count()) == (["done", "done"], 1)


def test_without_the_lock_the_database_would_refuse_the_second_as_a_fault(
    definition: LeadDefinition, monkeypatch: pytest.MonkeyPatch
) -> None:
    without_lock(monkeypatch)
    both_have_looked, create = threading.Barrier(2), DefinitionObjection.objects.create

    def create_once_both_have_looked(**said: Any) -> DefinitionObjection:
        both_have_looked.wait(timeout=20)
        return create(**said)

    monkeypatch.setattr(DefinitionObjection.objects, "create", create_once_both_have_looked)
    actor, faults = make_user(Role.SALES_REP), []

    def catching() -> None:
        try:
            objecting(definition, actor=actor)()
        except IntegrityError as fault:
            faults.append(fault)

    run_at_once(catching, catching)
    assert (len(faults), DefinitionObjection.objects.count()) == (1, 1)


def test_two_people_of_a_team_object_at_once(definition: LeadDefinition) -> None:
    assert run_at_once(objecting(definition), objecting(definition)) == ["done", "done"]
    assert len(definition.open_objections) == 2
