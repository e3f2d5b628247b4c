"""Twice sent is once done: a form by the token in it, a request of a program by its `Idempotency-Key`.

    with transaction.atomic():
        claim = Claim("page", owner, path, key=token, fingerprint=...)
        if (first := claim.take()) is not None:
            return first               # what the first was answered
        ...                            # the act
        claim.settle(answer)           # or None: nothing was done, and the key is free again

The receipt is written in the transaction of the act. Of two that come at the same moment the second waits in
`take` until the first has committed, and gets its answer.
"""

from __future__ import annotations

import json
from base64 import urlsafe_b64encode
from datetime import timedelta
from hashlib import sha256
from http import HTTPStatus
from typing import Any, ClassVar, Final

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import connection
from django.utils import timezone
from django.utils.translation import gettext as _

from pages.models import Receipt
from values.refusals import Refusal
from values.text import check_bytes

KEEP_DAYS: Final = 14
LONGEST_KEY: Final = 200
_TAKE: Final = """
    INSERT INTO pages_receipt (key_hash, fingerprint, created_at) VALUES (%s, %s, %s)
    ON CONFLICT (key_hash) DO NOTHING
"""


class KeyReused(Refusal):
    """An idempotency key came again with another body."""

    status: ClassVar[int] = HTTPStatus.UNPROCESSABLE_ENTITY


class AlreadyDone(Refusal):
    """It was done before, and how it was answered cannot be read any more."""


def digest(*parts: str) -> str:
    """What is kept of texts that are not: equal only for the same texts in the same order."""
    return sha256(json.dumps(parts).encode()).hexdigest()


def check_key(key: str) -> str:
    """The key as a program named it. Raises ValidationError for one that is blank or cannot be kept."""
    if not key.strip():
        message = _("The idempotency key is blank. Leave it out or send up to %(limit)d characters.")
        raise ValidationError(message % {"limit": LONGEST_KEY}, code="blank")
    return check_bytes(key, max_length=LONGEST_KEY)


class Claim:
    """The right to do something once, by the sender's own `key` for it; `names` say whose and what for."""

    def __init__(self, *names: str, key: str, fingerprint: str) -> None:
        self._key = key
        self._key_hash = digest(*names, key)
        self._fingerprint = fingerprint

    def take(self) -> dict[str, Any] | None:
        """None when it is ours to do, else what the first was answered. Call it within a transaction.

        Raises KeyReused when the key came with another content, AlreadyDone when the answer is unreadable.
        """
        while not self._insert():
            there = Receipt.objects.filter(pk=self._key_hash).values_list("fingerprint", "answer").first()
            if there is not None:  # else it was forgotten this moment
                return self._open(*there)
        return None

    def settle(self, answer: dict[str, Any] | None) -> None:
        """Keep what was answered, for who sends the same again; None frees the key."""
        receipt = Receipt.objects.filter(pk=self._key_hash)
        if answer is None:
            receipt.delete()
        else:
            receipt.update(answer=_lock_of(self._key).encrypt(json.dumps(answer).encode()))

    def _insert(self) -> bool:
        with connection.cursor() as cursor:
            cursor.execute(_TAKE, [self._key_hash, self._fingerprint, timezone.now()])
            return bool(cursor.rowcount)

    def _open(self, fingerprint: str, answer: bytes | memoryview | None) -> dict[str, Any]:
        if fingerprint != self._fingerprint:
            raise KeyReused(_("This idempotency key came before with another content. Use a new key."))
        try:
            opened: dict[str, Any] = json.loads(_lock_of(self._key).decrypt(bytes(answer or b"")))
        except InvalidToken as error:
            raise AlreadyDone(_("This was done already.")) from error
        return opened


def _lock_of(key: str) -> MultiFernet:
    """Opened only with both the sender's key, which is kept nowhere, and a secret of the installation."""
    secrets = (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)
    return MultiFernet([Fernet(_derive(secret, key)) for secret in secrets])


def _derive(secret: str, key: str) -> bytes:
    """HKDF (RFC 5869), as for the second step, but for this use alone."""
    derived = HKDF(algorithm=SHA256(), length=32, salt=None, info=b"smarketing receipt")
    return urlsafe_b64encode(derived.derive(f"{secret}\n{key}".encode("utf-8", "surrogatepass")))


def forget_old_receipts() -> int:
    """Delete receipts older than KEEP_DAYS; return how many. Nobody repeats a request after that."""
    before = timezone.now() - timedelta(days=KEEP_DAYS)
    return Receipt.objects.filter(created_at__lt=before).delete()[0]
