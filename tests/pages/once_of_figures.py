"""Those of the operations that change something which are about figures and what is said of them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from accounts.models import Role, User
from tests.factories import make_attempt_price, make_finding, make_link, make_milestone, make_user, make_view
from tests.second_opinions.saying import make_opinion

V1 = "/api/v1"
# By whom, the method, where, what, and something else.
Operation = tuple[User, str, str, Any, Any]


def milestone_new() -> Operation:
    body = {"day": "2026-03-01", "text": "Neue Landingpage"}
    return make_user(), "post", f"{V1}/milestones/", body, {**body, "text": "Messe"}


def milestone_remove() -> Operation:
    mara = make_user()
    return mara, "post", f"{V1}/milestones/{make_milestone(mara).pk}/remove/", {}, {"warum": "darum"}


def finding_acknowledge() -> Operation:
    path = f"{V1}/findings/{make_finding().pk}/acknowledge/"
    return make_user(), "post", path, {"expected_answer_id": None}, {"expected_answer_id": 7}


def finding_answer() -> Operation:
    body = {"step": "changed", "text": "Neue Anzeige", "expected_answer_id": None}
    path = f"{V1}/findings/{make_finding().pk}/answer/"
    return make_user(), "post", path, body, {**body, "text": "Andere Anzeige"}


def finding_close() -> Operation:
    body = {"text": "Erledigt", "expected_answer_id": None}
    path = f"{V1}/findings/{make_finding().pk}/close/"
    return make_user(), "post", path, body, {**body, "text": "Hinfällig"}


def view_new() -> Operation:
    body = {"name": "Messen", "filters": {"by": "cta"}}
    return make_user(), "post", f"{V1}/views/", body, {**body, "name": "Suche"}


def view_change() -> Operation:
    mara = make_user()
    return mara, "patch", f"{V1}/views/{make_view(mara).pk}/", {"name": "Neu"}, {"name": "Anders"}


def view_remove() -> Operation:
    mara = make_user()
    return mara, "post", f"{V1}/views/{make_view(mara).pk}/remove/", {}, {"warum": "darum"}


def view_link() -> Operation:
    gero = make_user(Role.MANAGER)
    return gero, "post", f"{V1}/views/{make_view(gero).pk}/link/", {"days": 7}, {"days": 8}


def link_revoke() -> Operation:
    gero = make_user(Role.MANAGER)
    return gero, "post", f"{V1}/view-links/{make_link().pk}/revoke/", {}, {"warum": "darum"}


def survey_settings() -> Operation:
    body = {"delay_days": 14, "row_version": 1}
    return make_user(Role.MANAGER), "patch", f"{V1}/surveys/settings/", body, {**body, "delay_days": 20}


def second_opinion_settings() -> Operation:
    body = {"share_percent": 5, "row_version": 1}
    path = f"{V1}/second-opinions/settings/"
    return make_user(Role.MANAGER), "patch", path, body, {**body, "share_percent": 6}


def second_opinion() -> Operation:
    rep = make_user(Role.SALES_REP)
    path = f"{V1}/second-opinions/{make_opinion(of=rep).pk}/answer/"
    return rep, "post", path, {"quality": "B"}, {"quality": "C"}


def attempt_price_new() -> Operation:
    body = {"minutes": 15, "hourly_cents": 4_000, "valid_from": "2026-01-01"}
    return make_user(Role.MANAGER), "post", f"{V1}/attempt-prices/", body, {**body, "minutes": 20}


def attempt_price_remove() -> Operation:
    gero = make_user(Role.MANAGER)
    path = f"{V1}/attempt-prices/{make_attempt_price(gero, since=date(2026, 1, 1)).pk}/remove/"
    return gero, "post", path, {}, {"warum": "darum"}


def introduction() -> Operation:
    body = {"introduced_on": "2026-03-01", "row_version": 1}
    path = f"{V1}/conversion/introduction/"
    return make_user(Role.MANAGER), "patch", path, body, {**body, "introduced_on": None}


OF_FIGURES: dict[str, Callable[[], Operation]] = {
    "post milestones-list": milestone_new,
    "post milestones-remove": milestone_remove,
    "post findings-acknowledge": finding_acknowledge,
    "post findings-answer": finding_answer,
    "post findings-close": finding_close,
    "post views-list": view_new,
    "patch views-detail": view_change,
    "post views-remove": view_remove,
    "post views-link": view_link,
    "post view-links-revoke": link_revoke,
    "post attempt-prices-list": attempt_price_new,
    "post attempt-prices-remove": attempt_price_remove,
    "patch introduction": introduction,
    "patch survey-settings": survey_settings,
    "patch second-opinion-settings": second_opinion_settings,
    "post second-opinions-answer": second_opinion,
}
