"""Every page, in both languages, light and dark, on the desk and the phone; full, empty and refused."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from typing import Any

import pytest
from playwright.sync_api import Browser
from pytest_django import DjangoDbBlocker

from accounts.models import Invitation, Language, Role, User
from accounts.services import issue_setup_code
from surveys.models import Survey
from tests.browser.conftest import empty_database
from tests.browser.sessions import session_cookie
from tests.browser.stage import build_small_demo, demo_people
from tests.browser.visits import Visit, find_visits
from tests.browser.walk import AXE, Findings, Walker, english_with_a_german_text
from tests.factories import make_company, make_user

pytestmark = [pytest.mark.django_db, pytest.mark.timeout(600)]
ROWS = ("full", "empty")
WALKS = [
    pytest.param(
        (language, rows), id=f"{language}-{rows}", marks=pytest.mark.xdist_group(f"{language}-{rows}")
    )
    for language in Language.values
    for rows in ROWS
]
# A form that can be sent empty and signs one out, or a page that signs somebody in.
CHANGES_WHO_IS_THERE = ("account_logout", "usersessions_list", "accounts:sign_in_link")
FEWEST_PAGES = {"full": 80, "empty": 15}
FEWEST_REFUSED = {"full": 10, "empty": 2}


@pytest.fixture(scope="module", params=WALKS)
def walked(
    request: pytest.FixtureRequest, portal: str, browser: Browser, django_db_blocker: DjangoDbBlocker
) -> Findings:
    """What a walk over all pages has found; its rows are there for the time of the walk only."""
    language, rows = request.param
    with django_db_blocker.unblock():
        empty_database()
        try:
            return walk(browser, portal, language=language, rows=rows)
        finally:
            empty_database()


def walk(browser: Browser, portal: str, *, language: str, rows: str) -> Findings:
    """Open every page as somebody who may, then send its forms empty, and gather what is wrong."""
    findings = Findings()
    if rows == "empty":
        walk_set_up(browser, portal, language=language, findings=findings)
    visits = prepare(rows, language=language)
    with_form: set[Visit] = set()
    for walker, pages in walkers(browser, portal, visits, language=language, findings=findings):
        with_form |= {visit for visit in pages if walker.visit(str(visit), visit.path)}
    if rows == "full":
        refused = [visit for visit in visits if visit.name not in CHANGES_WHO_IS_THERE]
        for walker, pages in walkers(browser, portal, refused, language=language, findings=findings):
            for visit in pages:
                if visit in with_form:
                    walker.refuse_form(str(visit), visit.path)
            walk_errors(walker, pages[0].email)
    return findings


def walkers(
    browser: Browser, portal: str, visits: list[Visit], *, language: str, findings: Findings
) -> Iterator[tuple[Walker, list[Visit]]]:
    """The window of each person, with the pages to see there."""
    for email, pages in groupby(sorted(visits, key=lambda visit: visit.email), key=lambda visit: visit.email):
        walker = start_walker(browser, portal, language=language, findings=findings, email=email)
        yield walker, list(pages)
        walker.context.close()


def prepare(rows: str, *, language: str) -> list[Visit]:
    if rows == "empty":
        make_company()
        people = [make_user(role) for role in Role]
    else:
        build_small_demo()
        people = demo_people()
    User.objects.update(language=language)
    visits = find_visits(User.objects.filter(pk__in=[one.pk for one in people]))
    # What a link in a mail opens speaks the language of whom it is for: also those made for a visit.
    Invitation.objects.update(language=language)
    Survey.objects.update(language=language)
    User.objects.update(language=language)
    if rows == "empty":
        return [visit for visit in visits if not any(letter.isdigit() for letter in visit.path)]
    return visits


def start_walker(
    browser: Browser, portal: str, *, language: str, findings: Findings, email: str = ""
) -> Walker:
    context = browser.new_context(locale=language, reduced_motion="reduce")
    context.set_default_timeout(15_000)
    context.add_init_script(AXE)
    if email:
        context.add_cookies([session_cookie(User.objects.get(email=email), portal)])
    return Walker(context=context, home=portal, language=language, findings=findings)


def walk_set_up(browser: Browser, portal: str, *, language: str, findings: Findings) -> None:
    """The pages of an installation without a company: the code, then the company; each refused once."""
    walker = start_walker(browser, portal, language=language, findings=findings)
    walker.visit("set-up, code", "/")
    walker.refuse_form("set-up, refused code", "/setup/")
    walker.page.goto(f"{portal}/setup/")
    walker.page.locator("input[name=code]").fill(issue_setup_code())
    walker.page.locator("input[name=code]").press("Enter")
    walker.page.locator("input[name$=currency], select[name$=currency]").wait_for()
    walker.visit("set-up, company", "/setup/")
    walker.refuse_form("set-up, refused company", "/setup/")
    walker.context.close()


def walk_errors(walker: Walker, email: str) -> None:
    """What is not there, what one may not do, and a form from another window."""
    if not email.startswith(("mara", "sven")):
        return
    walker.visit("not found", "/gibt/es/nicht/")
    walker.visit("bad filter", "/overview/?campaign=zwei")
    walker.visit("not allowed", "/people/" if email.startswith("mara") else "/leads/new/")


def complain(found: list[str]) -> str:
    return f"{len(found)} findings:\n" + "\n".join(dict.fromkeys(found))


def test_walk_saw_the_pages(walked: Findings, request: pytest.FixtureRequest) -> None:
    rows = request.node.callspec.params["walked"][1]
    assert len(walked.visited) >= FEWEST_PAGES[rows], walked.visited
    assert len(walked.refused) >= FEWEST_REFUSED[rows], walked.refused


@pytest.mark.parametrize("aspect", ["accessibility", "width", "targets", "console", "foreign_hosts"])
def test_no_page_has_a_fault(walked: Findings, aspect: str) -> None:
    found: list[Any] = getattr(walked, aspect)
    assert not found, complain(found)


def test_pages_speak_the_language_of_who_looks(walked: Findings) -> None:
    if not english_with_a_german_text():
        pytest.skip("locale/de is not compiled: run `python -m run.build`.")
    assert not walked.language, complain(walked.language)
