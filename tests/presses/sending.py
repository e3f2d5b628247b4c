"""A form as somebody sends it, and what they see then."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.contrib.messages import get_messages
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from accounts.models import User
from pages.once import FIELD
from tests.factories import client_for, make_company

TOKEN = "a-token-of-the-page-0123456789"
Data = dict[str, Any]


@dataclass(frozen=True, kw_only=True, slots=True)
class Press:
    """A form as somebody sends it; a file is made anew each time, since sending uses it up."""

    client: Client
    address: str
    data: Data = field(default_factory=dict)
    file: bytes = b""

    def send(self, *, client: Client | None = None, token: str = TOKEN, **changes: Any) -> Answer:
        files = {"file": SimpleUploadedFile("messe.csv", self.file)} if self.file else {}
        said = {**self.data, **changes, **files, FIELD: token}
        browser = client or self.client
        browser.cookies.pop("messages", None)  # what was said before was read
        return Answer.of(browser.post(self.address, said))

    def same_browser(self) -> Client:
        """The same session in a second client, for two requests at once."""
        twin = Client()
        twin.cookies.load(self.client.cookies.output(header=""))
        return twin


@dataclass(frozen=True, slots=True)
class Answer:
    """What somebody sees: the status, where it leads and what is said there."""

    status: int
    to: str
    said: tuple[str, ...]

    @classmethod
    def of(cls, response: Any) -> Answer:
        said = tuple(str(message) for message in get_messages(response.wsgi_request))
        return cls(response.status_code, response.get("Location", ""), said)


PRESSES: dict[str, Callable[[], Press]] = {}


def form(name: str) -> Callable[[Callable[[], Press]], Callable[[], Press]]:
    """Enter the form of this route, sent in an installation that has a company."""

    def enter(make: Callable[[], Press]) -> Callable[[], Press]:
        def in_company() -> Press:
            make_company()
            return make()

        PRESSES[name] = in_company
        return in_company

    return enter


def press_of(user: User, name: str, /, *args: Any, query: str = "", **data: Any) -> Press:
    return Press(client=client_for(user), address=reverse(name, args=args) + query, data=data)
