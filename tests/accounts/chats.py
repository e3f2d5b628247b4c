"""A chat as the portal meets it: a real server on this machine, with TLS, that does as it is told."""

from __future__ import annotations

import json
import ssl
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from accounts.chats import wire
from accounts.models import Role, Team, TeamChat, User
from accounts.services import add_team_chat
from accounts.tasks import tell_team
from outbox.models import OutboxMessage
from tests.certificates import Authority
from tests.factories import make_user

SECRET = "T0geheim/B0geheim/XyzGeheim"


@dataclass
class Answer:
    """What the chat says next; of `dribble` it sends a byte every so many seconds and never ends."""

    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    dribble: float = 0.0


@dataclass
class Chat:
    """What it was sent, and what it answers: the last answer again and again."""

    port: int
    heard: list[Any] = field(default_factory=list)
    paths: list[str] = field(default_factory=list)
    answers: list[Answer] = field(default_factory=list)

    @property
    def address(self) -> str:
        return f"https://localhost:{self.port}/services/{SECRET}"

    def take(self, path: str, body: Any) -> Answer:
        self.paths.append(path)
        self.heard.append(body)
        return self.answers.pop(0) if len(self.answers) > 1 else (self.answers or [Answer()])[0]


@contextmanager
def running_chat(folder: Path, monkeypatch: pytest.MonkeyPatch, *, name: str = "localhost") -> Iterator[Chat]:
    """A chat that proves to be `name`, and is trusted."""
    authority = Authority(folder)
    papers = authority.issue("chat", name)
    server = ThreadingHTTPServer(("127.0.0.1", 0), _handler_of(chat := Chat(port=0)))
    chat.port = server.server_address[1]
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(papers.certificate, papers.key)
    server.socket = context.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
    trust = ssl.create_default_context(cafile=str(authority.certificate))
    monkeypatch.setattr(wire, "_trust", lambda: trust)
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield chat
    finally:
        server.shutdown()
        server.server_close()
        thread.join(10)


def _handler_of(chat: Chat) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            answer = chat.take(self.path, json.loads(body))
            if answer.dribble:
                self._dribble(answer.dribble)
                return
            self.send_response(answer.status)
            for name, value in answer.headers.items():
                self.send_header(name, value)
            self.end_headers()

        def _dribble(self, seconds: float) -> None:
            for sign in "HTTP/1.1 200 OK".ljust(1000):
                try:
                    self.wfile.write(sign.encode())
                except OSError:
                    return
                time.sleep(seconds)

        def log_message(self, *args: Any) -> None:
            """Say nothing."""

    return Handler


def make_team_chat(chat: Chat | None = None, *, actor: User | None = None, **said: Any) -> TeamChat:
    """A channel of sales that hears of leads that are won, at this chat or at one that is nowhere."""
    address = chat.address if chat else f"https://hooks.example.com/services/{SECRET}"
    usual = {"team": Team.SALES, "name": "#vertrieb", "format": "slack", "language": "de", "events": ["won"]}
    said = {**usual, "address": address, **said}
    return add_team_chat(actor=actor or make_user(Role.MANAGER), **said)


def deliver() -> OutboxMessage:
    """Do the one message that waits, as the worker does; what it raises is for its log."""
    message = OutboxMessage.objects.filter(topic="accounts.tell_team", done_at=None).get()
    try:
        tell_team(message.pk)
    except Exception as error:  # noqa: BLE001 - whatever it is, the message says what became of it
        message.raised = error  # type: ignore[attr-defined]
    message.refresh_from_db()
    return message
