from __future__ import annotations

from tests.factories import make_user, make_view
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
