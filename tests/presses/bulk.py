"""Forms about many leads at once."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from accounts.models import Role
from accounts.own_company import today
from accounts.permissions import TABLE
from bulk.deeds import DEEDS, Deed
from leads.models import LeadStage
from tests import routes_objects as objects
from tests.factories import make_lead, make_user
from tests.presses.sending import Data, Press, form, press_of


def of_marketing(name: str, **data: Any) -> Press:
    lead = make_lead()
    return press_of(make_user(), f"bulk:{name}", **{"leads": str(lead.pk), **data})


def of_sales(name: str, stage: LeadStage = LeadStage.ACCEPTED, **data: Any) -> Press:
    rep = make_user(Role.SALES_REP)
    lead = make_lead(stage=stage, assigned_to=rep)
    return press_of(rep, f"bulk:{name}", **{"leads": str(lead.pk), **data})


@form("bulk:hand_over")
def hand_over() -> Press:
    lead = make_lead()
    data: Data = {"leads": str(lead.pk), f"grade_{lead.pk}": "B", f"to_{lead.pk}": ""}
    return press_of(make_user(), "bulk:hand_over", **data)


@form("bulk:pass_on")
def pass_on() -> Press:
    return of_sales("pass_on", to_user=make_user(Role.SALES_REP).pk)


@form("bulk:release")
def release() -> Press:
    return of_sales("release", note="Ich bin im Urlaub")


@form("bulk:follow_up")
def follow_up() -> Press:
    return of_sales("follow_up", offered="2099-11-30")


@form("bulk:close_unreachable")
def close_unreachable() -> Press:
    return of_sales("close_unreachable")


@form("bulk:still_customer")
def still_customer() -> Press:
    return of_sales("still_customer", stage=LeadStage.WON)


@form("bulk:no_customer")
def no_customer() -> Press:
    return of_sales("no_customer", stage=LeadStage.WON, day=today().strftime("%d.%m.%Y"))


@form("bulk:mark_none")
def mark_none() -> Press:
    return of_marketing("mark_none", reason="Bewerbung")


@form("bulk:mark_spam")
def mark_spam() -> Press:
    return of_marketing("mark_spam")


@form("bulk:mark_test")
def mark_test() -> Press:
    return of_marketing("mark_test")


@form("bulk:mark_real")
def mark_real() -> Press:
    return of_marketing("mark_real")


def _undo(name: str, deed: Deed) -> Callable[[], Press]:
    def make() -> Press:
        user = make_user(next(role for role in Role if role in TABLE[deed.step.action]))
        return press_of(user, f"bulk:{name}_undo", objects.bulk_action(user, name))

    return make


for name, deed in DEEDS.items():
    form(f"bulk:{name}_undo")(_undo(name, deed))
