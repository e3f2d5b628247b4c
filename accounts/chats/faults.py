"""Why a line did not arrive: a code that is kept, and what it says to people. Nothing in it is secret."""

from __future__ import annotations

from datetime import timedelta
from enum import StrEnum
from http import HTTPStatus
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from outbox.services import TryLater

BUSY: Final = frozenset({HTTPStatus.REQUEST_TIMEOUT, HTTPStatus.TOO_EARLY, HTTPStatus.TOO_MANY_REQUESTS})


class Failure(StrEnum):
    """What went wrong before there was an answer; an answer is known by its status, such as 404."""

    UNREADABLE = "unreadable"
    INSIDE = "inside"
    UNKNOWN_HOST = "unknown_host"
    UNREACHABLE = "unreachable"
    CERTIFICATE = "certificate"
    TIMEOUT = "timeout"


class ChatFault(Exception):
    """A line did not arrive; `failure` is the code. `chat_id` is set by whoever knows the chat."""

    chat_id: int | None = None

    def __init__(self, failure: str) -> None:
        super().__init__(failure)
        self.failure = str(failure)

    @property
    def outbox_code(self) -> str:
        return self.failure


class ChatBusy(ChatFault, TryLater):
    """It may arrive later, after as long as the chat asks for."""

    def __init__(self, failure: str, *, after: timedelta = timedelta()) -> None:
        super().__init__(failure)
        self.after = after


class ChatRefused(ChatFault, ValueError):
    """The same again ends the same, so the outbox gives it up at once: somebody has to mend the chat."""


_WORDS: Final[dict[str, str | Promise]] = {
    Failure.UNREADABLE: gettext_lazy(
        "The address cannot be decrypted any more, since the portal's SECRET_KEY was changed. "
        "Please enter it anew."
    ),
    Failure.INSIDE: gettext_lazy(
        "The address leads into a network of its own. Allowed are addresses on the internet."
    ),
    Failure.UNKNOWN_HOST: gettext_lazy("Nobody knows where this host is. Please compare the address."),
    Failure.UNREACHABLE: gettext_lazy("The host could not be reached."),
    Failure.CERTIFICATE: gettext_lazy("The host could not prove that it is the one of the address."),
    Failure.TIMEOUT: gettext_lazy("The chat did not answer in time."),
    "400": gettext_lazy("The chat does not understand the message. Is the right chat program chosen?"),
    "401": gettext_lazy("The chat lets nobody write by this address. Please let it give out a new one."),
    "403": gettext_lazy("The chat lets nobody write by this address. Please let it give out a new one."),
    "404": gettext_lazy("The chat knows no such address. The webhook or its channel was probably deleted."),
    "410": gettext_lazy("The chat knows no such address. The webhook or its channel was probably deleted."),
    "429": gettext_lazy("The chat takes no more messages at the moment."),
}


def say_failure(failure: str) -> str:
    """The words of a code, with the status where there was an answer."""
    words = str(_WORDS.get(failure) or _say_status(failure))
    return f"{failure}: {words}" if failure.isdigit() else words


def _say_status(failure: str) -> str:
    if failure.startswith("3"):
        return _("The address leads on to another one, which is not followed.")
    if failure.startswith("5"):
        return _("The chat had an error of its own.")
    return _("The chat refused the message.")
