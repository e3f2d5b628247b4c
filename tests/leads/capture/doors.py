"""Each door with somebody who may send by it, so that one test holds a rule for all of them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.db.models import Model

from accounts.models import Role, User
from accounts.permissions import Action
from accounts.services import create_token
from leads.capture import (
    Enquiry,
    ImportSender,
    PersonSender,
    Sender,
    Taken,
    TokenSender,
    check,
    take,
)
from leads.capture.policies import POLICIES
from leads.models import Door
from tests.factories import make_user


@dataclass(frozen=True)
class CtaKeySender:
    """What a public form will be: the key of one call-to-action, and nobody behind it."""

    cta_id: int
    reference: str = "key"
    user_id: None = None

    @property
    def owner(self) -> str:
        return f"cta {self.cta_id}"

    def authorise(self, action: Action) -> None:
        if action is not Action.CAPTURE_LEADS:
            raise PermissionDenied

    def __str__(self) -> str:
        return "Formular"


def sender_by(door: Door, *, cta_id: int = 1) -> Sender:
    """Somebody or something that may send by this door."""
    if door in {Door.FORM, Door.WEBHOOK}:
        return CtaKeySender(cta_id)
    user = User.objects.filter(role=Role.MARKETER).first() or make_user()
    if door is Door.HAND:
        return PersonSender(user)
    if door is Door.FILE:
        return ImportSender(run_id=7, user=user)
    token, _plain = create_token(actor=user, name="Website", scopes=[Action.CAPTURE_LEADS.value])
    return TokenSender(token)


def send(*enquiries: Enquiry, door: Door) -> list[Taken]:
    """Taken in one go by this door."""
    cta_id = enquiries[0].cta_id or 1
    return take([check(enquiry) for enquiry in enquiries], door=door, sender=sender_by(door, cta_id=cta_id))


def wait_without_end(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let every door wait for what others write, however long they take."""
    for door, policy in POLICIES.items():
        monkeypatch.setitem(POLICIES, door, replace(policy, patience=None))


@contextmanager
def without_constraint(model: type[Model], name: str) -> Iterator[None]:
    """The twin of a race: the database without this guard."""
    constraint = next(one for one in model._meta.constraints if one.name == name)
    with connection.schema_editor() as editor:
        editor.remove_constraint(model, constraint)
    try:
        yield
    finally:
        with connection.schema_editor() as editor:
            editor.add_constraint(model, constraint)
