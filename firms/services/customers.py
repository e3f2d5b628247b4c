"""Since when a firm is a customer: said by people, appended; the periods are derived from it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Final

from django.db import transaction
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
    renew_periods(locked)
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
    group = group_of(firm)
    own = {one: _periods_of(one) for one in group}
    open_since = {one: periods[-1][0] for one, periods in own.items() if periods and periods[-1][1] is None}
    if kind == Kind.NEVER:
        return [one for one, periods in own.items() if periods] or [firm]
    if kind == Kind.SINCE:
        return list(open_since) or [firm]
    if not open_since:
        raise NoCustomer(_("“%(firm)s” is no customer at the moment.") % {"firm": firm})
    assert day is not None
    if (latest := max(open_since.values())) >= day:
        message = _("“%(firm)s” is a customer since %(day)s: the end must lie after that day.")
        raise field_error("day", message % {"firm": firm, "day": written(latest)}, "order")
    return list(open_since)


def group_of(firm: Organisation) -> list[Organisation]:
    """A firm and those that were merged into it, with what was said of each as a customer."""
    members = Organisation.objects.filter(merged_into=firm).prefetch_related("customer_facts")
    return [firm, *members.order_by("pk")]


def refuse_merged(firm: Organisation) -> None:
    """Raises FirmMerged."""
    if firm.merged_into_id is not None:
        message = _("“%(firm)s” was merged into “%(other)s”.")
        raise FirmMerged(message % {"firm": firm, "other": firm.merged_into})


def renew_periods(firm: Organisation) -> None:
    """Derive the periods of a firm anew from its facts and those of its members; a merged one has none.

    What stays is not written, so that no lead is marked twice. The caller holds the firm.
    """
    wanted = [] if firm.merged_into_id else unite(_all_periods(group_of(firm)))
    rows = list(firm.customer_periods.order_by("start"))
    for row, (start, until) in zip(rows, wanted, strict=False):
        if (row.start, row.until) != (start, until):
            row.start, row.until = start, until
            row.save(update_fields=["start", "until"])
    new = [
        CustomerPeriod(organisation=firm, start=start, until=until) for start, until in wanted[len(rows) :]
    ]
    CustomerPeriod.objects.bulk_create(new)
    surplus = [row.pk for row in rows[len(wanted) :]]
    if surplus:
        CustomerPeriod.objects.filter(pk__in=surplus).delete()


def _all_periods(group: Iterable[Organisation]) -> list[Period]:
    return [period for one in group for period in _periods_of(one)]


def _periods_of(firm: Organisation) -> list[Period]:
    return fold_periods(list(firm.customer_facts.all())[::-1])
