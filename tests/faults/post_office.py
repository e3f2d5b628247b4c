"""A mail server that keeps what it gets, and can refuse, hang, or take a mail and lose the connection."""

from __future__ import annotations

import asyncio
import email
import email.policy
import logging
import threading
from dataclasses import dataclass
from typing import Any

from aiosmtpd.controller import Controller

from tests.waiting import find_free_port


@dataclass(frozen=True)
class Mail:
    """What tells one mail from another."""

    message_id: str
    to: str
    text: str


class PostOffice:
    """Listens on a port of its own from `open` to `close`."""

    def __init__(self) -> None:
        self.port = find_free_port()
        self.mails: list[Mail] = []
        self.lock = threading.Lock()
        self.hang_seconds = 0.0
        self.losing = 0
        self.full = ""  # what it answers instead of taking a mail, such as "452 4.2.2 Mailbox full"
        self.is_full_for_recipients = False
        self.controller: Controller | None = None
        logging.getLogger("mail.log").setLevel(logging.ERROR)  # it tells every line of every mail

    @property
    def address(self) -> str:
        return f"smtp://127.0.0.1:{self.port}"

    def open(self) -> None:
        self.controller = Controller(self, hostname="127.0.0.1", port=self.port)
        self.controller.start()

    def close(self) -> None:
        """From now on it refuses to be spoken to."""
        if self.controller is not None:
            self.controller.stop()
            self.controller = None

    def lose_next_answers(self, number: int) -> None:
        """Keep so many mails and close the connection instead of saying so."""
        with self.lock:
            self.losing = number

    async def handle_EHLO(  # noqa: N802 - the name aiosmtpd calls
        self, _server: Any, session: Any, _envelope: Any, hostname: str, responses: list[str]
    ) -> list[str]:
        await asyncio.sleep(self.hang_seconds)
        session.host_name = hostname
        return responses

    async def handle_RCPT(  # noqa: N802
        self, _server: Any, _session: Any, envelope: Any, address: str, _options: list[str]
    ) -> str:
        if self.full and self.is_full_for_recipients:
            return self.full
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802
        if self.full:
            return self.full
        parsed = email.message_from_bytes(envelope.content, policy=email.policy.default)
        body = parsed.get_body(("plain",))
        text = body.get_content() if body else ""
        with self.lock:
            self.mails.append(Mail(str(parsed["Message-ID"]), str(parsed["To"]), text))
            is_lost, self.losing = self.losing > 0, max(self.losing - 1, 0)
        if is_lost:
            server.transport.abort()
        return "250 OK"
