"""One table: what was done already, and how it was answered."""

from __future__ import annotations

from django.db import models


class Receipt(models.Model):
    """One thing that was done: the same request again is answered as it was then, and does nothing.

    No value of it stands here. `key_hash` is a SHA-256 of the sender's own key with whose and what for it
    is, `fingerprint` one of the content. `answer` is sealed with that key, which is kept nowhere. `made_id`
    is the row that came of it where its door asks for no more; it may be gone since.
    """

    key_hash = models.CharField(max_length=64, primary_key=True)
    fingerprint = models.CharField(max_length=64)
    made_id = models.BigIntegerField(null=True)
    answer = models.BinaryField(null=True)
    created_at = models.DateTimeField(auto_now_add=True, db_index=True)

    def __str__(self) -> str:
        return self.key_hash[:12]
