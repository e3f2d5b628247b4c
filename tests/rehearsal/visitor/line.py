"""A program that keeps one connection for all it sends."""

from __future__ import annotations

import json
import time
from http.client import HTTPException
from typing import Any, Final

from tests.rehearsal.visitor.browser import DOOR, HOST, SECONDS, DoorConnection, Wrong

BYTES: Final = 20_000  # spaces around a lead weigh nothing to a parser, and something to a line
PARTS: Final = 20


class Line:
    """Sends leads; each is under way for `seconds`."""

    def __init__(self, token: str, *, seconds: float = 0.0) -> None:
        self.connection = DoorConnection(HOST, timeout=SECONDS)
        self.pause = seconds / PARTS
        self.headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
        if DOOR.scheme == "http":
            self.headers["X-Forwarded-Proto"] = "https"

    def take(self, body: dict[str, Any], key: str) -> None:
        """Send one. Raises OSError or HTTPException where nobody answers, and Wrong where it is refused."""
        try:
            self._send(json.dumps(body).encode().ljust(BYTES), key)
            answer = self.connection.getresponse()
            said = answer.read().decode(errors="replace")
        except (OSError, HTTPException):
            self.connection.close()
            raise
        if not 200 <= answer.status < 300:
            raise Wrong(f"POST leads/: {answer.status} {said[:300]}")
        if json.loads(said)["enquiry"]["email"] != body["email"]:
            raise Wrong(f"The receipt is somebody else's: {said[:300]}")

    def _send(self, body: bytes, key: str) -> None:
        self.connection.putrequest("POST", "/api/v1/leads/")
        for name, value in (
            self.headers | {"Idempotency-Key": key, "Content-Length": str(len(body))}
        ).items():
            self.connection.putheader(name, value)
        self.connection.endheaders()
        for start in range(0, len(body), BYTES // PARTS):
            self.connection.send(body[start : start + BYTES // PARTS])
            time.sleep(self.pause)
