"""A mail server that keeps everything it is sent, and shows it to whoever asks over HTTP."""

from __future__ import annotations

import json
import urllib.request
from email import message_from_bytes, policy
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from socketserver import StreamRequestHandler, ThreadingTCPServer
from threading import Thread
from typing import Final

SMTP_PORT: Final = 2525
HTTP_PORT: Final = 8025
KEPT: Final[list[dict[str, str]]] = []


class Talk(StreamRequestHandler):
    """One delivery, by as much of SMTP as a client needs."""

    def say(self, line: str) -> None:
        self.wfile.write(f"{line}\r\n".encode())

    def handle(self) -> None:
        self.say("220 mail")
        while line := self.rfile.readline():
            word = line[:4].upper()
            if word == b"QUIT":
                self.say("221 bye")
                return
            if word == b"DATA":
                self.say("354 go on")
                KEPT.append(read_mail(b"".join(iter(self.rfile.readline, b".\r\n"))))
            self.say("250 ok")


def read_mail(raw: bytes) -> dict[str, str]:
    mail = message_from_bytes(raw, policy=policy.default)
    body = mail.get_body(("plain",))
    return {
        "to": str(mail["to"]),
        "subject": str(mail["subject"]),
        "text": body.get_content() if body else "",
    }


class Shelf(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.send_response(200)
        self.end_headers()
        self.wfile.write(json.dumps(KEPT).encode())

    def log_message(self, *_args: object) -> None:
        """Say nothing."""


def serve() -> None:
    ThreadingTCPServer.allow_reuse_address = True
    Thread(target=ThreadingTCPServer(("", SMTP_PORT), Talk).serve_forever, daemon=True).start()
    ThreadingHTTPServer(("", HTTP_PORT), Shelf).serve_forever()


def mails_to(address: str) -> list[dict[str, str]]:
    with urllib.request.urlopen(f"http://mail:{HTTP_PORT}/", timeout=10) as response:
        return [mail for mail in json.load(response) if address in mail["to"]]
