"""The same request sent twice makes one lead: receipts under the sender's own key for it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, is_dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any, Final, NoReturn

from django.db import connection
from django.utils.translation import gettext as _

from leads.capture.enquiries import Arrival, Enquiry
from leads.capture.states import LeadState
from pages.receipts import KeyReused, digest

_THERE: Final = """
    SELECT key_hash, fingerprint, NULL, receipt, came_at FROM leads_putaside
    WHERE key_hash = ANY(%(keys)s) AND key_hash <> '' AND refused_at IS NULL
    UNION ALL
    SELECT key_hash, fingerprint, made_id, NULL, NULL FROM pages_receipt WHERE key_hash = ANY(%(keys)s)
"""


@dataclass(slots=True)
class Receipt:
    """What a key made: a lead of this take, or one from before; or an enquiry that is put aside."""

    fingerprint: str
    lead_id: int | None = None
    lead: LeadState | None = None
    arrival: Arrival | None = None


class Receipts:
    """The receipts of one owner's keys: those that are there, fetched with one query, and new ones."""

    def __init__(self, enquiries: Sequence[Enquiry], *, owner: str) -> None:
        self.owner = owner
        self.new: dict[str, Receipt] = {}
        self._there: dict[str, Receipt] = {}
        if hashes := [self._hash(enquiry.key) for enquiry in enquiries if enquiry.key]:
            own = {enquiry.arrival for enquiry in enquiries}
            for key, fingerprint, pk, receipt, came_at in _fetch(hashes):
                arrival = Arrival(at=came_at, receipt=receipt) if receipt else None
                if arrival is None or arrival not in own:
                    self._there[key] = Receipt(fingerprint, pk, arrival=arrival)

    def _hash(self, key: str) -> str:
        return hash_of(key, owner=self.owner)

    def find(self, enquiry: Enquiry) -> Receipt | None:
        """What this enquiry's key made. Raises KeyReused when that was another enquiry."""
        if not enquiry.key:
            return None
        key = self._hash(enquiry.key)
        receipt = self.new.get(key) or self._there.get(key)
        if receipt and receipt.fingerprint != fingerprint_of(enquiry):
            refuse_other()
        return receipt

    def add(self, enquiry: Enquiry, lead: LeadState) -> None:
        """Remember the key with the lead it makes."""
        if enquiry.key:
            self.new[self._hash(enquiry.key)] = Receipt(fingerprint_of(enquiry), lead=lead)


def _fetch(hashes: list[str]) -> list[tuple[Any, ...]]:
    """What was put aside first: a lead that was made since goes before."""
    with connection.cursor() as cursor:
        cursor.execute(_THERE, {"keys": hashes})
        rows: list[tuple[Any, ...]] = cursor.fetchall()
        return rows


def hash_of(key: str, *, owner: str) -> str:
    """What is kept of a key; the same key of another owner is another one."""
    return digest("lead", owner, key)


def refuse_other() -> NoReturn:
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
