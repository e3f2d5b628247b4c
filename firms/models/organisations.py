"""Firms, by which domains they are found, and what was changed of them."""

from __future__ import annotations

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchQuery, SearchVector
from django.db import models
from django.db.models.functions import Coalesce, NullIf
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from values.names import search_words

LONGEST_DOMAIN = 253
LONGEST_WORDS = 1000


def by_name() -> Coalesce:
    """What firms are ordered by: the folded name, else the domain by which one is called; has an index."""
    folded = NullIf("folded", models.Value(""))
    return Coalesce(folded, "name", output_field=models.CharField())


class OrganisationQuerySet(models.QuerySet["Organisation"]):
    def kept(self) -> OrganisationQuerySet:
        """Those that stand for themselves, and were not merged into another."""
        return self.filter(merged_into=None)

    def in_order(self) -> OrganisationQuerySet:
        """By `called`, the name that is compared; whoever cuts the pages orders by it and the number."""
        return self.annotate(called=by_name())

    def matching(self, text: str, *, by_domain: bool = True) -> OrganisationQuerySet:
        """Firms with a word in name, other name or domain that begins with each word of `text`.

        Without `by_domain` they fit by their names alone: a domain tells how their people are reached.
        """
        words = search_words(text)
        if not words:
            return self.none()
        query = SearchQuery(" & ".join(f"'{word}':*" for word in words), search_type="raw", config="simple")
        found = self.annotate(words=SearchVector("search_text", config="simple")).filter(words=query)
        if by_domain:
            return found
        first_line = models.Func(
            *(models.F("search_text"), models.Value("\n"), models.Value(1)),
            function="split_part",
            output_field=models.TextField(),
        )
        return found.annotate(names=SearchVector(first_line, config="simple")).filter(names=query)


class Organisation(models.Model):
    """A firm whose people write to us, found again by the domain of an e-mail address or by its name.

    One that was merged keeps its name, its domains and what was said of it as a customer: whoever finds it by
    them has found the firm it was merged into. Only its persons move.
    """

    name = models.CharField(pgettext_lazy("column", "company"), max_length=200)
    # The name as it is compared; blank where nothing but a domain is known.
    folded = models.CharField(max_length=200, blank=True, editable=False)
    # What else people of its domain called it.
    other_names = ArrayField(models.CharField(max_length=200), default=list, editable=False)
    # Folded, for the search: in the first line the names, in the second the domains.
    search_text = models.CharField(max_length=LONGEST_WORDS, blank=True, editable=False)
    merged_into = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, editable=False, related_name="members"
    )
    row_version = models.PositiveIntegerField(default=1, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)
    # Whether it was held against the others since its names or domains changed: until then it is a mark for
    # the job (`services/comparing.py`).
    is_compared = models.BooleanField(default=False, db_default=False, editable=False)

    objects = OrganisationQuerySet.as_manager()

    class Meta:
        verbose_name = pgettext_lazy("column", "company")
        verbose_name_plural = _("companies")
        constraints = [
            # Two who come in at once from a firm nobody knew make one.
            models.UniqueConstraint(
                fields=["folded"], condition=~models.Q(folded=""), name="organisation_name_once"
            )
        ]
        indexes = [
            GinIndex(SearchVector("search_text", config="simple"), name="organisation_words"),
            models.Index(by_name(), "id", condition=models.Q(merged_into=None), name="organisation_by_name"),
            models.Index(
                fields=["id"], condition=models.Q(is_compared=False), name="organisation_uncompared"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def current(self) -> Organisation:
        """Itself, or the firm it was merged into; that one never was."""
        return self.merged_into or self


class FirmDomain(models.Model):
    """A domain of e-mail addresses, and whose it is; without a firm it is one that many share."""

    domain = models.CharField(_("domain"), max_length=LONGEST_DOMAIN, unique=True)
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, null=True, editable=False, related_name="domains"
    )

    class Meta:
        ordering = ["domain"]

    def __str__(self) -> str:
        return self.domain


class FirmMerge(models.Model):
    """Two firms turned out to be one; append-only but for its being taken back.

    `moved` says what moved, so that it can move back: {"leads.person.organisation": [numbers]}.
    """

    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="merges", editable=False
    )
    into = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="merged", editable=False)
    moved = models.JSONField(default=dict, editable=False)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", editable=False
    )
    created_at = models.DateTimeField(auto_now_add=True)
    undone_at = models.DateTimeField(null=True, editable=False)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+", editable=False
    )

    class Meta:
        verbose_name = _("merge of companies")
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.organisation_id} → {self.into_id}"


class FirmChange(models.Model):
    """Somebody changed what a firm is called or which domains are its own; append-only."""

    class What(models.TextChoices):
        RENAMED = "renamed", _("renamed")
        DOMAIN_ADDED = "added", _("domain added")
        DOMAIN_TAKEN = "taken", _("domain taken away")

    organisation = models.ForeignKey(
        Organisation, on_delete=models.CASCADE, related_name="changes", editable=False
    )
    what = models.CharField(max_length=7, choices=What.choices)
    was = models.CharField(max_length=LONGEST_DOMAIN, blank=True)
    became = models.CharField(max_length=LONGEST_DOMAIN, blank=True)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", editable=False
    )
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("change of a company")
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.organisation_id} {self.what}"
