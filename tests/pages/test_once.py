"""Pressed twice is done once: every form of the portal, and what one form shows of the rules."""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier
from typing import Any

import pytest
from django.apps import apps
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django import Settings

from accounts.models import ApiToken, Role, User
from accounts.own_company import own_company
from campaigns.models import Campaign
from files.models import ImportRun, ImportState
from leads.models import Lead
from pages import once
from pages.models import Receipt
from pages.once import FIELD
from tests.factories import client_for, make_company, make_user
from tests.presses import PRESSES, TOKEN, Answer, Press
from tests.presses.files import try_out, uploaded
from tests.presses.sending import press_of
from tests.test_routes import OUR_APPS, OURS, ROUTES, Route, own_address, post_nothing

NOT_COMPARED = {"pages_receipt", "smarketing_cache", "accounts_callallowance"}


@pytest.fixture(autouse=True)
def _own_folder(tmp_path: Path, settings: Settings) -> None:
    settings.IMPORT_DIR = tmp_path / "imports"


def whole_database() -> dict[str, str]:
    """A digest of every table of ours, in one statement."""
    ours = {*OUR_APPS, "mfa"}
    models = [model for model in apps.get_models() if model._meta.app_label in ours]
    tables = sorted({model._meta.db_table for model in models} - NOT_COMPARED)
    parts = [
        f"SELECT '{name}', md5(coalesce(string_agg(t::text, '|' ORDER BY t::text), '')) FROM {name} t"
        for name in tables
    ]
    # When each was last seen changes with every request.
    parts.append("SELECT 'sessions', md5(string_agg(session_key, '|')) FROM usersessions_usersession")
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(parts))
        return dict(cursor.fetchall())


@pytest.mark.django_db
def test_every_form_that_changes_something_is_filled_in_here() -> None:
    make_company()
    taken = {
        name for name, route in OURS.items() if not route.is_api and post_nothing(route).status_code != 405
    }
    repeated = {name for name in taken if getattr(OURS[name].view, "is_repeatable", False)}
    safe = {name for name in taken if name.startswith("health:")} | {"home"}
    assert taken - repeated - safe == {name for name in PRESSES if name in OURS}


@pytest.mark.django_db
@pytest.mark.parametrize("name", PRESSES)
def test_form_sent_twice_is_done_once_and_answered_alike(name: str) -> None:
    press = PRESSES[name]()
    before = whole_database()
    first = press.send()
    done = whole_database()
    assert (first.status in {200, 302}, done != before) == (True, True), first
    assert press.send() == first
    assert whole_database() == done


def forms_without_token(page: str) -> list[str]:
    forms = re.findall(r"<form\b[^>]*\bmethod=\"?post.*?</form>", page, flags=re.DOTALL | re.IGNORECASE)
    return [form[:120] for form in forms if not re.search(f'name="{FIELD}" value="[\\w-]{{20,}}"', form)]


def page_of(route: Route) -> str:
    role = next((role for role in Role if role in allowed_to(route)), None)
    user = make_user(role or Role.ADMIN)
    client = client_for(user) if role or route.name not in OURS else Client()
    answer = client.get(own_address(route, user), follow=True)
    return b"".join(answer).decode(errors="replace")


def allowed_to(route: Route) -> frozenset[Role]:
    from accounts.permissions import TABLE

    action = route.methods().get("get") if route.name in OURS else None
    return TABLE[action] if action else frozenset()


@pytest.mark.django_db
def test_every_form_of_every_page_carries_a_token() -> None:
    make_company()
    foreign = [
        r for r in ROUTES.values() if r.name.startswith(("account_", "mfa_", "users")) and not r.kwargs
    ]
    ours = [route for route in OURS.values() if not route.is_api]
    pages = {route.name: page_of(route) for route in (*ours, *foreign)}
    pages["account_login"] = Client().get("/account/login/").content.decode()
    assert sum("<form" in page for page in pages.values()) > 40
    assert {name: found for name, page in pages.items() if (found := forms_without_token(page))} == {}


def test_template_has_no_form_without_the_tag_that_draws_it() -> None:
    """What the walk did not come by. `unavailable.html` hands on what was sent, tokens among it."""
    found = [
        path.name
        for path in Path(settings.BASE_DIR, "templates").rglob("*.html")
        if path.name != "unavailable.html"
        for form in re.findall(r"<form\b[^>]*method=\"post.*?</form>", path.read_text(), flags=re.DOTALL)
        if "{% csrf_token %}" not in form
    ]
    assert found == []


@pytest.mark.django_db
def test_page_drawn_anew_has_another_token(mara: User) -> None:
    client = client_for(mara)
    tokens = [
        set(re.findall(f'name="{FIELD}" value="([^"]+)"', client.get("/profile/").content.decode()))
        for _ in range(2)
    ]
    assert [len(found) for found in tokens] == [1, 1]
    assert tokens[0] != tokens[1]


