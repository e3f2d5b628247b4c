"""The same request sent twice makes one lead: receipts under the sender's own key for it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, is_dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any, Final

from django.utils import timezone
from django.utils.translation import gettext as _

from leads.capture.enquiries import Arrival, Enquiry
from leads.capture.states import LeadState
from leads.errors import KeyReused
from leads.models import IdempotencyKey, PutAside

KEEP_DAYS: Final = 14


@dataclass(slots=True)
class Receipt:
    """What a key made: a lead of this take, or one from before; or an enquiry that is put aside."""

    fingerprint: str
    lead_id: int | None = None
    lead: LeadState | None = None
    arrival: Arrival | None = None


class Receipts:
    """The receipts of one owner's keys: those that are there, fetched with two queries, and new ones."""

    def __init__(self, enquiries: Sequence[Enquiry], *, owner: str) -> None:
        self.owner = owner
        self.new: dict[str, Receipt] = {}
        self._there: dict[str, Receipt] = {}
        if hashes := [self._hash(enquiry.key) for enquiry in enquiries if enquiry.key]:
            self._find_put_aside(hashes, own={enquiry.arrival for enquiry in enquiries})
            # Asked last: of what is taken in meanwhile the lead is there.
            there = IdempotencyKey.objects.filter(key_hash__in=hashes)
            for key, fingerprint, pk in there.values_list("key_hash", "fingerprint", "lead_id"):
                self._there[key] = Receipt(fingerprint, pk)

    def _find_put_aside(self, hashes: list[str], *, own: set[Arrival | None]) -> None:
        """`own` are those that are being taken in."""
        rows = PutAside.objects.untaken().filter(key_hash__in=hashes)
        for key, fingerprint, at, receipt in rows.values_list(
            "key_hash", "fingerprint", "came_at", "receipt"
        ):
            arrival = Arrival(at=at, receipt=receipt)
            if arrival not in own:
                self._there[key] = Receipt(fingerprint, arrival=arrival)

    def hash_of(self, enquiry: Enquiry) -> str:
        """What is kept of its key, "" without one."""
        return self._hash(enquiry.key) if enquiry.key else ""

    def _hash(self, key: str) -> str:
        """What is kept of a key; the same key of another owner is another one."""
        return sha256(f"{self.owner}\n{key}".encode()).hexdigest()

    def find(self, enquiry: Enquiry) -> Receipt | None:
        """What this enquiry's key made. Raises KeyReused when that was another enquiry."""
        if not enquiry.key:
            return None
        key = self._hash(enquiry.key)
        receipt = self.new.get(key) or self._there.get(key)
        if receipt:
            refuse_other(enquiry, receipt.fingerprint)
        return receipt

    def add(self, enquiry: Enquiry, lead: LeadState) -> None:
        """Remember the key with the lead it makes."""
        if enquiry.key:
            self.new[self._hash(enquiry.key)] = Receipt(fingerprint_of(enquiry), lead=lead)


def refuse_other(enquiry: Enquiry, fingerprint: str) -> None:
    """Raise KeyReused unless the key came with this enquiry before; what it made, nobody else shall learn."""
    if fingerprint != fingerprint_of(enquiry):
        raise KeyReused(_("This idempotency key came before with another content. Use a new key."))


def fingerprint_of(enquiry: Enquiry) -> str:
    """A digest of everything the sender said; equal only for equal enquiries."""
    return sha256(_canonical(enquiry).encode("utf-8", "surrogatepass")).hexdigest()


def _canonical(value: Any) -> str:
    if isinstance(value, datetime):
        return repr(value.timestamp())
    if is_dataclass(value):
        said = (field.name for field in fields(value) if field.compare)
        parts = (f"{name}={_canonical(getattr(value, name))}" for name in said)
        return f"({','.join(parts)})"
    if isinstance(value, Mapping):
        return f"{{{','.join(f'{key!r}:{_canonical(value[key])}' for key in sorted(value))}}}"
    if isinstance(value, tuple):
        return f"[{','.join(_canonical(item) for item in value)}]"
    return repr(str(value)) if isinstance(value, str) else repr(value)


def forget_old_receipts() -> int:
    """Delete receipts older than KEEP_DAYS; return how many. Nobody repeats a request after that."""
    before = timezone.now() - timedelta(days=KEEP_DAYS)
    return IdempotencyKey.objects.filter(created_at__lt=before).delete()[0]
