"""People and programs who keep calling, and judge each answer by what stands in it, not by its status alone.

Leads are sent until they are taken, under one key each: whatever happens meanwhile, each is to be one lead.
"""

from __future__ import annotations

import re
import sys
import threading
import time
import uuid
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from http.client import HTTPException
from typing import Any, Final

from tests.rehearsal.visitor.api import Api
from tests.rehearsal.visitor.browser import Browser, Wrong
from tests.rehearsal.visitor.line import Line

STYLE: Final = re.compile(r'href="(/static/[^"]+\.css)"')
PATIENCE: Final = 60
UPLOAD_SECONDS: Final = 3.0


@dataclass
class Seen:
    """What all of them saw. The portal is away from the first bad answer until a good one is asked for.

    `aways` are the seconds it was, each with the time (since 1970) at which that began for its caller.
    """

    lock: threading.Lock = field(default_factory=threading.Lock)
    good: int = 0
    leads: int = 0
    bad: Counter[str] = field(default_factory=Counter)
    # When each kind of bad answer was asked for first and last, to be held against the log of the rehearsal.
    times: dict[str, tuple[str, str]] = field(default_factory=dict)
    aways: list[tuple[float, float]] = field(default_factory=list)
    slowest: float = 0.0
    time_of_day: Callable[[], float] = time.time

    def judge(self, ask: Callable[[], None], away_since: float, *, sending: float = 0.0) -> float:
        """Ask once; return since when there is no good answer, 0 where there is one.

        What takes so many seconds of `sending` asks for its answer only then.
        """
        began = time.monotonic()
        try:
            ask()
        except (OSError, HTTPException, Wrong, ValueError) as error:
            with self.lock:
                self._note(f"{type(error).__name__}: {error}"[:160])
            return away_since or began + sending
        with self.lock:
            now = time.monotonic()
            self.good += 1
            self.slowest = max(self.slowest, now - began - sending)
            if began > away_since > 0:
                self.aways.append((self.time_of_day() - (now - away_since), began - away_since))
        return 0.0

    def _note(self, words: str) -> None:
        now = time.strftime("%H:%M:%S")
        self.bad[words] += 1
        self.times[words] = (self.times.get(words, (now, now))[0], now)

    def report(self) -> dict[str, Any]:
        return {
            "good": self.good,
            "failed": sum(self.bad.values()),
            "leads": self.leads,
            "aways": self.aways,
            "slowest": self.slowest,
            "words": [(count, *self.times[words], words) for words, count in self.bad.most_common(3)],
        }


def run(known: dict[str, Any]) -> dict[str, Any]:
    """Call until the input ends, and say what was seen."""
    seen, stop = Seen(), threading.Event()
    callers = [
        (read_page, 0.15),
        (read_figures, 0.3),
        (send_leads, 0.2),
        (send_leads_over_one_line, 0.15),
        (upload_leads, 0.1),
    ]
    threads = [threading.Thread(target=call, args=(known, seen, stop, pause)) for call, pause in callers]
    for thread in threads:
        thread.start()
    sys.stdin.read()
    stop.set()
    for thread in threads:
        thread.join()
    return seen.report()


def read_page(_known: dict[str, Any], seen: Seen, stop: threading.Event, pause: float) -> None:
    """Open a page with all that belongs to it."""

    def ask() -> None:
        browser = Browser()
        page = browser.read("/account/login/", 'name="login"', "</html>")
        for style in set(STYLE.findall(page.text)):
            browser.read(style, "{")

    keep_asking(ask, seen, stop, pause)


def read_figures(known: dict[str, Any], seen: Seen, stop: threading.Event, pause: float) -> None:
    api = Api(known["token"])
    keep_asking(lambda: void(api.count_leads()), seen, stop, pause)


def send_leads(known: dict[str, Any], seen: Seen, stop: threading.Event, pause: float) -> None:
    api = Api(known["token"])
    keep_sending(lambda body, key: take(api, body, key), known, seen, stop, pause)


def send_leads_over_one_line(known: dict[str, Any], seen: Seen, stop: threading.Event, pause: float) -> None:
    """As programs do that keep their connection: it must not end in the middle of something."""
    keep_sending(Line(known["token"]).take, known, seen, stop, pause)


def upload_leads(known: dict[str, Any], seen: Seen, stop: threading.Event, pause: float) -> None:
    """Each is on its way for some seconds, as a file is over a slow line."""
    line = Line(known["token"], seconds=UPLOAD_SECONDS)
    keep_sending(line.take, known, seen, stop, pause, sending=UPLOAD_SECONDS)


def keep_sending(
    send: Callable[[dict[str, Any], str], None],
    known: dict[str, Any],
    seen: Seen,
    stop: threading.Event,
    pause: float,
    *,
    sending: float = 0.0,
) -> None:
    """Send one lead after the other, each until it is taken: also the last one."""
    deadline = float("inf")
    while not stop.is_set():
        key, away = uuid.uuid4().hex, 0.0
        body = {"cta": known["cta"], "name": "Karl Kunde", "email": f"{key}@example.org"}
        lead = partial(send, body, key)
        while (away := seen.judge(lead, away, sending=sending)) and time.monotonic() < deadline:
            deadline = min(deadline, time.monotonic() + PATIENCE) if stop.is_set() else deadline
            time.sleep(pause)
        with seen.lock:
            seen.leads += 0 if away else 1
        time.sleep(pause)


def take(api: Api, body: dict[str, Any], key: str) -> None:
    answer = api.call("POST", "leads/", body, key=key)
    if answer["enquiry"]["email"] != body["email"]:
        raise Wrong(f"The receipt is somebody else's: {answer}")


def keep_asking(ask: Callable[[], None], seen: Seen, stop: threading.Event, pause: float) -> None:
    away = 0.0
    while not stop.is_set():
        away = seen.judge(ask, away)
        time.sleep(pause)


def void(_value: object) -> None:
    """For what is asked for its own sake."""
