from __future__ import annotations

from accounts.models import Role
from tests.factories import make_link, make_user, make_view
from tests.presses.sending import Press, form, press_of


@form("insights:views")
def views() -> Press:
    return press_of(make_user(), "insights:views", query="?page=overview&period=90_days", name="Messen")


@form("insights:view")
def view() -> Press:
    user = make_user()
    return press_of(user, "insights:view", make_view(user).pk, name="Alle Messen")


@form("insights:view_delete")
def view_delete() -> Press:
    user = make_user()
    return press_of(user, "insights:view_delete", make_view(user).pk)


@form("insights:view_link")
def view_link() -> Press:
    user = make_user(Role.MANAGER)
    return press_of(user, "insights:view_link", make_view(user).pk, days="30", password="")


@form("insights:link_revoke")
def link_revoke() -> Press:
    return press_of(make_user(Role.MANAGER), "insights:link_revoke", make_link().pk)


@form("insights:introduction")
def introduction() -> Press:
    said = {"introduced_on": "01.03.2026", "expected_version": "1"}
    return press_of(make_user(Role.MANAGER), "insights:introduction", **said)
