from __future__ import annotations

from typing import Final

from django.conf import settings
from django.core.validators import MaxValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

# More would be a second job.
LARGEST_SHARE: Final = 30


class SecondOpinionSettings(models.Model):
    """Which share of ratings is given twice; one row with id 1, made when it is first said. None until then.

    `on_since` is when it was last switched on: no second opinion is asked for on what was rated before.
    """

    id = models.PositiveSmallIntegerField(primary_key=True, default=1, editable=False)
    share_percent = models.PositiveSmallIntegerField(
        _("share of first ratings in percent"),
        default=0,
        db_default=0,
        validators=[MaxValueValidator(LARGEST_SHARE)],
        help_text=_("0 switches it off; allowed are 0 to 30. Five percent of 400 ratings are 20 pairs."),
    )
    on_since = models.DateTimeField(null=True, editable=False)
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, editable=False, related_name="+"
    )
    changed_at = models.DateTimeField(null=True, editable=False)
    row_version = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        verbose_name = _("second opinions")
        constraints = [
            models.CheckConstraint(condition=models.Q(id=1), name="second_opinion_settings_only_one"),
            models.CheckConstraint(
                condition=models.Q(share_percent=0)
                | (models.Q(share_percent__lte=LARGEST_SHARE) & models.Q(on_since__isnull=False)),
                name="second_opinion_settings_whole_when_on",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.share_percent} %"

    @property
    def is_on(self) -> bool:
        return self.share_percent > 0
