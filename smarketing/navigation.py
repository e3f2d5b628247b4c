"""What stands in the header of every page."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.directory.config import directory
from accounts.models import User, count_unread
from accounts.permissions import Action, may
from accounts.second_step import ASKED_FOR_SECOND_STEP, lacks_second_step
from accounts.views.two_steps import PUT_OFF


@dataclass(frozen=True, kw_only=True, slots=True)
class Entry:
    """A line of the menu: shown to whom the table allows its action."""

    label: str | Promise
    route: str
    action: Action
    # Where else one is still in this part of the portal: beginnings of addresses.
    also: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class NavItem:
    """An entry as one person sees it on one page."""

    label: str | Promise
    url: str
    is_current: bool


ENTRIES: tuple[Entry, ...] = (
    Entry(label=_("Overview"), route="overview", action=Action.VIEW_CONVERSION, also=("/findings/",)),
    Entry(label=_("Today"), route="inbox", action=Action.ANSWER_HANDOFFS),
    Entry(label=_("Leads"), route="lead_list", action=Action.VIEW_LEADS),
    Entry(label=_("Companies"), route="firm_list", action=Action.VIEW_LEADS),
    Entry(label=_("Campaigns"), route="campaign_list", action=Action.VIEW_CAMPAIGNS, also=("/ctas/",)),
    Entry(label=_("Import"), route="files:import_list", action=Action.IMPORT_HISTORY),
)
ACCOUNT_ENTRIES: tuple[Entry, ...] = (
    Entry(
        label=_("Profile, language and appearance"), route="accounts:profile", action=Action.VIEW_OWN_ACCOUNT
    ),
    Entry(label=_("Password and two-step sign-in"), route="mfa_index", action=Action.VIEW_OWN_ACCOUNT),
    Entry(label=_("API tokens"), route="accounts:tokens", action=Action.VIEW_OWN_ACCOUNT),
    Entry(
        label=_("Satisfaction of customers"), route="surveys:satisfaction", action=Action.VIEW_SATISFACTION
    ),
    Entry(label=_("Second opinions"), route="second_opinions:settings", action=Action.SET_SECOND_OPINIONS),
    Entry(label=_("Lists"), route="campaigns:lists", action=Action.EDIT_LISTS),
    Entry(label=_("Team chats"), route="accounts:team_chats", action=Action.MANAGE_TEAM_CHATS),
    Entry(label=_("People"), route="accounts:people", action=Action.MANAGE_PEOPLE),
    Entry(label=_("Shared figures"), route="insights:links", action=Action.SHARE_VIEWS),
    Entry(label=_("Company"), route="accounts:company", action=Action.EDIT_COMPANY),
    Entry(label=_("Given up"), route="given_up", action=Action.MANAGE_GIVEN_UP),
)


def context(request: HttpRequest) -> dict[str, Any]:
    """What templates/base.html shows besides the page.

    `nav_items` and `account_items` (label, url, is_current), `find_url`, `theme`, and two that ask the
    database only when the header is really written: `unread_notifications` (a count) and
    `asks_for_two_steps`. Before a second step that the company requires there is nothing but
    `must_set_up_second_step` and the theme.
    """
    user = getattr(request, "user", None)
    if not isinstance(user, User):
        return {"nav_items": (), "account_items": (), "theme": "auto", "directory": directory()}
    if getattr(request, "must_set_up_second_step", False):
        return {"nav_items": (), "account_items": (), "theme": user.theme, "must_set_up_second_step": True}
    return {
        "nav_items": _items(user, ENTRIES, path=request.path),
        "account_items": _items(user, ACCOUNT_ENTRIES, path=request.path),
        "find_url": reverse("desk:search") if may(user, Action.VIEW_LEADS) else "",
        "theme": user.theme,
        "unread_notifications": cache(lambda: count_unread(user)),
        "asks_for_two_steps": cache(lambda: _asks_for_two_steps(request, user)),
    }


def _items(user: User, entries: Iterable[Entry], *, path: str) -> tuple[NavItem, ...]:
    return tuple(
        NavItem(label=entry.label, url=url, is_current=path.startswith((url, *entry.also)))
        for entry in entries
        if may(user, entry.action)
        for url in [reverse(entry.route)]
    )


def _asks_for_two_steps(request: HttpRequest, user: User) -> bool:
    if user.role not in ASKED_FOR_SECOND_STEP or request.session.get(PUT_OFF):
        return False
    return lacks_second_step(request, user)
