"""One POST over HTTPS to where a chat is, and nowhere else: no redirect, no proxy, no name looked up twice.

The standard library does it: its `connect` is there to be overridden, where other clients would have to be
led around their own looking up, and it writes no address into any log.
"""

from __future__ import annotations

import contextlib
import json
import socket
import ssl
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from functools import cache
from http import HTTPStatus
from http.client import HTTPException, HTTPSConnection
from threading import Timer
from typing import Any, Final
from urllib.parse import urlsplit

from accounts.chats.faults import BUSY, ChatBusy, ChatRefused, Failure
from accounts.chats.reach import find_addresses

STEP_SECONDS: Final = 5.0
WHOLE_SECONDS: Final = 15.0
# Of several addresses of a host the first ones; a machine without IPv6 refuses those of it at once.
MOST_TRIED: Final = 3


class _Call(HTTPSConnection):
    """A connection to one of the addresses that were judged, proved to be the host by its certificate."""

    def __init__(self, host: str, port: int, addresses: list[str]) -> None:
        super().__init__(host, port, timeout=STEP_SECONDS)
        self._addresses = addresses[:MOST_TRIED]
        self._plain: socket.socket | None = None
        self.is_late = False

    def connect(self) -> None:
        plain = self._dial()
        self._plain = plain.dup()
        if self.is_late:
            plain.close()
            raise TimeoutError
        self.sock = _trust().wrap_socket(plain, server_hostname=self.host)

    def _dial(self) -> socket.socket:
        *others, last = self._addresses
        for address in others:
            with contextlib.suppress(OSError):
                return socket.create_connection((address, self.port), STEP_SECONDS)
        return socket.create_connection((last, self.port), STEP_SECONDS)

    def hang_up(self) -> None:
        """End whatever is waited for; another thread may call it."""
        self.is_late = True
        if self._plain is not None:
            with contextlib.suppress(OSError):
                self._plain.shutdown(socket.SHUT_RDWR)

    def close(self) -> None:
        super().close()
        if self._plain is not None:
            self._plain.close()


@cache
def _trust() -> ssl.SSLContext:
    return ssl.create_default_context()


def post_json(address: str, message: dict[str, Any]) -> None:
    """Send a message and be content with 2xx; nothing of the answer but its head is read.

    Raises ChatBusy where it may arrive later, ChatRefused where it will not.
    """
    parts = urlsplit(address)
    host, port = parts.hostname or "", parts.port or 443
    target = f"{parts.path or '/'}?{parts.query}" if parts.query else parts.path or "/"
    call = _Call(host, port, find_addresses(host, port))
    with _ending_after(WHOLE_SECONDS, call):
        status, after = _ask(call, target, json.dumps(message).encode())
    _judge(status, after)


@contextlib.contextmanager
def _ending_after(seconds: float, call: _Call) -> Iterator[None]:
    """Each step has its time, and all of them together: a byte now and then would keep a worker for ever."""
    timer = Timer(seconds, call.hang_up)
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()
        timer.join()
        call.close()


def _ask(call: _Call, target: str, body: bytes) -> tuple[int, str]:
    """The status, and what the chat says of when to come again."""
    headers = {"Content-Type": "application/json", "User-Agent": "Smarketing", "Connection": "close"}
    try:
        call.request("POST", target, body, headers)
        response = call.getresponse()
    except ssl.SSLCertVerificationError:
        raise ChatBusy(Failure.CERTIFICATE) from None
    except (OSError, HTTPException) as error:
        is_late = call.is_late or isinstance(error, TimeoutError)
        raise ChatBusy(Failure.TIMEOUT if is_late else Failure.UNREACHABLE) from None
    response.close()
    return response.status, response.headers.get("Retry-After", "")


def _judge(status: int, after: str) -> None:
    if HTTPStatus.OK <= status < HTTPStatus.MULTIPLE_CHOICES:
        return
    if status in BUSY or status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        raise ChatBusy(str(status), after=_read_after(after))
    raise ChatRefused(str(status))


def _read_after(text: str) -> timedelta:
    """Seconds, or a moment (RFC 9110); nothing where it is neither or has passed."""
    if text.isascii() and text.isdigit():
        return timedelta(seconds=int(text[:9]))
    try:
        moment = parsedate_to_datetime(text)
    except ValueError:
        return timedelta()
    return max(moment.astimezone(UTC) - datetime.now(UTC), timedelta())
