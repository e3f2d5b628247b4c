"""What can be done to many leads at once: each is a step of one lead with its service, and the way back.

A deed offers what its step does not refuse. What was said for it is kept as JSON: people by their number,
days and times as ISO 8601 writes them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any, Final, cast

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext_lazy

from accounts.models import User
from accounts.own_company import today
from feedback.errors import SaidAlready
from feedback.models import CustomerStatus
from feedback.services.closing import CLOSE_UNREACHABLE, close_unreachable
from feedback.services.customer_statuses import SAY_CUSTOMER, check_status_day, say_customer
from feedback.services.follow_ups import SET_FOLLOW_UP, check_planned, set_follow_up, take_back_follow_up
from feedback.services.undoing import Kind, undo
from handoff.notifications import tell_left_behind
from handoff.services import HAND_OVER, MOVE, PASS_ON, RELEASE, hand_over, move, pass_on
from leads.models import KindChange, Lead, LeadKind
from leads.services.kinds import MARKS, set_kind, take_back_kind
from leads.steps import Step
from values.columns import clean_value
from values.errors import field_error
from values.versions import lock_row

Said = Mapping[str, Any]
Act = Callable[[User, Lead, Said], int]
TakeBack = Callable[[User, int, datetime], object]


@dataclass(frozen=True, kw_only=True, slots=True)
class Deed:
    """One of them. `act` returns the number of the fact, by which `take_back` finds it.

    The texts take a `count`. `check` raises ValidationError for what was said for all alike. What is not
    `is_offered` has no button and page of its own: something else begins it. `ended` is called with what was
    said when all of it is done, or taken back.
    """

    step: Step
    button: str | Promise
    heading: str | Promise
    did: str | Promise
    act: Act
    take_back: TakeBack
    check: Callable[[User, Said], None] = lambda _actor, _said: None
    is_offered: bool = True
    ended: Callable[[Said], None] = lambda _said: None

    def head(self, count: int) -> str:
        """What is about to be done to so many."""
        return cast(str, self.heading) % {"count": count}

    def report(self, count: int) -> str:
        """What was done to so many."""
        return cast(str, self.did) % {"count": count}


def _receiver(said: Said) -> User | None:
    return User.objects.get(pk=said["to_user"]) if said.get("to_user") else None


def _hand_over(actor: User, lead: Lead, said: Said) -> int:
    return hand_over(
        actor=actor, lead=lead, to_user=_receiver(said), grade=said["grade"], note=said.get("note", "")
    ).pk


def _pass_on(actor: User, lead: Lead, said: Said) -> int:
    return pass_on(actor=actor, lead=lead, to_user=_receiver(said), note=said.get("note", "")).pk


def _move(actor: User, lead: Lead, said: Said) -> int:
    leaver = User.objects.get(pk=said["from_user"])
    return move(actor=actor, lead=lead, from_user=leaver, to_user=_receiver(said)).pk


def _tell_what_stays(said: Said) -> None:
    """What was refused lies with somebody who takes no leads any more."""
    tell_left_behind(User.objects.get(pk=said["from_user"]))


def _set_follow_up(actor: User, lead: Lead, said: Said) -> int:
    day, clock = _when(said)
    return set_follow_up(actor=actor, lead=lead, day=day, time=clock, note=said.get("note", "")).pk


def _when(said: Said) -> tuple[date, time | None]:
    clock = said.get("time")
    return date.fromisoformat(said["day"]), time.fromisoformat(clock) if clock else None


def _check_follow_up(actor: User, said: Said) -> None:
    day, clock = _when(said)
    check_planned(actor=actor, day=day, time=clock)


def _close(actor: User, lead: Lead, _said: Said) -> int:
    return close_unreachable(actor=actor, lead=lead).pk


def _say_customer(*, is_customer: bool) -> Act:
    def act(actor: User, lead: Lead, said: Said) -> int:
        before = CustomerStatus.objects.filter(lead=lock_row(lead)).first()
        day = date.fromisoformat(said["day"])
        status = say_customer(actor=actor, lead=lead, is_customer=is_customer, day=day)
        # What was said before this is not this action's to take back.
        if status == before:
            raise SaidAlready(before)
        return status.pk

    return act


def _check_status(_actor: User, said: Said) -> None:
    """What lies before a deal is refused by its lead."""
    day = date.fromisoformat(said["day"])
    check_status_day(day, min(day, today()))


def _undo(kind: Kind) -> TakeBack:
    return lambda actor, fact_id, asked_at: undo(actor=actor, kind=kind, fact_id=fact_id, asked_at=asked_at)


def _take_back_follow_up(actor: User, fact_id: int, _asked_at: datetime) -> object:
    return take_back_follow_up(actor=actor, follow_up_id=fact_id)


def _take_back_kind(actor: User, fact_id: int, _asked_at: datetime) -> object:
    return take_back_kind(actor=actor, change_id=fact_id)


def _mark(kind: LeadKind, *, button: str | Promise, heading: str | Promise, did: str | Promise) -> Deed:
    def act(actor: User, lead: Lead, said: Said) -> int:
        set_kind(actor=actor, lead=lead, kind=kind, reason=said.get("reason", ""))
        return lead.kind_changes.latest("pk").pk

    def check(_actor: User, said: Said) -> None:
        reason = clean_value(KindChange, "reason", said.get("reason", ""))
        if kind == LeadKind.NO_LEAD and not reason:
            raise field_error("reason", _("Please say why this is no lead."), "required")

    return Deed(
        step=MARKS[kind],
        button=button,
        heading=heading,
        did=did,
        act=act,
        take_back=_take_back_kind,
        check=check,
    )


# By the names that addresses and rows use, in the order of the buttons.
DEEDS: Final[dict[str, Deed]] = {
    "hand_over": Deed(
        step=HAND_OVER,
        button=gettext_lazy("Hand over"),
        heading=ngettext_lazy("Hand %(count)d lead over", "Hand %(count)d leads over", "count"),
        did=ngettext_lazy("%(count)d lead handed over", "%(count)d leads handed over", "count"),
        act=_hand_over,
        take_back=_undo("handoff"),
    ),
    "pass_on": Deed(
        step=PASS_ON,
        button=gettext_lazy("Pass on"),
        heading=ngettext_lazy("Pass %(count)d lead on", "Pass %(count)d leads on", "count"),
        did=ngettext_lazy("%(count)d lead passed on", "%(count)d leads passed on", "count"),
        act=_pass_on,
        take_back=_undo("pass_on"),
    ),
    "follow_up": Deed(
        step=SET_FOLLOW_UP,
        button=gettext_lazy("Follow up"),
        heading=ngettext_lazy("Follow %(count)d lead up", "Follow %(count)d leads up", "count"),
        did=ngettext_lazy("Follow-up set for %(count)d lead", "Follow-up set for %(count)d leads", "count"),
        act=_set_follow_up,
        take_back=_take_back_follow_up,
        check=_check_follow_up,
    ),
    "release": Deed(
        step=RELEASE,
        button=gettext_lazy("Into the pool"),
        heading=ngettext_lazy(
            "Put %(count)d lead into the pool", "Put %(count)d leads into the pool", "count"
        ),
        did=ngettext_lazy("%(count)d lead put into the pool", "%(count)d leads put into the pool", "count"),
        act=_pass_on,
        take_back=_undo("pass_on"),
    ),
    "move": Deed(
        step=MOVE,
        button=gettext_lazy("Pass on"),
        heading=ngettext_lazy("Pass %(count)d lead on", "Pass %(count)d leads on", "count"),
        did=ngettext_lazy("%(count)d lead passed on", "%(count)d leads passed on", "count"),
        act=_move,
        # Whoever takes a sign-in away is none of sales, so the fact is found among those of marketing.
        take_back=_undo("handoff"),
        is_offered=False,
        ended=_tell_what_stays,
    ),
    "close_unreachable": Deed(
        step=CLOSE_UNREACHABLE,
        button=gettext_lazy("Close as not reachable"),
        heading=ngettext_lazy(
            "Close %(count)d lead as not reachable", "Close %(count)d leads as not reachable", "count"
        ),
        did=ngettext_lazy(
            "%(count)d lead closed as not reachable", "%(count)d leads closed as not reachable", "count"
        ),
        act=_close,
        take_back=_undo("outcome"),
    ),
    "still_customer": Deed(
        step=SAY_CUSTOMER,
        button=gettext_lazy("Still a customer"),
        heading=ngettext_lazy(
            "Note %(count)d lead as “still a customer today”",
            "Note %(count)d leads as “still a customer today”",
            "count",
        ),
        did=ngettext_lazy(
            "%(count)d lead noted as “still a customer”",
            "%(count)d leads noted as “still a customer”",
            "count",
        ),
        act=_say_customer(is_customer=True),
        take_back=_undo("customer"),
        check=_check_status,
    ),
    "no_customer": Deed(
        step=SAY_CUSTOMER,
        button=gettext_lazy("No longer a customer"),
        heading=ngettext_lazy(
            "Note %(count)d lead as “no longer a customer”",
            "Note %(count)d leads as “no longer a customer”",
            "count",
        ),
        did=ngettext_lazy(
            "%(count)d lead noted as “no longer a customer”",
            "%(count)d leads noted as “no longer a customer”",
            "count",
        ),
        act=_say_customer(is_customer=False),
        take_back=_undo("customer"),
        check=_check_status,
    ),
    "mark_none": _mark(
        LeadKind.NO_LEAD,
        button=gettext_lazy("Close as no lead"),
        heading=ngettext_lazy(
            "Close %(count)d lead as no lead", "Close %(count)d leads as no leads", "count"
        ),
        did=ngettext_lazy("%(count)d lead closed as no lead", "%(count)d leads closed as no leads", "count"),
    ),
    "mark_spam": _mark(
        LeadKind.SPAM,
        button=gettext_lazy("Mark as spam"),
        heading=ngettext_lazy("Mark %(count)d lead as spam", "Mark %(count)d leads as spam", "count"),
        did=ngettext_lazy("%(count)d lead marked as spam", "%(count)d leads marked as spam", "count"),
    ),
    "mark_test": _mark(
        LeadKind.TEST,
        button=gettext_lazy("Mark as test"),
        heading=ngettext_lazy("Mark %(count)d lead as test", "Mark %(count)d leads as tests", "count"),
        did=ngettext_lazy("%(count)d lead marked as test", "%(count)d leads marked as tests", "count"),
    ),
    "mark_real": _mark(
        LeadKind.REAL,
        button=gettext_lazy("Mark as real"),
        heading=ngettext_lazy(
            "Mark %(count)d lead as a real one", "Mark %(count)d leads as real ones", "count"
        ),
        did=ngettext_lazy(
            "%(count)d lead marked as a real one", "%(count)d leads marked as real ones", "count"
        ),
    ),
}
# Those that have a button and a page of their own.
OFFERED: Final = {name: deed for name, deed in DEEDS.items() if deed.is_offered}
