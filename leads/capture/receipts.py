"""The same request sent twice makes one lead: receipts under the sender's own key for it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, is_dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any

from django.utils.translation import gettext as _

from leads.capture.enquiries import Enquiry
from leads.capture.states import LeadState
from pages.models import Receipt as StoredReceipt
from pages.receipts import KeyReused, digest


@dataclass(slots=True)
class Receipt:
    """What a key made: a lead of this take, or one from before."""

    fingerprint: str
    lead_id: int | None = None
    lead: LeadState | None = None


class Receipts:
    """The receipts of one owner's keys: those that are there, fetched with one query, and new ones."""

    def __init__(self, enquiries: Sequence[Enquiry], *, owner: str) -> None:
        self.owner = owner
        self.new: dict[str, Receipt] = {}
        self._there: dict[str, Receipt] = {}
        if hashes := [self._hash(enquiry.key) for enquiry in enquiries if enquiry.key]:
            there = StoredReceipt.objects.filter(key_hash__in=hashes)
            for key, fingerprint, pk in there.values_list("key_hash", "fingerprint", "made_id"):
                self._there[key] = Receipt(fingerprint, pk)

    def _hash(self, key: str) -> str:
        """What is kept of a key; the same key of another owner is another one."""
        return digest("lead", self.owner, key)

    def find(self, enquiry: Enquiry) -> Receipt | None:
        """What this enquiry's key made. Raises KeyReused when that was another enquiry."""
        if not enquiry.key:
            return None
        key = self._hash(enquiry.key)
        receipt = self.new.get(key) or self._there.get(key)
        if receipt and receipt.fingerprint != fingerprint_of(enquiry):
            message = _(
                "This idempotency key came before with another content and made lead %(lead)s. Use a new key."
            )
            raise KeyReused(message % {"lead": receipt.lead_id or "–"})
        return receipt

    def add(self, enquiry: Enquiry, lead: LeadState) -> None:
        """Remember the key with the lead it makes."""
        if enquiry.key:
            self.new[self._hash(enquiry.key)] = Receipt(fingerprint_of(enquiry), lead=lead)


def fingerprint_of(enquiry: Enquiry) -> str:
    """A digest of everything the sender said; equal only for equal enquiries."""
    return sha256(_canonical(enquiry).encode("utf-8", "surrogatepass")).hexdigest()


def _canonical(value: Any) -> str:
    if isinstance(value, datetime):
        return repr(value.timestamp())
    if is_dataclass(value):
        parts = (f"{field.name}={_canonical(getattr(value, field.name))}" for field in fields(value))
        return f"({','.join(parts)})"
    if isinstance(value, Mapping):
        return f"{{{','.join(f'{key!r}:{_canonical(value[key])}' for key in sorted(value))}}}"
    if isinstance(value, tuple):
        return f"[{','.join(_canonical(item) for item in value)}]"
    return repr(str(value)) if isinstance(value, str) else repr(value)
