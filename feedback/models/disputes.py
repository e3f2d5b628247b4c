from __future__ import annotations

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import Team, User
from accounts.permissions import Action, may_find
from feedback.models.ratings import Rating
from leads.models import Lead


class Verdict(models.TextChoices):
    """What one who leads a team says of a questioned rating."""

    STAYS = "stays", pgettext_lazy("rating", "It stays")
    WRONG = "wrong", pgettext_lazy("rating", "It was wrong")


class DisputeEnd(models.TextChoices):
    STAYS = Verdict.STAYS.value, _("Both teams: the rating stays")
    WRONG = Verdict.WRONG.value, _("Both teams: the rating was wrong")
    WITHDRAWN = "withdrawn", _("Question withdrawn")
    RATED_ANEW = "anew", _("Ended by a new rating")
    TAKEN_BACK = "back", _("Ended: the rating was taken back")


# After these the same rating is not questioned once more.
SETTLED = (DisputeEnd.STAYS, DisputeEnd.WRONG)


class DisputeQuerySet(models.QuerySet["Dispute"]):
    def open(self) -> Self:
        return self.filter(ended_at=None)

    def to_rate_anew(self) -> Self:
        """Those whose rating both teams say was wrong, and that is still the newest of its lead."""
        later = Rating.objects.filter(lead=OuterRef("lead"), pk__gt=OuterRef("rating"))
        return self.filter(~Exists(later), ended_how=DisputeEnd.WRONG, rating__undone_by=None)

    def visible_to(self, user: User) -> Self:
        """Those of leads this person may see."""
        if may_find(user, Action.VIEW_EVERY_LEAD):
            return self.all()
        return self.filter(lead__in=Lead.objects.visible_to(user))


class Dispute(models.Model):
    """Marketing questions a rating; append-only but for its end. Until then, and after it, the rating counts.

    What a settled one says to be wrong is said anew by sales, in a further rating: nothing changes one.
    """

    lead = models.ForeignKey(Lead, on_delete=models.CASCADE, related_name="disputes", editable=False)
    rating = models.ForeignKey(
        Rating, on_delete=models.CASCADE, related_name="+", editable=False, db_index=False
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", editable=False
    )
    text = models.TextField(_("why"), max_length=2000)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    ended_at = models.DateTimeField(null=True, editable=False)
    # Nobody where a file brought a newer rating.
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+", editable=False
    )
    ended_how = models.CharField(max_length=9, choices=DisputeEnd.choices, blank=True, editable=False)

    objects = DisputeQuerySet.as_manager()

    class Meta:
        verbose_name = _("questioned rating")
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["lead"], condition=Q(ended_at=None), name="dispute_open_once_per_lead"
            ),
            models.CheckConstraint(condition=~Q(text=""), name="dispute_says_why"),
            models.CheckConstraint(
                condition=Q(ended_at=None, ended_how="")
                | Q(ended_at__isnull=False, ended_how__in=DisputeEnd.values),
                name="dispute_ends_somehow",
            ),
        ]
        indexes = [
            models.Index(fields=["rating"], name="dispute_of_rating"),
            # The list of those who settle them.
            models.Index(fields=["created_at", "id"], condition=Q(ended_at=None), name="dispute_open"),
        ]

    def __str__(self) -> str:
        return f"{self.lead_id} #{self.pk}"

    @property
    def is_open(self) -> bool:
        return self.ended_at is None

    def newest_word(self, team: Team) -> DisputeWord | None:
        """What counts of the words of one team."""
        said = (word for word in self.words.all() if word.team == team)
        return max(said, key=lambda word: word.pk, default=None)


class DisputeWord(models.Model):
    """What a team's lead says of a questioned rating; append-only, of each team the newest counts."""

    dispute = models.ForeignKey(Dispute, on_delete=models.CASCADE, related_name="words", editable=False)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", editable=False
    )
    # For which of the teams it was said: who speaks may change the role later.
    team = models.CharField(max_length=9, choices=Team.choices, editable=False)
    verdict = models.CharField(_("verdict"), max_length=5, choices=Verdict.choices)
    text = models.TextField(_("why"), max_length=2000)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        verbose_name = _("word on a questioned rating")
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(verdict__in=Verdict.values, team__in=Team.values) & ~Q(text=""),
                name="dispute_word_whole",
            )
        ]

    def __str__(self) -> str:
        return f"{self.dispute_id} {self.verdict}"
