"""What is sent by more than one request, and where it goes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.utils import timezone

from accounts.models import Role
from accounts.own_company import today
from tests.odd.world import World

V1 = "/api/v1"
Json = Any


@dataclass(frozen=True, kw_only=True)
class Request:
    """A request that is taken: by whom, with what in the path, the query and the body."""

    role: Role
    path: Callable[[World], dict[str, Any]] = lambda _: {}
    body: Callable[[World], Json] | None = None
    query: dict[str, str] = field(default_factory=dict)
    by_session: bool = False  # no token can do it


def lead_in(stage: str) -> Callable[[World], dict[str, Any]]:
    return lambda world: {"lead_id": world.leads[stage].pk}


def at_second_opinion(world: World) -> dict[str, Any]:
    return {"id": world.ids["second_opinion"]}


def undo_of(kind: str) -> Request:
    role = Role.MARKETER if kind == "handoff" else Role.SALES_REP
    return Request(role=role, body=lambda world: {"id": world.ids[f"done_{kind}"]})


def bulk_of(start: str) -> Request:
    is_marketing = start == "hand_over"
    stage = {"hand_over": "registered", "still_customer": "won", "no_customer": "won"}.get(start, "accepted")

    def body(world: World) -> Json:
        lead = world.leads[stage].pk
        rep = world.users[Role.SALES_REP].pk
        match start:
            case "hand_over":
                return {"leads": [{"lead": lead, "grade": "B", "to_user": rep}]}
            case "follow_up":
                return {"leads": [lead], "day": "2099-11-30", "time": "10:30", "note": "Messe"}
            case "pass_on":
                return {"leads": [lead], "to_user": rep, "note": "Urlaub"}
            case "no_customer":
                return {"leads": [lead], "day": "2026-01-31"}
        return {"leads": [lead]}

    return Request(role=Role.MARKETER if is_marketing else Role.SALES_REP, body=body)


def bulk_undo_of(start: str) -> Request:
    role = {"hand_over": Role.MARKETER, "move": Role.ADMIN}.get(start, Role.SALES_REP)
    return Request(role=role, path=lambda world: {"id": world.ids[f"bulk_{start}"]})


def at_person(world: World) -> dict[str, Any]:
    return {"id": world.ids["leaver"]}


def at_absence(world: World) -> dict[str, Any]:
    return {"id": world.ids["absence"]}


def at_view(world: World) -> dict[str, Any]:
    return {"id": world.ids["view"]}


def at_campaign(world: World) -> dict[str, Any]:
    return {"id": world.campaign.pk}


def at_firm(world: World) -> dict[str, Any]:
    return {"id": world.ids["firm"]}


def at_cta(world: World) -> dict[str, Any]:
    return {"id": world.cta.pk}


def at_version(world: World) -> dict[str, Any]:
    return {"id": world.cta.pk, "version": 2}


def of_campaign(world: World) -> dict[str, Any]:
    return {"campaign_id": world.campaign.pk}


def of_cta(world: World) -> dict[str, Any]:
    return {"cta_id": world.cta.pk}


def say_comment(_world: World) -> Json:
    return {"text": "Wie lief es?"}


def answer_to_sales(world: World) -> Json:
    said = {"step": "changed", "text": "Aus der Anzeige genommen.", "changed_on": "2026-01-02"}
    return {"promise": world.ids["promise"], **said, "expected_answer_id": None}


def say_judgement(world: World) -> Json:
    return {"fit": "too_high", "text": "Gratis ist sie nie.", "promises": [world.ids["promise"]]}


def new_campaign(world: World) -> Json:
    return {
        "name": "Messe",
        "channel": "Suche",
        "owner": world.users[Role.MARKETER].pk,
        "starts_on": "2026-01-01",
        "promises": ["Lieferung in 48 Stunden"],
        "needs": [world.ids["need"]],
    }


def new_lead(world: World) -> Json:
    touch = {"utm_source": "google", "click_ids": {"gclid": "x"}, "happened_at": "2026-01-02T10:00:00Z"}
    return {
        "cta": world.cta.pk,
        "name": "Erika Muster",
        "email": "erika.neu@example.org",
        "answers": {"Größe": "12"},
        "first_touch": touch,
        "consents": [{"channel": "email", "text_version": "2026-01"}],
    }


def say_rating(world: World) -> Json:
    said = {"potential": "yes", "quality": "B", "fit": "realistic", "note": "", "expected_rating_id": None}
    return {**said, "needs": [world.ids["need"]], "misleading_promises": [world.ids["promise"]]}


def say_won(_: World) -> Json:
    deal = {"value_cents": 100, "decided_at": timezone.now().isoformat(), "number": "A-1"}
    return {"kind": "won", "expected_outcome_id": None, "deals": [deal]}


def say_today() -> str:
    return today().isoformat()
