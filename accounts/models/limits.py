from __future__ import annotations

from django.db import models


class CallAllowance(models.Model):
    """One caller under one limit: at `full_at` they may again make all the calls of a minute at once.

    The table is UNLOGGED: no call waits for a disk, and a crash of PostgreSQL lets everybody begin anew.
    `key` is a keyed digest, so that no address and no person stands here.
    """

    key = models.CharField(primary_key=True, max_length=32)
    full_at = models.DateTimeField()
