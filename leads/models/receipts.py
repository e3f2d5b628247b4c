from __future__ import annotations

from django.db import models

from leads.models.leads import Lead


class IdempotencyKey(models.Model):
    """The receipt of one lead sent with an `Idempotency-Key`: the same key again gets the same lead.

    Key, with whose it is, and body are kept as SHA-256 only; rows are forgotten after
    `leads.capture.receipts.KEEP_DAYS`.
    """

    key_hash = models.CharField(max_length=64, primary_key=True)
    fingerprint = models.CharField(max_length=64)
    lead = models.ForeignKey(Lead, on_delete=models.CASCADE, related_name="+", db_index=False)
    created_at = models.DateTimeField(auto_now_add=True, db_index=True)

    def __str__(self) -> str:
        return self.key_hash[:12]
