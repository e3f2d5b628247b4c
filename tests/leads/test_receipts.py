from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from accounts.models import User
from leads.errors import KeyReused
from leads.intake import NewLead, NewTouch
from leads.models import IdempotencyKey, Lead
from leads.services.capture import register_lead
from leads.services.receipts import fingerprint_of
from leads.tasks import forget_receipts
from tests.factories import make_cta

pytestmark = pytest.mark.django_db


def test_same_key_and_body_gives_the_first_receipt(mara: User) -> None:
    new = NewLead(cta=make_cta(), email="erika@example.org", answers={"Größe": "M"})
    first = register_lead(actor=mara, new=new, idempotency_key="k-1")
    again = register_lead(actor=mara, new=new, idempotency_key="k-1")
    assert (again.lead, again.is_replay, first.is_replay) == (first.lead, True, False)
    assert Lead.objects.count() == 1


def test_same_key_with_another_body_is_refused(mara: User) -> None:
    new = NewLead(cta=make_cta(), email="erika@example.org")
    first = register_lead(actor=mara, new=new, idempotency_key="k-1")
    with pytest.raises(KeyReused, match=str(first.lead.pk)):
        register_lead(actor=mara, new=replace(new, note="anders"), idempotency_key="k-1")
    assert (KeyReused.status, Lead.objects.count()) == (422, 1)


def test_replay_answers_although_the_call_to_action_closed(mara: User) -> None:
    cta = make_cta()
    new = NewLead(cta=cta, email="erika@example.org")
    first = register_lead(actor=mara, new=new, idempotency_key="k-1")
    cta.is_active = False
    cta.save()
    assert register_lead(actor=mara, new=new, idempotency_key="k-1").lead == first.lead


def test_key_belongs_to_one_person(mara: User, ada: User) -> None:
    new = NewLead(cta=make_cta(), email="erika@example.org")
    register_lead(actor=mara, new=new, idempotency_key="k-1")
    assert not register_lead(actor=ada, new=new, idempotency_key="k-1").is_replay


def test_refused_body_does_not_use_the_key_up(mara: User) -> None:
    new = NewLead(cta=make_cta(), email="erika")
    with pytest.raises(ValidationError):
        register_lead(actor=mara, new=new, idempotency_key="k-1")
    good = register_lead(actor=mara, new=replace(new, email="erika@example.org"), idempotency_key="k-1")
    assert not good.is_replay


@pytest.mark.parametrize("key", ["", "  ", "x" * 201, "a\x00", "\ud800"])
def test_bad_key_is_named(mara: User, key: str) -> None:
    with pytest.raises(ValidationError) as error:
        register_lead(actor=mara, new=NewLead(cta=make_cta(), email="erika@example.org"), idempotency_key=key)
    assert list(error.value.message_dict) == ["idempotency_key"]


def test_fingerprint_tells_every_field_apart() -> None:
    new = NewLead(cta=make_cta(), email="a", last_touch=NewTouch(utm_source="x", click_ids={"gclid": "1"}))
    others = [
        replace(new, email="b"),
        replace(new, name="a", email=""),
        replace(new, answers={"a": "b"}),
        replace(new, last_touch=None),
        replace(new, first_touch=new.last_touch, last_touch=None),
        replace(new, received_at=timezone.now()),
        replace(new, cta=make_cta()),
    ]
    assert len({fingerprint_of(one) for one in [new, *others]}) == 8
    assert fingerprint_of(replace(new)) == fingerprint_of(new)


def test_old_receipts_are_forgotten(mara: User) -> None:
    new = NewLead(cta=make_cta(), email="erika@example.org")
    for key in ("old", "new"):
        register_lead(actor=mara, new=new, idempotency_key=key)
    old = IdempotencyKey.objects.order_by("id")[:1].get()
    IdempotencyKey.objects.filter(pk=old.pk).update(created_at=timezone.now() - timedelta(days=15))
    forget_receipts()
    assert IdempotencyKey.objects.count() == 1
