"""Programs that send leads and work on them; before each request they write down what it is to do."""

from __future__ import annotations

import http.client
import json
import queue
import random
import threading
import time
import uuid
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

TIMEOUT_SECONDS = 15
LONGEST_PAUSE_SECONDS = 1.0


@dataclass(kw_only=True, slots=True)
class Entry:
    """One thing that is to happen to the lead of this address, and what was heard of it.

    tries: how often it was sent. is_acknowledged: an answer said that it holds. refused: an answer that
    no fault excuses.
    """

    email: str
    what: str
    key: str = field(default_factory=lambda: str(uuid.uuid4()))
    tries: int = 0
    is_acknowledged: bool = False
    refused: str = ""
    answers: list[str] = field(default_factory=list)


class Ledger:
    """Everything that was ever asked, by its own book and not by the product's."""

    def __init__(self) -> None:
        self.entries: list[Entry] = []
        self.lock = threading.Lock()

    def open(self, email: str, what: str) -> Entry:
        entry = Entry(email=email, what=what)
        with self.lock:
            self.entries.append(entry)
        return entry

    def of(self, what: str) -> list[Entry]:
        with self.lock:
            return [entry for entry in self.entries if entry.what == what]

    def refused(self) -> list[str]:
        with self.lock:
            return [entry.refused for entry in self.entries if entry.refused]

    def acknowledged(self, what: str) -> list[str]:
        return [entry.email for entry in self.of(what) if entry.is_acknowledged]

    def failures(self) -> int:
        """Requests without an answer that settled them."""
        with self.lock:
            return sum(entry.tries - entry.is_acknowledged for entry in self.entries)


class Caller:
    """Speaks to the API with one token, and sends again what got no answer."""

    def __init__(self, *, port: int, token: str) -> None:
        self.port, self.token = port, token

    def insist(self, entry: Entry, path: str, body: dict[str, Any], *, seconds: float = 90) -> bool:
        """Send until an answer settles it; False where none did in that time, or one refused it."""
        pause, deadline = 0.1, time.monotonic() + seconds
        while time.monotonic() < deadline:
            entry.tries += 1
            status, text = self.send(path, body, key=entry.key)
            entry.answers.append(f"{status} {text[:200]}")
            # A repeated request may find that its first try holds already; the oracle looks whether it does.
            if 200 <= status < 300 or (entry.tries > 1 and status in {400, 409}):
                entry.is_acknowledged = True
                return True
            if status not in {0, 429, 500, 502, 503}:
                entry.refused = f"{path} {body}: {status} {text[:500]}"
                return False
            time.sleep(pause)
            pause = min(pause * 2, LONGEST_PAUSE_SECONDS)
        return False

    def send(self, path: str, body: dict[str, Any], *, key: str) -> tuple[int, str]:
        """The status of one request, 0 without an answer, and its body."""
        headers = {
            "Authorization": f"Bearer {self.token}",
            "Content-Type": "application/json",
            "Idempotency-Key": key,
        }
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=TIMEOUT_SECONDS)
        try:
            connection.request("POST", path, body=json.dumps(body), headers=headers)
            answer = connection.getresponse()
            return answer.status, answer.read().decode(errors="replace")
        except (OSError, http.client.HTTPException) as error:
            return 0, type(error).__name__
        finally:
            connection.close()


class Load:
    """Some who send leads, and one who hands them over and rates them; each waits a moment between two."""

    def __init__(
        self, *, port: int, stage: dict[str, Any], find_lead: Callable[[str], int | None], seed: int
    ) -> None:
        self.port, self.stage, self.find_lead = port, stage, find_lead
        self.random = random.Random(seed)
        self.ledger, self.stop = Ledger(), threading.Event()
        self.came_in: queue.SimpleQueue[str] = queue.SimpleQueue()
        self.errors: list[BaseException] = []
        self.threads = [threading.Thread(target=self._guarded, args=(self._capture, n)) for n in range(3)]
        self.threads.append(threading.Thread(target=self._guarded, args=(self._work, 0)))

    def start(self) -> None:
        for thread in self.threads:
            thread.start()

    def finish(self) -> None:
        """Let each end what it is at, which by now must succeed. Raises what one of them met."""
        self.stop.set()
        for thread in self.threads:
            thread.join(150)
        if self.errors:
            raise self.errors[0]
        assert not any(thread.is_alive() for thread in self.threads)

    def _guarded(self, work: Callable[[int], None], number: int) -> None:
        try:
            work(number)
        except BaseException as error:  # noqa: BLE001 - it is raised again where it is waited for
            self.errors.append(error)

    def _caller(self, who: str) -> Caller:
        return Caller(port=self.port, token=self.stage["tokens"][who])

    def _capture(self, number: int) -> None:
        caller, count = self._caller("marketing"), 0
        while not self.stop.is_set():
            count += 1
            email = f"p{number}-{count}@example.org"
            body = {
                "cta": self.stage["cta"],
                "email": email,
                "name": f"Person {number} {count}",
                "first_touch": {"utm_source": "google", "utm_medium": "cpc"},
                "consents": [{"channel": "email", "text_version": "2026-1"}],
            }
            if caller.insist(self.ledger.open(email, "capture"), "/api/v1/leads/", body):
                self.came_in.put(email)
            time.sleep(self.random.uniform(0.02, 0.1))

    def _work(self, _number: int) -> None:
        marketing, sales = self._caller("marketing"), self._caller("sales")
        while not self.stop.is_set():
            with suppress(queue.Empty):
                self._work_on(self.came_in.get(timeout=0.2), marketing, sales)
            time.sleep(self.random.uniform(0.02, 0.1))

    def _work_on(self, email: str, marketing: Caller, sales: Caller) -> None:
        lead = self._wait_for_lead(email)
        if lead is None:
            return
        for caller, what, path, body in self._steps(marketing, sales):
            if not caller.insist(self.ledger.open(email, what), f"/api/v1/leads/{lead}/{path}/", body):
                return

    def _wait_for_lead(self, email: str) -> int | None:
        """The lead of an acknowledged capture; the oracle reports one that never comes."""
        deadline = time.monotonic() + 60
        while (found := self.find_lead(email)) is None and time.monotonic() < deadline:
            time.sleep(0.1)
        return found

    def _steps(self, marketing: Caller, sales: Caller) -> list[tuple[Caller, str, str, dict[str, Any]]]:
        rating = {"quality": "B", "potential": "yes", "fit": "realistic", "expected_rating_id": None}
        return [
            (marketing, "hand_over", "handoffs", {"to_user": self.stage["rep"], "grade": "B"}),
            (sales, "accept", "handoffs/answer", {"kind": "accept"}),
            (sales, "attempt", "attempts", {"channel": "phone", "was_reached": True}),
            (sales, "rate", "ratings", rating),
        ]