@pytest.mark.django_db
def test_form_sent_again_with_a_correction_is_a_submission_of_its_own() -> None:
    press = PRESSES["leads:lead_new"]()
    for note in ("Ruft an", "Ruft am Montag an", "Ruft am Montag an"):
        press.send(note=note)
    assert sorted(Lead.objects.values_list("note", flat=True)) == ["Ruft am Montag an", "Ruft an"]


@pytest.mark.django_db
def test_what_was_refused_leaves_the_token_for_the_corrected_form() -> None:
    press = PRESSES["leads:lead_new"]()
    assert press.send(email="erika").status == 422
    assert Receipt.objects.count() == 0
    assert press.send().status == 302
    assert Lead.objects.count() == 1


@pytest.mark.django_db
def test_button_that_was_refused_works_once_nothing_stands_against_it() -> None:
    user, run = uploaded()
    start = press_of(user, "files:import_start", run.pk)
    start.send()
    assert not ImportRun.objects.exclude(state=ImportState.UPLOADED).exists()
    try_out(user, run)
    start.send()
    assert ImportRun.objects.get().state == ImportState.RUNNING


@pytest.mark.django_db
def test_token_is_of_one_person_only() -> None:
    press = PRESSES["leads:lead_new"]()
    press.send()
    press.send(client=client_for(make_user(Role.ADMIN)))
    assert Lead.objects.count() == 2


@pytest.mark.django_db
@pytest.mark.parametrize("token", ["", "kurz", "x" * 65, "mit leerzeichen und mehr", "\x00" * 30])
def test_form_without_a_token_of_ours_is_taken_as_it_comes(token: str) -> None:
    press = PRESSES["leads:lead_new"]()
    for _ in range(2):
        assert press.send(token=token).status == 302
    assert (Lead.objects.count(), Receipt.objects.count()) == (2, 0)


@pytest.mark.django_db
def test_new_token_is_shown_again_to_the_very_form_that_made_it() -> None:
    press = PRESSES["accounts:tokens"]()
    pages = [press.client.post(press.address, {**press.data, FIELD: TOKEN}) for _ in range(2)]
    assert "smk_" in pages[0].content.decode()
    assert pages[0].content == pages[1].content
    assert "no-store" in pages[1].headers["Cache-Control"]
    assert ApiToken.objects.count() == 1


@pytest.mark.django_db
def test_receipt_holds_nothing_that_was_said() -> None:
    PRESSES["leads:lead_new"]().send()
    row = Receipt.objects.values_list().get()
    plain = " ".join(bytes(value).decode() if isinstance(value, memoryview) else str(value) for value in row)
    assert not re.search(r"Erika|Muster|erika|/leads/|Gespeichert|user", plain)
    assert TOKEN not in plain


@pytest.mark.django_db
def test_answer_that_cannot_be_read_any_more_is_said_to_be_given() -> None:
    press = PRESSES["campaigns:campaign_new"]()
    press.send()
    Receipt.objects.update(answer=b"sealed with another secret")
    assert press.send() == Answer(302, "/", ("Das wurde schon erledigt.",))
    assert Campaign.objects.count() == 1


@pytest.mark.django_db
def test_answer_is_read_with_a_former_secret(settings: Settings) -> None:
    press = PRESSES["campaigns:campaign_new"]()
    first = press.send()
    settings.SECRET_KEY_FALLBACKS, settings.SECRET_KEY = [settings.SECRET_KEY], "another-" * 8
    assert press.send() == first


@pytest.mark.django_db
def test_receipt_costs_two_statements_and_a_savepoint() -> None:
    """The savepoint is the transaction of the whole, here within that of the test."""
    press = PRESSES["desk:question"]()
    own_company()  # known from then on
    counts = []
    for token in ("", TOKEN):
        with CaptureQueriesContext(connection) as queries:
            press.send(token=token)
        counts.append(len(queries))
    assert counts[1] - counts[0] == 4


def press_at_once(press: Press, *, times: int = 2, **changes: Any) -> list[Answer]:
    """The same form from one browser, so many times at the same moment."""
    barrier = Barrier(times)

    def send(client: Client) -> Answer:
        try:
            barrier.wait(timeout=10)
            return press.send(client=client, **changes)
        finally:
            connection.close()

    with ThreadPoolExecutor(times) as pool:
        return list(pool.map(send, [press.same_browser() for _ in range(times)]))


@pytest.mark.django_db(transaction=True)
def test_lead_form_pressed_twice_at_once_makes_one_lead() -> None:
    first, second = press_at_once(PRESSES["leads:lead_new"]())
    assert (first, first.status) == (second, 302)
    assert (Lead.objects.count(), Receipt.objects.count()) == (1, 1)


@pytest.mark.django_db(transaction=True)
def test_twin_without_tokens_makes_two_leads(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(once, "_claim_of", lambda _request, **_: None)
    press_at_once(PRESSES["leads:lead_new"]())
    assert Lead.objects.count() == 2
