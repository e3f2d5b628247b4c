"""Forms of the lists that people keep themselves."""

from __future__ import annotations

from accounts.models import Role
from campaigns.models import Need
from tests.factories import make_user
from tests.feedback.saying import accepted_lead, say
from tests.presses.sending import Data, Press, form, press_of

WORDS: Data = {"label_de": "Leihgerät", "label_en": "Loan unit"}


def press_on_need(route: str, **data: str) -> Press:
    return press_of(make_user(Role.MANAGER), route, "needs", Need.objects.active()[1].pk, **data)


@form("campaigns:kept_list")
def kept_list() -> Press:
    return press_of(make_user(Role.MANAGER), "campaigns:kept_list", "needs", **WORDS)


@form("campaigns:entry_edit")
def entry_edit() -> Press:
    return press_on_need("campaigns:entry_edit", expected_version="1", **WORDS)


@form("campaigns:entry_offer")
def entry_offer() -> Press:
    return press_on_need("campaigns:entry_offer")


@form("campaigns:entry_move")
def entry_move() -> Press:
    return press_on_need("campaigns:entry_move", up="1")


@form("campaigns:entry_merge")
def entry_merge() -> Press:
    return press_on_need("campaigns:entry_merge", into=str(Need.objects.active()[0].pk))


@form("campaigns:text_take")
def text_take() -> Press:
    rep = make_user(Role.SALES_REP)
    say(rep, accepted_lead(rep), need_text="Leasing")
    return press_of(make_user(Role.MANAGER), "campaigns:text_take", "needs", text="Leasing", aside="1")
