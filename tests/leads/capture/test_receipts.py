from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from accounts.models import User
from leads.capture import NewTouch
from leads.capture.receipts import fingerprint_of
from leads.models import Lead
from pages.models import Receipt
from pages.receipts import KeyReused
from pages.tasks import forget_receipts
from tests.factories import make_cta
from tests.leads.enquiries import enquire, log, saying

pytestmark = pytest.mark.django_db


def test_same_key_and_body_gives_the_first_receipt(mara: User) -> None:
    new = enquire(make_cta(), email="erika@example.org", answers={"Größe": "M"})
    first = log(mara, new, key="k-1")
    again = log(mara, new, key="k-1")
    assert (again.lead, again.is_replay, first.is_replay) == (first.lead, True, False)
    assert Lead.objects.count() == 1


def test_same_key_with_another_body_is_refused(mara: User) -> None:
    new = enquire(make_cta(), email="erika@example.org")
    log(mara, new, key="k-1")
    with pytest.raises(KeyReused):
        log(mara, saying(new, note="anders"), key="k-1")
    assert (KeyReused.status, Lead.objects.count()) == (422, 1)


def test_replay_answers_although_the_call_to_action_closed(mara: User) -> None:
    cta = make_cta()
    new = enquire(cta, email="erika@example.org")
    first = log(mara, new, key="k-1")
    cta.is_active = False
    cta.save()
    assert log(mara, new, key="k-1").lead == first.lead


def test_key_belongs_to_one_person(mara: User, ada: User) -> None:
    new = enquire(make_cta(), email="erika@example.org")
    log(mara, new, key="k-1")
    assert not log(ada, new, key="k-1").is_replay


def test_refused_body_does_not_use_the_key_up(mara: User) -> None:
    new = enquire(make_cta(), email="erika")
    with pytest.raises(ValidationError):
        log(mara, new, key="k-1")
    good = log(mara, saying(new, email="erika@example.org"), key="k-1")
    assert not good.is_replay


@pytest.mark.parametrize("key", ["", "  ", "x" * 201, "a\x00", "\ud800"])
def test_bad_key_is_named(mara: User, key: str) -> None:
    with pytest.raises(ValidationError) as error:
        log(mara, enquire(make_cta(), email="erika@example.org"), key=key)
    assert list(error.value.message_dict) == ["idempotency_key"]


def test_fingerprint_tells_every_field_apart() -> None:
    new = enquire(make_cta(), email="a", last_touch=NewTouch(utm_source="x", click_ids={"gclid": "1"}))
    others = [
        saying(new, email="b"),
        saying(new, name="a", email=""),
        replace(new, answers={"a": "b"}),
        replace(new, last_touch=None),
        replace(new, first_touch=new.last_touch, last_touch=None),
        replace(new, received_at=timezone.now()),
        replace(new, cta_id=make_cta().pk),
    ]
    assert len({fingerprint_of(one) for one in [new, *others]}) == 8
    assert fingerprint_of(replace(new)) == fingerprint_of(new)


def test_old_receipts_are_forgotten(mara: User) -> None:
    new = enquire(make_cta(), email="erika@example.org")
    for key in ("old", "new"):
        log(mara, new, key=key)
    old = Receipt.objects.order_by("created_at")[:1].get()
    Receipt.objects.filter(pk=old.pk).update(created_at=timezone.now() - timedelta(days=15))
    forget_receipts()
    assert Receipt.objects.count() == 1
