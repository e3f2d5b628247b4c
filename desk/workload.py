"""How much lies with each person of sales: what a sales lead looks at before moving work."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Q
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import Team, User
from desk.sections import midnight_of
from feedback.models import FollowUp, Rating
from handoff.deputies import Absent, read_absent
from leads.filters import WITH_SALES, find_who_has_leads
from leads.life import LeadStage, stands_in
from leads.models import Lead
from pages.addresses import address
from pages.filters import NONE
from values.days import written

IS_UNANSWERED = Q(stage=LeadStage.HANDED_OVER)


@dataclass(frozen=True, kw_only=True, slots=True)
class Workload:
    """Of one person, or of the pool (`rep` None): leads that sales works on, those nobody has answered yet,
    follow-ups and those of days that have passed, and what was rated since Monday.
    """

    rep: User | None
    open: int
    unanswered: int
    follow_ups: int
    overdue: int
    rated: int
    absent: Absent | None = None

    @property
    def absent_said(self) -> str:
        """Until when the person is away, and who stands in."""
        if self.absent is None:
            return ""
        values = {"day": written(self.absent.until), "deputy": self.absent.deputy}
        if self.absent.deputy is None:
            return _("Away until %(day)s, without a deputy") % values
        return _("Away until %(day)s, deputy: %(deputy)s") % values

    @property
    def move_url(self) -> str:
        """Where all that is open here is given to somebody else."""
        rep = self.rep.pk if self.rep else NONE
        return address(reverse("bulk:pass_on"), all=1, stage=WITH_SALES, assigned=rep)

    @property
    def takes_leads(self) -> bool:
        """Whether new leads can still go there; the pool takes them always."""
        return self.rep is None or (self.rep.is_active and self.rep.team == Team.SALES)


def read_workloads(reader: User) -> list[Workload]:
    """Everybody who takes leads, whoever else still has open ones, and the pool, in five statements.

    Today and Monday are those of the reader's zone.
    """
    midnight = midnight_of(reader)
    leads = _count_leads()
    follow_ups, ratings = _count_follow_ups(midnight), _count_ratings(midnight)
    absent = read_absent()
    found = [
        Workload(
            rep=rep,
            open=leads.get(key, (0, 0))[0],
            unanswered=leads.get(key, (0, 0))[1],
            follow_ups=follow_ups.get(key, (0, 0))[0],
            overdue=follow_ups.get(key, (0, 0))[1],
            rated=ratings.get(key, 0),
            absent=absent.get(key) if key else None,
        )
        for rep, key in [*((rep, rep.pk) for rep in find_who_has_leads()), (None, None)]
    ]
    return [one for one in found if one.takes_leads or one.open]


def sum_up(workloads: Iterable[Workload]) -> dict[str, int]:
    """The line below: all of them together."""
    rows = list(workloads)
    return {
        name: sum(getattr(row, name) for row in rows)
        for name in ("open", "unanswered", "follow_ups", "overdue", "rated")
    }


def _count_leads() -> dict[int | None, tuple[int, int]]:
    rows = (
        Lead.objects.filter(stands_in(LeadStage.with_sales))
        .values_list("assigned_to")
        .annotate(open=Count("pk"), unanswered=Count("pk", filter=IS_UNANSWERED))
        .order_by()
    )
    return {key: (open_ones, unanswered) for key, open_ones, unanswered in rows}


def _count_follow_ups(midnight: datetime) -> dict[int | None, tuple[int, int]]:
    overdue = FollowUp.objects.due(midnight).values("pk")
    rows = (
        FollowUp.objects.open()
        .values_list("lead__assigned_to")
        .annotate(number=Count("pk"), late=Count("pk", filter=Q(pk__in=overdue)))
        .order_by()
    )
    return {key: (number, late) for key, number, late in rows}


def _count_ratings(midnight: datetime) -> dict[int | None, int]:
    monday = midnight - timedelta(days=midnight.weekday())
    rated = Rating.objects.filter(rated_at__gte=monday)
    rows = rated.values_list("user").annotate(number=Count("lead", distinct=True)).order_by()
    return dict(rows)
