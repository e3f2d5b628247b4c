from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.permissions import Action, may
from files.fields import Label
from files.targets import Result, target_named
from values.storable import StorableJSONEncoder


class ImportState(models.TextChoices):
    UPLOADED = "uploaded", _("Uploaded")
    CHECKED = "checked", _("Checked")
    RUNNING = "running", _("Running")
    DONE = "done", _("Done")
    FAILED = "failed", _("Failed")
    UNDONE = "undone", _("Undone")


class ImportRunQuerySet(models.QuerySet["ImportRun"]):
    def visible_to(self, user: User) -> ImportRunQuerySet:
        """One's own, or all, as the table says; else none. Files hold personal data of many people."""
        if may(user, Action.VIEW_EVERY_IMPORT):
            return self.all()
        return self.filter(user=user) if may(user, Action.IMPORT_HISTORY) else self.none()


class ImportRun(models.Model):
    """One file somebody brings in: what it is, how its columns map, how far it is and what came of it."""

    # The name of a `files.targets.Target`.
    target = models.CharField(max_length=20)
    state = models.CharField(max_length=8, choices=ImportState.choices, default=ImportState.UPLOADED)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    file_name = models.CharField(max_length=255)
    stored_path = models.CharField(max_length=300, blank=True)
    # How the file is to be read, as its upload found out: a `files.layout.Layout`.
    layout = models.JSONField(default=dict, encoder=StorableJSONEncoder)
    # Files with the same headings in any order have the same key.
    headings_key = models.CharField(max_length=32, blank=True)
    # Which column means which field: the name of the field leads to the heading of the column.
    mapping = models.JSONField(default=dict, encoder=StorableJSONEncoder)
    # {"date_order", "decimal_sign", "bare_phones", "source", "time_zone", "country", "words"}, and what the
    # target's own form asked for
    options = models.JSONField(default=dict, encoder=StorableJSONEncoder)
    is_dry_run = models.BooleanField(default=True)
    # What the dry run found out about the rows, so that the import need not: a `files.survey.Survey`.
    survey = models.JSONField(null=True, encoder=StorableJSONEncoder)
    # Its job in the outbox.
    message_id = models.BigIntegerField(null=True)
    rows_total = models.PositiveIntegerField(default=0)
    rows_done = models.PositiveIntegerField(default=0)
    # {"rows", "created", "merged", "suppressed", "rejected", "errors": [...], "remarks": [...]}; while it
    # runs {"started_at"}; failed {"message"}
    report = models.JSONField(default=dict, encoder=StorableJSONEncoder)
    # The cells of the rows with errors or remarks, by their number: to be mended and sent again.
    lines = models.JSONField(default=dict, encoder=StorableJSONEncoder)
    created_at = models.DateTimeField(auto_now_add=True)
    finished_at = models.DateTimeField(null=True)

    objects = ImportRunQuerySet.as_manager()

    class Meta:
        verbose_name = _("import")
        ordering = ["-id"]

    def __str__(self) -> str:
        return self.file_name

    @property
    def can_be_undone(self) -> bool:
        return self.state == ImportState.DONE and target_named(self.target).undo is not None

    @property
    def result(self) -> Result:
        """How what came of it is worded."""
        return target_named(self.target).result

    @property
    def holds(self) -> Label:
        """What the file holds, in words."""
        return target_named(self.target).label
