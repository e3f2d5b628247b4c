"""What stands in the header of every page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.permissions import Action, may


@dataclass(frozen=True, kw_only=True, slots=True)
class Entry:
    """A line of the menu: shown to whom the table allows its action."""

    label: str | Promise
    route: str
    action: Action


@dataclass(frozen=True, kw_only=True, slots=True)
class NavItem:
    """An entry as one person sees it on one page."""

    label: str | Promise
    url: str
    is_current: bool


ENTRIES: tuple[Entry, ...] = (
    Entry(label=_("Overview"), route="insights:dashboard", action=Action.VIEW_CONVERSION),
    Entry(label=_("Inbox"), route="feedback:inbox", action=Action.ANSWER_HANDOFFS),
    Entry(label=_("Leads"), route="leads:lead_list", action=Action.VIEW_LEADS),
    Entry(label=_("Campaigns"), route="leads:campaign_list", action=Action.VIEW_CAMPAIGNS),
    Entry(label=_("Import"), route="leads:import_list", action=Action.IMPORT_HISTORY),
)


def context(request: HttpRequest) -> dict[str, Any]:
    """`nav_items` and `theme` for templates/base.html."""
    user = getattr(request, "user", None)
    if not isinstance(user, User):
        return {"nav_items": [], "theme": "auto"}
    items = [
        NavItem(label=entry.label, url=url, is_current=request.path.startswith(url))
        for entry in ENTRIES
        if may(user, entry.action)
        for url in [reverse(entry.route)]
    ]
    return {"nav_items": items, "theme": user.theme}
