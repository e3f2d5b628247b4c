"""A program that calls the API with a token."""

from __future__ import annotations

import json
import urllib.request
from typing import Any

from tests.rehearsal.visitor.browser import BASE, Answer, Browser, Wrong


class Api:
    def __init__(self, token: str) -> None:
        self.token, self.browser = token, Browser()

    def ask(self, method: str, path: str, body: Any = None, *, key: str = "") -> Answer:
        """Call one operation, whatever comes of it. Raises OSError where nobody answers."""
        headers = {"Authorization": f"Bearer {self.token}", "Content-Type": "application/json"}
        headers |= {"Idempotency-Key": key} if key else {}
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(f"{BASE}/api/v1/{path}", data, headers, method=method)
        return self.browser.open(request)

    def call(self, method: str, path: str, body: Any = None, *, key: str = "") -> Any:
        """Call one operation. Raises Wrong where it is refused."""
        answer = self.ask(method, path, body, key=key)
        if not 200 <= answer.status < 300:
            raise Wrong(f"{method} {path}: {answer.status} {answer.text[:300]}")
        return json.loads(answer.text)

    def count_leads(self) -> int:
        return int(self.call("GET", "conversion/")["total"]["leads"])
