"""Who is let in at the door, and under which name."""

from __future__ import annotations

import os
import sys
from http.client import HTTPConnection
from typing import Any, Final
from urllib.parse import urlsplit

from tests.rehearsal.visitor.browser import HOST, Browser, Wrong
from tests.rehearsal.visitor.first_hour import PASSWORD

MARA: Final = "mara@example.com"
TRIES: Final = 40
AT_ONCE: Final = 11  # allowed are ten a minute
# Names of the inner network, of the machine, and whatever somebody makes up.
NOT_OURS: Final = ("web", "nginx", "localhost", "127.0.0.1", f"{HOST}.example.org", "")
INNER: Final = ("/metrics", "/health/ready")


def can_sign_in() -> bool:
    browser = Browser()
    form = browser.form("/account/login/", field="login")
    answer = browser.send(form, login=MARA, password=PASSWORD)
    return answer.status == 200 and not answer.path.startswith("/account/login")


def lock_oneself_out() -> dict[str, Any]:
    """Guess passwords until not even the right one is taken; say so, and stay until the input ends.

    Raises Wrong where one may guess for ever, or is let in again meanwhile.
    """
    tries = 0
    while can_sign_in():
        if tries >= TRIES:
            raise Wrong(f"{TRIES} wrong passwords, and nobody is stopped.")
        for _ in range(AT_ONCE):
            tries += 1
            guess(f"nobody-{tries}@example.com")
    print("locked out", flush=True)
    sys.stdin.read()
    if can_sign_in():
        raise Wrong("Locked out, and let in again at once.")
    return {"tries": tries}


def guess(login: str) -> None:
    browser = Browser()
    browser.send(browser.form("/account/login/", field="login"), login=login, password="wrong-wrong-wrong")


def sign_in() -> dict[str, Any]:
    if not can_sign_in():
        raise Wrong("Cannot sign in from an address from which nobody has guessed.")
    return {}


def call_by_other_names() -> dict[str, Any]:
    """Raise Wrong where nginx answers to a name that is not the portal's, or shows what is for machines."""
    answers = {name: status_of(name, "/account/login/") for name in NOT_OURS}
    answers |= {path: status_of(HOST, path) for path in INNER}
    if let_in := {asked: status for asked, status in answers.items() if not 400 <= status < 500}:
        raise Wrong(f"Answered: {let_in}")
    return answers


def ask_without_tls() -> dict[str, Any]:
    """Raise Wrong unless whoever forgets the s is led to https."""
    plain = urlsplit(os.environ["PLAIN_DOOR"])
    line = HTTPConnection(plain.hostname or "", plain.port, timeout=10)
    line.request("GET", "/account/login/", headers={"Host": HOST})
    answer = line.getresponse()
    if not (300 <= answer.status < 400 and answer.headers["Location"].startswith(f"https://{HOST}")):
        raise Wrong(f"http:// answers {answer.status} {answer.headers['Location']}")
    return {"status": answer.status}


def status_of(name: str, path: str) -> int:
    line = HTTPConnection("nginx", 8080, timeout=10)
    line.putrequest("GET", path, skip_host=True)
    line.putheader("Host", name)
    line.putheader("X-Forwarded-Proto", "https")
    line.endheaders()
    return line.getresponse().status
