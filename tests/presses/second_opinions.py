from __future__ import annotations

from accounts.models import Role
from second_opinions.services import second_opinion_settings
from tests.factories import make_user
from tests.presses.sending import Press, form, press_of
from tests.second_opinions.saying import make_opinion


@form("second_opinions:settings")
def settings() -> Press:
    version = second_opinion_settings().row_version
    said = {"share_percent": "5"}
    return press_of(make_user(Role.MANAGER), "second_opinions:settings", **said, expected_version=version)


@form("second_opinions:opinion")
def opinion() -> Press:
    rep = make_user(Role.SALES_REP)
    return press_of(rep, "second_opinions:opinion", make_opinion(of=rep).pk, quality="C")
