"""What an older release has to know of the migrations of a newer one; how the last back-ups went."""

from __future__ import annotations

from django.db import models


class SchemaStep(models.Model):
    """A migration, and which one code has to know so as to bear it; empty: none, it takes nothing away.

    Written by `migrate`, of all the migrations its code has, before it begins.
    """

    app = models.CharField(max_length=255)
    name = models.CharField(max_length=255)
    needs = models.CharField(max_length=511, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["app", "name"], name="schema_step_once")]


class Backup(models.Model):
    """One try to back up, written by deploy/backup/backup; `problem` is the step that failed, or empty."""

    taken_at = models.DateTimeField()
    seconds = models.PositiveIntegerField()
    bytes = models.PositiveBigIntegerField()
    problem = models.CharField(max_length=20, blank=True)

    class Meta:
        indexes = [models.Index(fields=["taken_at"], name="backup_by_time")]
