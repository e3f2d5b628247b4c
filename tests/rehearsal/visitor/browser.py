"""A browser of the rehearsal: cookies, forms, and the way to the stack's door.

`DOOR` is the address that listens, such as `https://caddy:443`; the portal is asked for by its own name
(`HOST_NAME`) in any case. Behind a plain door the visitor is the TLS proxy as well, and says so as one.
"""

from __future__ import annotations

import http.client
import os
import socket
import ssl
import time
import urllib.error
import urllib.parse
import urllib.request
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from http.cookiejar import CookieJar
from typing import Any, ClassVar, Final

from tests.rehearsal.visitor.forms import Fields, Form, forms_of

HOST: Final = os.environ.get("HOST_NAME", "localhost")
DOOR: Final = urllib.parse.urlsplit(os.environ.get("DOOR", "http://nginx:8080"))
BASE: Final = f"https://{HOST}"
SECONDS: Final = 30
PAUSES: Final = (2, 5)


class Wrong(Exception):
    """The portal did not do what it should."""


class DoorConnection(http.client.HTTPSConnection):
    """A connection to the door, wherever the name would lead to."""

    def connect(self) -> None:
        self.sock = socket.create_connection((DOOR.hostname or "", DOOR.port or 443), self.timeout)
        if DOOR.scheme == "https":
            self.sock = trust().wrap_socket(self.sock, server_hostname=HOST)


def trust() -> ssl.SSLContext:
    """The authority of the rehearsal, where one is named; else those the machine knows."""
    return ssl.create_default_context(cafile=os.environ.get("DOOR_AUTHORITY") or None)


class DoorHandler(urllib.request.HTTPSHandler):
    def https_open(self, request: urllib.request.Request) -> Any:
        if DOOR.scheme == "http":
            request.add_unredirected_header("X-Forwarded-Proto", "https")
        return self.do_open(DoorConnection, request)


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What came back, after all redirects."""

    status: int
    url: str
    text: str

    @property
    def path(self) -> str:
        return urllib.parse.urlsplit(self.url).path

    def summary(self) -> str:
        """What a person would read of it first."""
        words = " ".join(line.strip() for line in strip_tags(self.text).splitlines() if line.strip())
        return f"{self.status} {self.path}: {words[:600]}"


def strip_tags(page: str) -> str:
    inside = page.partition("<main")[2] or page
    parts = inside.split("<")
    return " ".join(part.partition(">")[2] for part in parts)


class Browser:
    """One person's browser, with cookies of its own."""

    tried_again: ClassVar[int] = 0

    def __init__(self) -> None:
        cookies = urllib.request.HTTPCookieProcessor(CookieJar())
        self.opener = urllib.request.build_opener(DoorHandler, cookies)
        self.opener.addheaders = [("User-Agent", "rehearsal"), ("Accept-Language", "en")]

    def open(self, request: urllib.request.Request) -> Answer:
        """Send it, and follow where it leads. Raises OSError where nobody answers."""
        try:
            with self.opener.open(request, timeout=SECONDS) as response:
                return Answer(status=response.status, url=response.url, text=response.read().decode())
        except urllib.error.HTTPError as error:
            return Answer(status=error.code, url=error.url or "", text=error.read().decode(errors="replace"))

    def get(self, path: str) -> Answer:
        return self.open(urllib.request.Request(urllib.parse.urljoin(BASE, path)))

    def post(self, path: str, body: bytes, content_type: str) -> Answer:
        headers = {"Content-Type": content_type, "Referer": urllib.parse.urljoin(BASE, path)}
        return self.open(urllib.request.Request(urllib.parse.urljoin(BASE, path), body, headers))

    def read(self, path: str, *words: str) -> Answer:
        """Open a page. Raises Wrong unless it is there and holds these words."""
        answer = self.get(path)
        missing = [word for word in words if word not in answer.text]
        if answer.status != http.client.OK or missing:
            raise Wrong(f"{path} lacks {missing}: {answer.summary()}")
        return answer

    def form(self, path: str, *, field: str = "", action: str = "") -> Form:
        """The form of a page that has such a field, or goes there. Raises Wrong where there is none."""
        page = self.get(path)
        for form in forms_of(page.text, address=page.url):
            if form.has(field) and action in form.action:
                return form
        raise Wrong(f"No form with {field or action} on {page.summary()}")

    def fill(self, path: str, *, field: str = "", action: str = "", **said: Any) -> Answer:
        """Fill a form in as somebody would, and send it. Raises Wrong where it comes back with a fault.

        Where the portal says that nothing was saved and to try again in a moment, that is done, and counted.
        """
        for pause in (*PAUSES, 0):
            form = self.form(path, field=field, action=action)
            answer = self.send(form, **said)
            if answer.status != http.client.SERVICE_UNAVAILABLE or not pause:
                break
            Browser.tried_again += 1
            time.sleep(pause)
        if answer.status != http.client.OK or 'aria-invalid="true"' in answer.text:
            raise Wrong(f"{form.action} took not {said}: {answer.summary()}")
        return answer

    def send(self, form: Form, **said: Any) -> Answer:
        """Send a form with these values, whatever comes of it."""
        fields = form.filled(said)
        if form.files:
            boundary = uuid.uuid4().hex
            body = multipart(fields, {name: said[name] for name in form.files if name in said}, boundary)
            return self.post(form.action, body, f"multipart/form-data; boundary={boundary}")
        return self.post(
            form.action, urllib.parse.urlencode(fields).encode(), "application/x-www-form-urlencoded"
        )


def multipart(fields: Fields, files: Mapping[str, tuple[str, str]], boundary: str) -> bytes:
    parts = [
        f'--{boundary}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}'
        for name, value in fields
    ]
    for name, (file_name, text) in files.items():
        head = f'Content-Disposition: form-data; name="{name}"; filename="{file_name}"'
        parts.append(f"--{boundary}\r\n{head}\r\nContent-Type: text/csv\r\n\r\n{text}")
    return ("\r\n".join(parts) + f"\r\n--{boundary}--\r\n").encode()
