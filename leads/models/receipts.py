from __future__ import annotations

from django.conf import settings
from django.db import models

from leads.models.leads import Lead


class IdempotencyKey(models.Model):
    """The receipt of one lead sent with an `Idempotency-Key`: the same key again gets the same lead.

    Key and body are kept as SHA-256 only; rows are forgotten after `leads.services.receipts.KEEP_DAYS`.
    """

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+", db_index=False
    )
    key_hash = models.CharField(max_length=64)
    fingerprint = models.CharField(max_length=64)
    lead = models.ForeignKey(Lead, on_delete=models.CASCADE, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True, db_index=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "key_hash"], name="idempotency_key_once")]

    def __str__(self) -> str:
        return self.key_hash[:12]
