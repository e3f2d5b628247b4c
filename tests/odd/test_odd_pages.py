"""Every odd value into every field of every form of every page, and into every address.

The suite takes a few values for some fields of each (ODD_SEED takes others), `make soak-odd` takes all.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpRequest
from django.test import Client
from django.urls import reverse

from accounts.models import Company, Role, User
from accounts.permissions import TABLE
from bulk.deeds import DEEDS
from leads.models import LeadStage
from tests.corpus.odd_values import CONTENT_TYPES, HEADER_NAMES, HEADERS, TEXTS
from tests.odd.asking import Dice, Findings
from tests.odd.forms import Form, read_page
from tests.odd.world import World, make_runs, make_world
from tests.routes_of_firms import own_lead
from tests.test_routes import ROUTES, Route, objects_of

Send = Callable[[], Any]
# Beside what its links and forms name, every page is asked for these.
PARAMETERS = ("before", "after", "page", "sort", "order", "next", "q", "mapping", "\x00")
PARTS = 6  # the long walk, so that several run side by side
# A file people send; what can be wrong inside has a corpus of its own.
GOOD_FILE = b"id,created_at,name\n1,2025-01-01,Erika\n"
FILES = {
    "empty": b"",
    "NUL": b"\x00" * 500,
    "not UTF-8": b"id,name\n1,\xff\xfe\n",
    "NUL in a heading": b"id,created_at,na\x00me\n1,2025-01-01,Erika\n",
    "surrogates": b"\xff\xfe" + "id,name\n1,x\ud800y\n".encode("utf-16-le", "surrogatepass"),
    "zip": b"PK\x03\x04" + b"\x00" * 100,
    "one long line": b"x" * 200_000,
    "quote": b'"',
}


class Browser:
    """Somebody signed in (or nobody) who sends forms as their pages have them, but for one odd thing."""

    def __init__(self, user: User | None) -> None:
        self.client = Client(raise_request_exception=False)
        self.who = user.role if user else "nobody"
        if user:
            self.client.force_login(user)

    def send(self, form: Form, changes: dict[str, Any]) -> Any:
        files = {name: SimpleUploadedFile("leads.csv", GOOD_FILE) for name in form.files}
        data = {**form.values, **files, **changes}
        if form.method == "get":
            return self.client.get(urlsplit(form.action).path, data)
        return self.client.post(form.action, data)

    def send_raw(self, form: Form, body: bytes, content_type: str) -> Any:
        return self.client.generic("POST", form.action, body, content_type)


def as_sent(text: str) -> str:
    """What UTF-8 can carry: a browser sends a question mark for a lone surrogate."""
    return text.encode("utf-8", "replace").decode()


def odd_requests(browser: Browser, form: Form, dice: Dice) -> Iterator[tuple[str, Send]]:
    for name in dice.pick((*form.values, "odd\x00", "id"), times=2):
        for called, text in dice.pick(TEXTS.items()):
            yield f"{name} = {called}", partial(browser.send, form, {name: as_sent(text)})
    for name in dice.pick(form.values):
        yield f"{name} twice", partial(browser.send, form, {name: ["1", "x"]})
    for name in form.files:
        for called, content in dice.pick(FILES.items()):
            file = SimpleUploadedFile("a.csv", content)
            yield f"{name} of {called}", partial(browser.send, form, {name: file})
        for called, text in dice.pick(TEXTS.items()):
            odd_name = SimpleUploadedFile("a.csv", GOOD_FILE)
            vars(odd_name)["_name"] = as_sent(text)[:2_000]  # its setter keeps only what a folder would
            yield f"{name} named {called}", partial(browser.send, form, {name: odd_name})
    if form.method == "post":
        for called, kind in dice.pick(CONTENT_TYPES.items()):
            yield f"type {called}", partial(browser.send_raw, form, b"a=b\xff&c=%ff", kind)


def odd_addresses(browser: Browser, path: str, names: set[str], dice: Dice) -> Iterator[tuple[str, Send]]:
    for name in dice.pick((*sorted(names), *PARAMETERS), times=3):
        for called, text in dice.pick(TEXTS.items()):
            yield f"?{name}={called}", partial(browser.client.get, path, {name: as_sent(text)[:4_000]})
    for name in dice.pick(HEADER_NAMES):
        for called, text in dice.pick(HEADERS.items()):
            header: dict[str, Any] = {f"HTTP_{name.upper().replace('-', '_')}": text}
            yield f"{name}: {called}", partial(browser.client.get, path, **header)


def paths_of(route: Route, user: User, world: World, *, is_brief: bool = False) -> list[str]:
    """The addresses of a route; of a lead and an import, unless `is_brief`, one for each way they can be."""
    if route.name in {f"bulk:{deed}" for deed in DEEDS}:
        return [reverse(route.name), f"{reverse(route.name)}?all=1"]
    if not route.kwargs:
        return [reverse(route.name)]
    if is_brief:
        return [reverse(route.name, kwargs=objects_of(route).own(user))]
    if route.kwargs == ("lead_id",):
        return [reverse(route.name, args=[own_lead(user, stage).pk]) for stage in LeadStage]
    if route.kwargs == ("run_id",):
        return [reverse(route.name, args=[run.pk]) for run in world.runs]
    return [reverse(route.name, kwargs=objects_of(route).own(user))]


class Walk:
    """Opens every page as everybody who may, and gathers each form and address once."""

    def __init__(self, world: World, dice: Dice) -> None:
        self.world, self.dice, self.findings = world, dice, Findings(dice)
        self.forms: dict[tuple[Any, ...], tuple[Browser, Form]] = {}
        self.addresses: dict[tuple[str, frozenset[str]], tuple[Browser, str]] = {}

    def open_everything(self) -> None:
        for route in ROUTES.values():
            if not route.is_api and route.name not in FOREIGN_KEYS:
                self.open(route)

    def open(self, route: Route) -> None:
        action = route.methods().get("get")
        admin = self.world.users[Role.ADMIN]
        if action is None:
            for path in paths_of(route, admin, self.world):
                self._read(route, Browser(None), path)
                self._read(route, Browser(admin), path)
            return
        first, *others = (role for role in Role if role in TABLE[action])
        for role in (first, *self.dice.pick(others)):
            user = self.world.users[role]
            is_brief = self.dice.share is not None and role != first
            browser = Browser(user)
            for path in paths_of(route, user, self.world, is_brief=is_brief):
                self._read(route, browser, path)

    def _read(self, route: Route, browser: Browser, path: str) -> None:
        answer = self.findings.ask(f"{browser.who} GET {path}", lambda: browser.client.get(path))
        if answer.status_code == 405:  # a button: whoever may press it sends nothing with it, or something
            self._note(browser, Form(method="post", action=path))
            return
        if "html" not in answer.get("Content-Type", "") or answer.status_code >= 300:
            self.addresses.setdefault((route.name, frozenset()), (browser, path))
            return
        forms, parameters = read_page(path, answer.content)
        self.addresses.setdefault((route.name, frozenset(parameters)), (browser, path))
        for form in forms:
            self._note(browser, form)

    def _note(self, browser: Browser, form: Form) -> None:
        self.forms.setdefault(form.key, (browser, form))

    def send_everything_odd(self, part: slice = slice(None)) -> None:
        for (route, names), (browser, path) in list(self.addresses.items())[part]:
            for what, send in odd_addresses(browser, path, set(names), self.dice):
                self.findings.ask(f"{browser.who} GET {route} {path} {what}", send)
        for browser, form in list(self.forms.values())[part]:
            for what, send in odd_requests(browser, form, self.dice):
                self.findings.ask(f"{browser.who} {form.method} {form.route} {form.action} {what}", send)
            self.findings.ask(f"{form.method} {form.action}", partial(browser.send, form, {}))


# Their addresses hold a secret of allauth's; a wrong one is told so.
FOREIGN_KEYS = {"account_confirm_email", "account_reset_password_from_key"}


@pytest.fixture
def world(company: Company, tmp_path: Path, settings: Any) -> World:
    settings.IMPORT_DIR = tmp_path
    world = make_world()
    world.runs = make_runs(world.users[Role.ADMIN])
    return world


def walk(world: World, dice: Dice, part: slice = slice(None)) -> Findings:
    walk = Walk(world, dice)
    walk.open_everything()
    walk.send_everything_odd(part)
    return walk.findings


@pytest.mark.uncounted
@pytest.mark.timeout(600)
def test_pages_answer_every_field_that_is_odd(world: World) -> None:
    walk(world, Dice(share=1)).judge()


@pytest.mark.soak
@pytest.mark.odd
@pytest.mark.parametrize("first", range(PARTS))
def test_pages_answer_every_odd_value_in_every_field(world: World, first: int) -> None:
    walk(world, Dice(share=None), slice(first, None, PARTS)).judge()


def test_walk_notices_a_view_that_breaks(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """The twin: one form's view raises for one value in one field."""

    def raise_for_digits(request: HttpRequest) -> str:
        return str(int(request.POST["next"]))

    monkeypatch.setattr("accounts.views.language.safe_next", raise_for_digits)
    walk = Walk(world, Dice(share=3))
    walk.open(ROUTES["account_login"])
    walk.send_everything_odd()

    assert any("accounts:set_language" in one and "ValueError" in one for one in walk.findings.wrong)
