"""Every page of the product as somebody who may open it. A new page joins by being routed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from django.test import Client
from django.urls import reverse

from accounts.models import Role, User
from accounts.permissions import TABLE
from bulk.deeds import OFFERED
from campaigns.models import CallToAction, Campaign
from files.models import ImportRun, ImportState
from leads.models import Lead, LeadStage
from tests.factories import client_for, make_user
from tests.test_routes import ROUTES, Route, objects_of

Kwargs = dict[str, Any]

# Pages that look different by where their lead stands, and by what their address asks for.
STAGES: dict[str, tuple[LeadStage, ...]] = {
    "lead": (
        LeadStage.REGISTERED,
        LeadStage.HANDED_OVER,
        LeadStage.RETURNED,
        LeadStage.ACCEPTED,
        LeadStage.CONTACTED,
        LeadStage.WON,
        LeadStage.LOST,
    ),
    "feedback:rate": (LeadStage.CONTACTED, LeadStage.RATED),
    "feedback:question_rating": (LeadStage.RATED,),
    "feedback:settle_rating": (LeadStage.WON,),
    "feedback:rated": (LeadStage.RATED,),
    "feedback:outcome": (LeadStage.RATED, LeadStage.WON),
    "feedback:customer": (LeadStage.WON,),
    "hand_over": (LeadStage.REGISTERED, LeadStage.WON),
}
QUERIES: dict[str, tuple[str, ...]] = {
    "inbox": ("", "?section=open"),
    "feedback:outcome": ("", "?kind=won", "?kind=lost"),
    "findings:finding_list": ("", "?state=closed", "?kind=nothing"),
    "insights:cell_leads": (
        "",
        "?stage=won",
        "?stage=rated_recorded&note=yes&quality=A",
        "?stage=won&won_within=30",
    ),
    "insights:changes": ("", "?period=this_month"),
    "insights:changed": ("", "?cause=entered&since=2026-01-01&period=all"),
    "overview": ("", "?by=cta&sort=good", "?by=channel", "?from=2099-01-01"),
    "insights:time": ("?period=all", "?period=all&by=week"),
    "surveys:satisfaction": ("", "?from=2099-01-01"),
    "lead_list": ("", "?q=gibt-es-nicht"),
    "firm_list": ("", "?q=gibt-es-nicht"),
    "desk:firm_merge": ("", "?q=muster"),
    "bulk:hand_over": ("?all=1&stage=waiting", "?all=1&stage=rated"),
    "bulk:follow_up": ("?all=1&stage=accepted",),
    **{f"bulk:{deed}": ("?all=1&sort=oldest",) for deed in OFFERED if deed not in {"hand_over", "follow_up"}},
    "bulk:still_customer": ("?all=1&stage=won", "?all=1&stage=rated"),
    "bulk:no_customer": ("?all=1&stage=won",),
}
# Pages that show more to another role than to the first one that may open them.
SHOWS_MORE: dict[str, tuple[Role, ...]] = {
    "lead": (Role.SALES_REP, Role.SALES_LEAD),
    "inbox": (Role.SALES_LEAD,),
    "firm_list": (Role.SALES_REP,),
    "insights:cell_leads": (Role.SALES_REP,),
    "campaign": (Role.SALES_REP,),
    "cta": (Role.SALES_LEAD,),
    "feedback:judgement": (Role.SALES_REP,),
    "files:import_list": (Role.MANAGER,),
    "surveys:satisfaction": (Role.MANAGER,),
}
# The API's own documentation is a page of somebody else, with styles of its own.
NOT_OURS = ("api:",)
ORDER = (None, Role.MARKETER, Role.SALES_REP, Role.ADMIN, Role.MANAGER, Role.SALES_LEAD)


@dataclass(frozen=True, kw_only=True, slots=True)
class Visit:
    """A page and who looks at it; `email` is empty for somebody who is not signed in."""

    name: str
    path: str
    email: str = ""

    def __str__(self) -> str:
        return f"{self.path} ({self.name}, {self.email or 'nobody'})"


def find_visits(people: Iterable[User]) -> list[Visit]:
    """The pages that answer these people, one of each role; rows are made where none fits."""
    everybody: dict[Role | None, User | None] = {None: None, **{Role(user.role): user for user in people}}
    visits: list[Visit] = []
    for route in ROUTES.values():
        if not route.name.startswith(NOT_OURS):
            roles = [role for role in _roles_of(route) if role in everybody]
            visits += next(filter(None, (_pages(route, everybody[role]) for role in roles)), [])
            for role in SHOWS_MORE.get(route.name, ()):
                visits += _pages(route, everybody[role]) if role in everybody else []
    return list(dict.fromkeys(visits))


def _roles_of(route: Route) -> list[Role | None]:
    """Who could open it, the likeliest first; nobody where GET is refused to everybody."""
    action = route.methods().get("get")
    if action is None:
        return list(ORDER)
    return [role for role in ORDER if role in TABLE[action]]


def _pages(route: Route, user: User | None) -> list[Visit]:
    """The addresses of a route that are whole pages for this person."""
    client = client_for(user) if user else Client()
    found = []
    for kwargs in _kwargs(route, user):
        for query in QUERIES.get(route.name, ("",)):
            path = reverse(route.name, kwargs=kwargs) + query
            if _is_page(client, path):
                found.append(Visit(name=route.name, path=path, email=user.email if user else ""))
    return found


def _is_page(client: Client, path: str) -> bool:
    """Whether the address answers with a page of its own; allauth hides the key of a link by a redirect."""
    response = client.get(path)
    if response.status_code == 302 and response["Location"].endswith("-set-password/"):
        response = client.get(response["Location"])
    return response.status_code == 200 and b"<html" in getattr(response, "content", b"")[:200]


def _kwargs(route: Route, user: User | None) -> list[Kwargs]:
    """What can stand in the address: rows that are there, else the one the walk of all routes makes."""
    names = " ".join(route.kwargs)
    if not names:
        return [{}]
    if route.name.startswith("account_"):
        return _links_in_mails(route)
    # Whoever comes by a link of a mail has it in the language of the house.
    user = user or make_user(language=User.objects.earliest("pk").language)
    return list(_existing(route, names, user)) or [objects_of(route).own(user)]


def _links_in_mails(route: Route) -> list[Kwargs]:
    """The good link and a broken one, of allauth's own pages."""
    if "uidb36" not in route.kwargs:
        return [{"key": "broken"}]
    user = make_user()
    key = default_token_generator.make_token(user)
    return [{"uidb36": user_pk_to_url_str(user), "key": key} for key in (key, "broken-key")]


def _existing(route: Route, names: str, user: User) -> Iterator[Kwargs]:
    if names == "lead_id":
        for stage in STAGES.get(route.name, (LeadStage.CONTACTED,)):
            found = Lead.objects.visible_to(user).filter(stage=stage).order_by("-pk")
            yield from ({"lead_id": lead.pk} for lead in found[:1])
    elif names == "campaign_id":
        yield from ({"campaign_id": pk} for pk in _ends_of(Campaign, route))
    elif names == "cta_id":
        yield from ({"cta_id": pk} for pk in _ends_of(CallToAction, route))
    elif names == "run_id":
        yield from ({"run_id": run.pk} for run in _runs(user))


def _ends_of(model: type[Any], route: Route) -> list[int]:
    """The first row, which is in use; for the page of one also the last, which is in preparation."""
    keys = list(model.objects.order_by("pk").values_list("pk", flat=True))
    return [*keys[:1], *keys[-1:]] if route.name in {"campaign", "cta"} else keys[:1]


def _runs(user: User) -> list[ImportRun]:
    found = [ImportRun.objects.visible_to(user).filter(state=state).first() for state in ImportState]
    return [run for run in found if run]
