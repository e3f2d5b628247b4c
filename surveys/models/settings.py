from __future__ import annotations

from typing import Final

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import Language

LONGEST_DELAY: Final = 90  # days: later than that nobody remembers how they were advised
LONGEST_WORDS: Final = 600


class SurveySettings(models.Model):
    """Whether customers are asked, and how; one row with id 1, made when it is first said. Off until then.

    `on_since` is when it was last switched on: nobody is asked of what was decided before.
    """

    id = models.PositiveSmallIntegerField(primary_key=True, default=1, editable=False)
    is_on = models.BooleanField(
        _("ask customers"),
        default=False,
        db_default=False,
        help_text=_("Asked are customers whose lead is decided from now on, nobody of before."),
    )
    on_since = models.DateTimeField(null=True, editable=False)
    delay_days = models.PositiveSmallIntegerField(
        _("days after the outcome"),
        default=7,
        validators=[MinValueValidator(1), MaxValueValidator(LONGEST_DELAY)],
        help_text=_("So many days a corrected outcome has time. Allowed are 1 to 90."),
    )
    language = models.CharField(
        _("language of the mail"),
        max_length=2,
        choices=Language.choices,
        default=Language.GERMAN,
        help_text=_("On the page the person can choose the other one."),
    )
    sender_name = models.CharField(
        _("name in the mail"),
        max_length=80,
        blank=True,
        help_text=_("As customers know your company. Left blank: the company's name."),
    )
    reply_to = models.EmailField(
        _("address for replies"),
        max_length=254,
        blank=True,
        help_text=_("Whoever answers the mail writes to it. Needed before anybody is asked."),
    )
    words_de = models.TextField(
        _("text in German"),
        max_length=LONGEST_WORDS,
        blank=True,
        help_text=_("Left blank: the text that stands there in grey."),
    )
    words_en = models.TextField(
        _("text in English"),
        max_length=LONGEST_WORDS,
        blank=True,
        help_text=_("Left blank: the text that stands there in grey."),
    )
    # By which addresses are made unreadable that want no more mails; encrypted, made with the first of them.
    opt_out_key = models.TextField(blank=True, editable=False)
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, editable=False, related_name="+"
    )
    changed_at = models.DateTimeField(null=True, editable=False)
    row_version = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        verbose_name = _("satisfaction survey")
        constraints = [
            models.CheckConstraint(condition=models.Q(id=1), name="survey_settings_only_one"),
            models.CheckConstraint(
                condition=models.Q(is_on=False) | (models.Q(on_since__isnull=False) & ~models.Q(reply_to="")),
                name="survey_settings_whole_when_on",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.is_on} {self.delay_days}"

    def words_in(self, language: str) -> str:
        """The company's own text of the mail in this language; blank where it has none."""
        return self.words_de if language == Language.GERMAN else self.words_en
