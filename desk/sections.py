"""The inbox of sales: which leads wait for which step, and how many.

Every section is a stage of a lead that was handed over, which is a range of the index
`lead_waiting_for_sales`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery
from django.utils.functional import Promise as LazyText
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import User
from feedback.models import FollowUp
from handoff.models import Answer, HandoffAnswer
from leads.life import LeadStage, stands_in
from leads.models import Lead
from leads.models.leads import IS_IN_POOL
from pages.cursors import Order

PAGE_SIZE: Final = 50
PREVIEW_SIZE: Final = 5
FIRST_HANDED_OVER: Final = _("Leads handed over first come first.")


@dataclass(frozen=True, kw_only=True, slots=True)
class Section:
    """Leads that wait for the same step. `empty` says what will be here."""

    key: str
    title: str | LazyText
    empty: str | LazyText
    is_in: Q
    order: Order = ("handed_over_at", "pk")
    order_said: str | LazyText = FIRST_HANDED_OVER
    is_counted: bool = True


NEW: Final = Section(
    key="new",
    title=pgettext_lazy("inbox section", "New"),
    empty=_("Leads that marketing hands to you wait here until you accept them or send them back."),
    is_in=Q(stage=LeadStage.HANDED_OVER, assigned_to__isnull=False),
)
POOL: Final = Section(
    key="pool",
    title=pgettext_lazy("inbox section", "Pool"),
    empty=_("Leads that marketing hands to sales without a name lie here. Whoever claims one first has it."),
    is_in=IS_IN_POOL,
)
CONTACT: Final = Section(
    key="contact",
    title=pgettext_lazy("inbox section", "To contact"),
    empty=_("Leads you accepted stay here until you have reached the person."),
    is_in=Q(stage=LeadStage.ACCEPTED),
)
RATE: Final = Section(
    key="rate",
    title=pgettext_lazy("inbox section", "To rate"),
    empty=_("After the first contact a lead waits here for your three taps."),
    is_in=Q(stage=LeadStage.CONTACTED),
)
OPEN: Final = Section(
    key="open",
    title=pgettext_lazy("inbox section", "Open deals"),
    empty=_("Leads you have rated stay here until they are won or lost."),
    is_in=Q(stage=LeadStage.RATED, assigned_to__isnull=False),
)
CLOSED: Final = Section(
    key="closed",
    title=pgettext_lazy("inbox section", "Won and lost"),
    empty=_("Deals that are decided lie here, in case an outcome has to be corrected."),
    is_in=stands_in(LeadStage.closed) & Q(assigned_to__isnull=False),
    # Grows for ever, and nobody has to do anything about it: not counted, and in the order of an index.
    order=("-received_at", "-pk"),
    order_said=_("The newest enquiry comes first."),
    is_counted=False,
)
SECTIONS: Final = (NEW, POOL, CONTACT, RATE, OPEN, CLOSED)
BY_KEY: Final[Mapping[str, Section]] = {section.key: section for section in SECTIONS}


def leads_in_inbox(user: User, *, rep: User | None = None) -> QuerySet[Lead]:
    """What was handed over and this person may see, narrowed to one rep and the pool where one is named."""
    leads = Lead.objects.visible_to(user).filter(handed_over_at__isnull=False)
    return leads if rep is None else leads.filter(Q(assigned_to=rep) | POOL.is_in)


def count_sections(user: User, *, rep: User | None = None) -> dict[str, int]:
    """How many leads wait in each section that is counted; one statement."""
    counted = [section for section in SECTIONS if section.is_counted]
    waiting = leads_in_inbox(user, rep=rep).filter(stands_in(LeadStage.with_sales))
    return waiting.aggregate(**{section.key: Count("pk", filter=section.is_in) for section in counted})


def leads_in_section(section: Section, *, user: User, rep: User | None = None) -> QuerySet[Lead]:
    """The leads of a section, in its order."""
    leads = leads_in_inbox(user, rep=rep).filter(section.is_in)
    return _with_facts(leads).order_by(*section.order)


def _with_facts(leads: QuerySet[Lead]) -> QuerySet[Lead]:
    """Everything a row shows, in the one statement that fetches it."""
    words = HandoffAnswer.objects.filter(
        handoff__lead=OuterRef("pk"), kind__in=[Answer.QUESTION, Answer.REPLY]
    )
    follow_up = FollowUp.objects.open().filter(lead=OuterRef("pk"))
    return leads.select_related("person", "campaign", "cta", "assigned_to", "standing").annotate(
        newest_word=Subquery(words.order_by("-pk").values("kind")[:1]),
        follow_up_day=Subquery(follow_up.values("day")),
        follow_up_at=Subquery(follow_up.values("due_at")),
    )
