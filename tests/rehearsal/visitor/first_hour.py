"""The first hour of a company: set up, both teams invited, and one lead from its campaign to its deal."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any, Final, TypeVar

from tests.rehearsal.visitor.api import Api
from tests.rehearsal.visitor.browser import Answer, Browser, Wrong
from tests.rehearsal.visitor.mail import mails_to

Found = TypeVar("Found")

PASSWORD: Final = "gruene-birne-7-berge"
PROMISE: Final = "Delivery within 48 hours"
TOKEN: Final = re.compile(r"\bsmk_[\w-]{20,}")
FILE: Final = """Lead ID;E-Mail;Name;created at
1;anna@example.com;Anna Acker;2026-01-02
2;bert@example.com;Bert Bach;2026-01-03
"""


def walk(code: str) -> dict[str, Any]:
    """Do it all, and return what later visitors have to know. Raises Wrong at the first thing not right."""
    done: list[str] = []
    ada = set_up(code)
    done.append("company set up")
    mara, lena = (join(ada, name, role) for name, role in (("mara", "marketer"), ("lena", "sales_lead")))
    done.append("colleagues invited by mail")
    campaign, cta = launch(mara, lena)
    done.append("campaign live")
    token = make_token(mara)
    lead = log_lead(mara, cta)
    Api(token).call(
        "POST", "leads/", {"cta": cta, "name": "Otto Api", "email": "otto@example.org"}, key="first-hour-1"
    )
    done.append("leads by form and API")
    close(mara, lena, lead)
    done.append("handed over, accepted, rated, won")
    import_file(mara)
    done.append("CSV imported")
    leads = 4
    wait_for(lambda: Api(token).count_leads() == leads, "four leads counted")
    mara.read("/overview/", "Autumn", "12,345")
    done.append("joint page shows it")
    if Browser.tried_again:
        done.append(f"{Browser.tried_again} forms sent again after a 503")
    return {"done": done, "token": token, "cta": cta, "campaign": campaign, "leads": leads}


def set_up(code: str) -> Browser:
    ada = Browser()
    ada.fill("/setup/", field="code", code=code)
    company = {"company_name": "Muster AG", "company_country": "DE", "company_land": "BE"}
    admin = {"admin_full_name": "Ada Admin", "admin_email": "ada@example.com", "admin_password": PASSWORD}
    answer = ada.fill("/setup/", field="admin_email", **company, **admin)
    if answer.path == "/setup/":
        raise Wrong(f"The set-up page came back: {answer.summary()}")
    return ada


def join(ada: Browser, name: str, role: str) -> Browser:
    """Invite a colleague, who takes the link of the mail and signs in again by password."""
    address = f"{name}@example.com"
    ada.fill("/people/invite/", field="role", email=address, full_name=f"{name.title()} Muster", role=role)
    link = wait_for(lambda: find_link(address), f"an invitation for {address}")
    Browser().fill(link, field="password", full_name=f"{name.title()} Muster", password=PASSWORD)
    return sign_in(address)


def find_link(address: str) -> str:
    links = [re.search(r"/invitation/\S+", mail["text"]) for mail in mails_to(address)]
    return next((link[0] for link in links if link), "")


def sign_in(address: str, password: str = PASSWORD) -> Browser:
    browser = Browser()
    answer = browser.fill("/account/login/", field="login", login=address, password=password)
    if answer.path.startswith("/account/login"):
        raise Wrong(f"{address} cannot sign in: {answer.summary()}")
    return browser


def launch(mara: Browser, lena: Browser) -> tuple[int, int]:
    """A campaign with a way in that both teams have signed; its number and that of the way in."""
    page = mara.fill("/campaigns/new/", field="promises", name="Autumn", channel="Search", promises=PROMISE)
    campaign = number_in(page, r"/campaigns/(\d+)/")
    page = mara.fill(
        f"/campaigns/{campaign}/ctas/new/", field="kind", name="Quote", kind="contact_details", is_active="on"
    )
    cta = number_in(page, r"/ctas/(\d+)/")
    texts = {"lead_text": "Has asked for a quote.", "good_text": "Has a budget and a say."}
    mara.fill(f"/ctas/{cta}/definitions/new/", field="good_text", **texts)
    for person in (mara, lena):
        person.fill(f"/ctas/{cta}/", action="/sign/")
    mara.fill(f"/campaigns/{campaign}/", action="/status/", status="live")
    return campaign, cta


def make_token(mara: Browser) -> str:
    scopes = mara.form("/profile/tokens/", field="scopes").choices["scopes"]
    page = mara.fill("/profile/tokens/", field="scopes", name="rehearsal", scopes=scopes)
    found = TOKEN.search(page.text)
    if found is None:
        raise Wrong(f"No token on {page.summary()}")
    return found[0]


def log_lead(mara: Browser, cta: int) -> int:
    said = {
        "name": "Erika Muster",
        "company": "Muster GmbH",
        "email": "erika@example.org",
        "phone": "030 1234567",
    }
    mara.fill("/leads/new/", field="cta", cta=cta, **said)
    return number_in(mara.read("/leads/", "Erika Muster"), r"/leads/(\d+)/")


def close(mara: Browser, lena: Browser, lead: int) -> None:
    """A lead goes to sales, is accepted, called, rated and won."""
    reps = mara.form(f"/leads/{lead}/hand-over/", field="to_user").choices["to_user"]
    mara.fill(
        f"/leads/{lead}/hand-over/", field="to_user", to_user=next(filter(str.isdigit, reps)), grade="B"
    )
    lena.read(f"/leads/{lead}/", PROMISE)
    lena.fill(f"/leads/{lead}/", action="/accept/")
    lena.fill(f"/leads/{lead}/", action="/attempt/", **{"attempt-channel": "phone", "attempt-reached": "yes"})
    lena.fill(f"/leads/{lead}/rate/", field="potential", potential="yes", quality="A", fit="too_high")
    today = f"{datetime.now(UTC):%d/%m/%Y}"
    lena.fill(
        f"/leads/{lead}/outcome/?kind=won", field="value_cents", value_cents="12,345.00", decided_at=today
    )


def import_file(mara: Browser) -> None:
    """Two leads from a file: looked at, tried out, and then for real."""
    page = mara.fill("/imports/new/", field="file", target="leads", file=("fair.csv", FILE))
    run = page.path
    mara.fill(run, field="column_0", new_campaign="Fair")
    wait_for(lambda: "/start/" in mara.get(run).text, "the trial of the import")
    mara.fill(run, action="/start/")
    wait_for(lambda: "Bert Bach" in mara.get("/leads/").text, "the leads of the file")


def number_in(page: Answer, pattern: str) -> int:
    found = re.search(pattern, page.path) or re.search(pattern, page.text)
    if found is None:
        raise Wrong(f"No {pattern} on {page.summary()}")
    return int(found[1])


def wait_for(look: Callable[[], Found], what: str, *, seconds: float = 60) -> Found:
    deadline = time.monotonic() + seconds
    while not (found := look()):
        if time.monotonic() > deadline:
            raise Wrong(f"Waited {seconds:.0f} s for {what}.")
        time.sleep(0.3)
    return found
