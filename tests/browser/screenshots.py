"""Takes pictures of the portal: `make screenshots` for the README, with ARGS="--all DIR" of every page.

It has a server, a database and the demo company of its own in a temporary folder, so nothing that runs is
touched.
"""

from __future__ import annotations

import argparse
import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from playwright.sync_api import Browser, Page, sync_playwright

from tests.browser.chromium import ARGUMENTS, MISSING, find_chromium

if TYPE_CHECKING:
    from tests.browser.visits import Visit

PICTURES = Path(__file__).resolve().parents[2] / "docs" / "pictures"
LARGEST_BYTES = 150_000
WIDTHS = (360, 1280)
OVER_PROMISING = "Gratis-Audit Herbst"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--all", type=Path, metavar="DIR", help="every page, in every look, into DIR")
    folder: Path | None = parser.parse_args().all
    path = find_chromium()
    if path is None:
        sys.exit(MISSING)
    with portal() as home, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        if folder:
            take_all(browser, home, folder)
        else:
            take_for_readme(browser, home)
        browser.close()


@contextmanager
def portal() -> Iterator[str]:
    """The address of a portal with the demo company, gone afterwards."""
    var_dir = Path(tempfile.mkdtemp(prefix="shots-"))
    os.environ["VAR_DIR"] = str(var_dir)
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"  # Playwright keeps an event loop in this thread
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "smarketing.settings")
    os.environ.setdefault("LOG_LEVEL", "ERROR")
    import django
    from django.core.management import call_command

    django.setup()
    from django.test.utils import setup_test_environment
    from pytest_django.live_server_helper import LiveServer

    from run import embedded

    try:
        embedded.ensure_postgres(var_dir)
        call_command("migrate", verbosity=0)
        call_command("load_demo")
        setup_test_environment()  # the search for pages asks with Django's test client
        server = LiveServer("127.0.0.1")
        yield server.url
        server.stop()
    finally:
        embedded.stop_all(var_dir)
        shutil.rmtree(var_dir, ignore_errors=True)


def open_page(
    browser: Browser, home: str, *, email: str, width: int, height: int = 800, **options: Any
) -> Page:
    from accounts.models import User
    from tests.browser.sessions import session_cookie

    context = browser.new_context(
        viewport={"width": width, "height": height}, reduced_motion="reduce", **options
    )
    if email:
        context.add_cookies([session_cookie(User.objects.get(email=email), home)])
    return context.new_page()


def take_for_readme(browser: Browser, home: str) -> None:
    """The joint page, a rating on the phone, a campaign: three small files in docs/pictures/."""
    from accounts.models import User
    from campaigns.models import Campaign
    from leads.models import Lead, LeadStage

    User.objects.update(language="de", theme="light")
    PICTURES.mkdir(exist_ok=True)
    desk = open_page(browser, home, email="mara@example.com", width=1280, height=900, locale="de-DE")
    desk.goto(f"{home}/overview/")
    save(desk, "overview")
    desk.goto(f"{home}/campaigns/{Campaign.objects.get(name=OVER_PROMISING).pk}/")
    save(desk, "campaign")

    sven = User.objects.get(email="sven@example.com")
    leads = Lead.objects.filter(assigned_to=sven, stage=LeadStage.CONTACTED)
    lead = leads.filter(campaign__name=OVER_PROMISING).first() or leads[0]
    phone = open_page(
        browser, home, email=sven.email, width=360, height=800, device_scale_factor=2, locale="de-DE"
    )
    phone.goto(f"{home}/leads/{lead.pk}/rate/")
    for answer in ("potential][value=not_yet", "quality][value=C", "fit][value=too_high"):
        phone.locator(f"label:has(input[name={answer}])").click()
    phone.mouse.move(0, 0)
    phone.evaluate("() => scrollTo(0, 0)")
    save(phone, "rating")


def save(page: Page, name: str) -> None:
    path = PICTURES / f"{name}.png"
    page.screenshot(path=path)
    size = path.stat().st_size
    print(f"{path.relative_to(PICTURES.parents[1])}: {size // 1000} kB")
    if size > LARGEST_BYTES:
        sys.exit(f"{path.name} has {size} bytes; allowed are {LARGEST_BYTES}. Show less of the page.")


def take_all(browser: Browser, home: str, folder: Path) -> None:
    """Every page of the demo and of an empty installation: DIR/LANGUAGE-THEME-WIDTH/PAGE.png."""
    from django.core.management import call_command

    from accounts.models import Company, User
    from tests.browser.stage import add_what_the_demo_lacks, demo_people
    from tests.browser.visits import find_visits

    add_what_the_demo_lacks()
    everybody = User.objects.filter(pk__in=[person.pk for person in demo_people()])
    visits = find_visits(everybody)
    take_visits(browser, home, folder, visits)
    people, company = list(everybody), Company.objects.get()
    empty_installation(browser, home, folder)
    call_command("flush", verbosity=0, interactive=False)
    company.save(force_insert=True)
    User.objects.bulk_create(people)
    empty = [visit for visit in visits if visit.email and not any(letter.isdigit() for letter in visit.path)]
    take_visits(browser, home, folder, empty, prefix="empty-")


def empty_installation(browser: Browser, home: str, folder: Path) -> None:
    """The set-up page: first the code, then the company."""
    from django.core.management import call_command

    from accounts.services import issue_setup_code

    call_command("flush", verbosity=0, interactive=False)
    for language in ("de", "en"):
        page = open_page(browser, home, email="", width=1280, locale=language)
        page.goto(f"{home}/setup/")
        take_looks(page, folder, language, "empty-setup-code")
        page.locator("input[name=code]").fill(issue_setup_code())
        page.locator("input[name=code]").press("Enter")
        page.wait_for_load_state()
        take_looks(page, folder, language, "empty-setup-company")
        page.context.close()


def take_visits(browser: Browser, home: str, folder: Path, visits: list[Visit], *, prefix: str = "") -> None:
    from accounts.models import User

    for language in ("de", "en"):
        User.objects.update(language=language)
        pages: dict[str, Page] = {}
        for number, visit in enumerate(visits, start=1):
            if visit.email not in pages:
                pages[visit.email] = open_page(browser, home, email=visit.email, width=1280, locale=language)
            page = pages[visit.email]
            page.goto(home + visit.path)
            person = visit.email.partition("@")[0] or "nobody"
            name = f"{prefix}{number:02}-{visit.name.replace(':', '-')}-{person}"
            take_looks(page, folder, language, name)
        for page in pages.values():
            page.context.close()


def take_looks(page: Page, folder: Path, language: str, name: str) -> None:
    """One page, light and dark, on the phone and the desk."""
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 800})
        for theme in ("light", "dark"):
            page.evaluate("theme => document.documentElement.dataset.theme = theme", theme)
            path = folder / f"{language}-{theme}-{width}" / f"{name}.png"
            path.parent.mkdir(parents=True, exist_ok=True)
            page.screenshot(path=path, full_page=True)


if __name__ == "__main__":
    main()
