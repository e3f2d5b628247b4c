from __future__ import annotations

from django.db import models


class FacetKind(models.IntegerChoices):
    """What a facet is; the number is stored and never given to another."""

    # What a form asked, by the text of the question.
    ANSWER = 1
    # The page the lead came in by, and where its person had come from; one facet of each for the company.
    PAGE = 2
    SOURCE = 3


class Facet(models.Model):
    """Something by which leads can be told apart that stands on the lead itself.

    `key` is the folded text of the question, blank where there is one facet of the kind. Found by the job in
    the leads it counts, and kept for good.
    """

    kind = models.PositiveSmallIntegerField()
    key = models.TextField()
    # As it was first read.
    text = models.TextField()
    # More values came than are kept by name. From then on no further one is, or the same text would be
    # counted by name in one place and with the rest in another.
    is_full = models.BooleanField(db_default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "key"], name="facet_once")]

    def __str__(self) -> str:
        return f"{self.kind}: {self.text}"


class FacetValue(models.Model):
    """One value of a facet that is counted by name; whatever is not is counted with the rest of its facet.

    `key` says by its first sign what it is, as `counting.facets` makes it. The night takes away those that no
    lead gives any more.
    """

    facet = models.ForeignKey(Facet, on_delete=models.CASCADE, related_name="values", db_index=False)
    key = models.TextField()
    text = models.TextField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["facet", "key"], name="facetvalue_once")]

    def __str__(self) -> str:
        return f"{self.facet_id}: {self.text}"
