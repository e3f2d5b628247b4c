"""Since when a firm is a customer: said by people, appended; the periods are derived from it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from datetime import date
from typing import Final

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.own_company import today
from accounts.permissions import Action, authorise
from firms.errors import FirmMerged, NoCustomer
from firms.models import CustomerFact, CustomerPeriod, Organisation
from firms.periods import Period, fold_periods, unite
from values.checking import check_choice
from values.days import LAST_DAY, written
from values.errors import field_error
from values.versions import lock_row, save_row

Kind = CustomerFact.Kind
FIRST_DAY: Final = date(1900, 1, 1)


@transaction.atomic
def say_customer(
    *,
    actor: User,
    firm: Organisation,
    kind: str,
    day: date | None = None,
    expected_version: int | None = None,
) -> Organisation:
    """Say that a firm is a customer since a day, is none any more since a day, or never was one.

    A day that was said before is corrected by saying it anew. Leads that came in meanwhile count otherwise
    from then on, by triggers. Raises ValidationError (`kind`, `day`), NoCustomer, FirmMerged, StaleVersion.
    """
    authorise(actor, Action.SET_CUSTOMERS)
    check_choice("kind", kind, Kind)
    day = None if kind == Kind.NEVER else _check_day(day)
    locked = lock_row(firm, expected_version=expected_version)
    refuse_merged(locked)
    targets = _find_targets(locked, kind, day)
    CustomerFact.objects.bulk_create(
        CustomerFact(organisation=one, kind=kind, day=day, user=actor) for one in targets
    )
    renew_periods([locked])
    return save_row(locked, set())


def _check_day(day: date | None) -> date:
    if day is None:
        raise field_error("day", _("Please say since which day."), "required")
    if not FIRST_DAY <= day <= LAST_DAY:
        raise field_error("day", _("Please give a day from 1900 on."), "out_of_range")
    if day > today():
        message = _("%(day)s has not come yet. Please enter it on that day.")
        raise field_error("day", message % {"day": written(day)}, "future")
    return day


def _find_targets(firm: Organisation, kind: str, day: date | None) -> list[Organisation]:
    """Whose facts it belongs to: of firms that were merged, those whose own period it changes."""
    own = {one: fold_periods(standing_facts(one)) for one in group_of(firm)}
    if kind == Kind.NEVER:
        return [one for one, periods in own.items() if periods] or [firm]
    open_since = {one: periods[-1][0] for one, periods in own.items() if periods and periods[-1][1] is None}
    if kind == Kind.ENDED:
        _check_end(firm, open_since.values(), day)
    return list(open_since) or [firm]


def _check_end(firm: Organisation, starts: Collection[date], day: date | None) -> None:
    assert day is not None
    if not starts:
        raise NoCustomer(_("“%(firm)s” is no customer at the moment.") % {"firm": firm})
    if (latest := max(starts)) >= day:
        message = _("“%(firm)s” is a customer since %(day)s: the end must lie after that day.")
        raise field_error("day", message % {"firm": firm, "day": written(latest)}, "order")


def group_of(firm: Organisation) -> list[Organisation]:
    """A firm and those that were merged into it, with what was said of each as a customer."""
    members = Organisation.objects.filter(merged_into=firm).prefetch_related("customer_facts")
    return [firm, *members.order_by("pk")]


def standing_facts(firm: Organisation) -> list[CustomerFact]:
    """What was said of this firm as a customer and holds, the earliest first."""
    return [fact for fact in firm.customer_facts.all() if fact.undone_at is None][::-1]


def refuse_merged(firm: Organisation) -> None:
    """Raises FirmMerged."""
    if firm.merged_into_id is not None:
        message = _("“%(firm)s” was merged into “%(other)s”.")
        raise FirmMerged(message % {"firm": firm, "other": firm.merged_into})


def renew_periods(firms: Collection[Organisation]) -> None:
    """Derive the periods of firms anew from their facts and those of their members; merged ones have none.

    What stays is not written, so that no lead is marked twice. The caller holds the firms. As many statements
    for one as for a thousand.
    """
    wanted = _find_periods([firm.pk for firm in firms if not firm.merged_into_id])
    rows: defaultdict[int, list[CustomerPeriod]] = defaultdict(list)
    for row in CustomerPeriod.objects.filter(organisation__in=firms).order_by("start"):
        rows[row.organisation_id].append(row)
    changed, new, surplus = list[CustomerPeriod](), list[CustomerPeriod](), list[int]()
    for firm in firms:
        own, periods = rows[firm.pk], wanted[firm.pk]
        for row, (start, until) in zip(own, periods, strict=False):
            if (row.start, row.until) != (start, until):
                row.start, row.until = start, until
                changed.append(row)
        further = periods[len(own) :]
        new += [CustomerPeriod(organisation=firm, start=start, until=until) for start, until in further]
        surplus += [row.pk for row in own[len(periods) :]]
    if changed:
        CustomerPeriod.objects.bulk_update(changed, ["start", "until"])
    CustomerPeriod.objects.bulk_create(new)
    if surplus:
        CustomerPeriod.objects.filter(pk__in=surplus).delete()


def _find_periods(numbers: Collection[int]) -> defaultdict[int, list[Period]]:
    """What the facts of these firms and of their members come to, each folded by itself."""
    members = Organisation.objects.filter(Q(pk__in=numbers) | Q(merged_into__in=numbers))
    facts = CustomerFact.objects.standing().filter(organisation__in=members).in_order()
    said: defaultdict[Organisation, list[CustomerFact]] = defaultdict(list)
    for fact in facts.select_related("organisation"):
        said[fact.organisation].append(fact)
    periods: defaultdict[int, list[Period]] = defaultdict(list)
    for firm, own in said.items():
        periods[firm.merged_into_id or firm.pk] += fold_periods(own)
    return defaultdict(list, {current: unite(some) for current, some in periods.items()})
