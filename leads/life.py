"""The life of a lead: its stages and their groups, the moves between them, and the one function that moves.

No set of stages stands anywhere else: services, pages, constraints, indexes and SQL take theirs from here.
"""

from __future__ import annotations

from collections.abc import Collection
from enum import nonmember
from typing import TypeVar

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from values.refusals import IllegalMove
from values.text import quoted
from values.versions import save_row


def _group(*stages: tuple[str, str | Promise]) -> nonmember[tuple[str, ...]]:
    """Some of the stages as what the column holds, in the order of the life."""
    return nonmember(tuple(value for value, _label in stages))


class LeadStage(models.TextChoices):
    """Where a lead stands, and below it the groups that rules ask for.

    A lead lies with marketing, with sales or is closed; the other groups run across these three.
    """

    REGISTERED = "registered", gettext_lazy("Registered")
    HANDED_OVER = "handed_over", gettext_lazy("Handed over")
    RETURNED = "returned", gettext_lazy("Returned")
    ACCEPTED = "accepted", gettext_lazy("Accepted")
    CONTACTED = "contacted", gettext_lazy("Contacted")
    RATED = "rated", gettext_lazy("Rated")
    WON = "won", gettext_lazy("Won")
    LOST = "lost", gettext_lazy("Lost")

    with_marketing = _group(REGISTERED, RETURNED)
    with_sales = _group(HANDED_OVER, ACCEPTED, CONTACTED, RATED)
    closed = _group(WON, LOST)

    # Somebody of sales has said yes to it and works on it.
    working = _group(ACCEPTED, CONTACTED, RATED)
    # With sales, which has not judged it yet.
    unrated = _group(HANDED_OVER, ACCEPTED, CONTACTED)
    # From here on sales may say something of it.
    accepted_or_later = _group(ACCEPTED, CONTACTED, RATED, WON, LOST)


MOVES: dict[LeadStage, frozenset[str]] = {
    LeadStage.REGISTERED: frozenset({LeadStage.HANDED_OVER}),
    LeadStage.HANDED_OVER: frozenset({LeadStage.ACCEPTED, LeadStage.RETURNED}),
    LeadStage.RETURNED: frozenset({LeadStage.HANDED_OVER}),
    # While it is not rated it can go back: to marketing, or to the pool.
    LeadStage.ACCEPTED: frozenset(
        {
            LeadStage.CONTACTED,
            LeadStage.RATED,
            LeadStage.WON,
            LeadStage.LOST,
            LeadStage.RETURNED,
            LeadStage.HANDED_OVER,
        }
    ),
    LeadStage.CONTACTED: frozenset(
        {LeadStage.RATED, LeadStage.WON, LeadStage.LOST, LeadStage.RETURNED, LeadStage.HANDED_OVER}
    ),
    LeadStage.RATED: frozenset({LeadStage.WON, LeadStage.LOST}),
    # A decision is corrected, or the lead is reopened to where the facts say it stands.
    LeadStage.WON: frozenset({*LeadStage.working, LeadStage.LOST}),
    LeadStage.LOST: frozenset({*LeadStage.working, LeadStage.WON}),
}


def stands_in(stages: Collection[str]) -> models.Q:
    """The condition that a lead stands in one of these stages, for queries, constraints and indexes."""
    return models.Q(stage__in=list(stages))


class Living(models.Model):
    """What a lead has of its life; a base of its own, so that this module can stand below the models."""

    stage = models.CharField(
        gettext_lazy("status"), max_length=11, choices=LeadStage.choices, default=LeadStage.REGISTERED
    )
    # Counts every change of the lead, so that nobody overwrites what they have not read.
    row_version = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        abstract = True


AnyLead = TypeVar("AnyLead", bound=Living)


def advance(*, lead: AnyLead, stage: LeadStage, also: Collection[str] = ()) -> AnyLead:
    """Put a locked lead into a stage and save it, together with the fields named in `also`.

    The stage it already has is no move. A move that MOVES does not name raises IllegalMove. Who may do it,
    and what fact stands behind it, is the caller's business. Counts `row_version` up in every case.
    """
    current = LeadStage(lead.stage)
    if stage != current and stage not in MOVES[current]:
        raise illegal_move(current, stage)
    lead.stage = stage
    return save_row(lead, {"stage", *also})


def put_back(*, lead: AnyLead, stage: LeadStage, also: Collection[str] = ()) -> AnyLead:
    """Put a locked lead where its facts say that it stands, after one of them was taken back."""
    lead.stage = stage
    return save_row(lead, {"stage", *also})


def illegal_move(current: LeadStage, wanted: LeadStage) -> IllegalMove:
    """The refusal that names both stages and what can follow."""
    followers = ", ".join(quoted(stage.label) for stage in LeadStage if stage in MOVES[current])
    return IllegalMove(
        _("This lead is “%(current)s” and cannot become “%(wanted)s”. Possible from here: %(allowed)s.")
        % {"current": current.label, "wanted": wanted.label, "allowed": followers}
    )
