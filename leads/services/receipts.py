"""The same request sent twice makes one lead: receipts under an idempotency key."""

from __future__ import annotations

from dataclasses import fields, is_dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any, TypedDict

from django.core.exceptions import ValidationError
from django.db import IntegrityError, models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from leads.errors import KeyReused
from leads.intake import NewLead
from leads.models import IdempotencyKey, Lead
from values.text import check_bytes

KEEP_DAYS = 14
LONGEST_KEY = 200


class Receipt(TypedDict):
    """What a receipt is found by."""

    user: User
    key_hash: str
    fingerprint: str


class KeyTakenMeanwhile(Exception):
    """The same key was written by a request that ran at the same time."""


def hash_key(key: str) -> str:
    """What is kept of a key. ValidationError (`idempotency_key`) when blank, too long or unprintable."""
    try:
        check_bytes(key, max_length=LONGEST_KEY)
    except ValidationError as error:
        raise ValidationError({"idempotency_key": error}) from error
    if not key.strip():
        message = _("The idempotency key is blank. Leave it out or send up to %(limit)d characters.")
        raise ValidationError({"idempotency_key": message % {"limit": LONGEST_KEY}}, code="blank")
    return sha256(key.encode()).hexdigest()


def fingerprint_of(new: NewLead) -> str:
    """A digest of everything the sender said; equal only for equal enquiries."""
    return sha256(_canonical(new).encode("utf-8", "surrogatepass")).hexdigest()


def _canonical(value: Any) -> str:
    if isinstance(value, models.Model):
        return f"{value._meta.label}:{value.pk}"
    if isinstance(value, datetime):
        return repr(value.timestamp())
    if is_dataclass(value):
        parts = (f"{field.name}={_canonical(getattr(value, field.name))}" for field in fields(value))
        return f"({','.join(parts)})"
    if isinstance(value, dict):
        return f"{{{','.join(f'{key!r}:{_canonical(value[key])}' for key in sorted(value))}}}"
    if isinstance(value, tuple):
        return f"[{','.join(_canonical(item) for item in value)}]"
    return repr(str(value)) if isinstance(value, str) else repr(value)


def find_receipt(*, user: User, key_hash: str, fingerprint: str) -> Lead | None:
    """The lead this key already made for this person. Raises KeyReused when the body was another."""
    receipt = IdempotencyKey.objects.filter(user=user, key_hash=key_hash).select_related("lead").first()
    if receipt is None:
        return None
    if receipt.fingerprint != fingerprint:
        raise KeyReused(
            _("This idempotency key came before with another content and made lead %(lead)d. Use a new key.")
            % {"lead": receipt.lead_id}
        )
    return receipt.lead


def write_receipt(*, user: User, key_hash: str, fingerprint: str, lead: Lead) -> None:
    """Remember the key in the transaction that makes the lead. KeyTakenMeanwhile when another one did."""
    try:
        with transaction.atomic():
            IdempotencyKey.objects.create(user=user, key_hash=key_hash, fingerprint=fingerprint, lead=lead)
    except IntegrityError as error:
        raise KeyTakenMeanwhile from error


def forget_old_receipts() -> int:
    """Delete receipts older than KEEP_DAYS; return how many. Nobody repeats a request after that."""
    before = timezone.now() - timedelta(days=KEEP_DAYS)
    return IdempotencyKey.objects.filter(created_at__lt=before).delete()[0]
