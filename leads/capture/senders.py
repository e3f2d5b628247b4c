"""Who or what sends enquiries in, and what it may."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from accounts.models import ApiToken, User
from accounts.permissions import Action, authorise


class Sender(Protocol):
    """A person, a token, an import; a call-to-action's key or a platform is one more class like these."""

    @property
    def reference(self) -> str:
        """What a lead keeps of it beside the person, such as "token 7"; "" where the person says it all."""

    @property
    def user_id(self) -> int | None:
        """The person in whose name it sends, if there is one."""

    @property
    def owner(self) -> str:
        """Whose idempotency keys these are: the same key of somebody else is another key."""

    def authorise(self, action: Action) -> None:
        """Raise PermissionDenied unless this sender may."""

    def __str__(self) -> str:
        """How a consent names its source."""


@dataclass(frozen=True, slots=True)
class PersonSender:
    """A signed-in person."""

    user: User

    @property
    def reference(self) -> str:
        return ""

    @property
    def user_id(self) -> int:
        return self.user.pk

    @property
    def owner(self) -> str:
        return f"user {self.user.pk}"

    def authorise(self, action: Action) -> None:
        authorise(self.user, action)

    def __str__(self) -> str:
        return _("Entered by %(person)s") % {"person": self.user}


@dataclass(frozen=True, slots=True)
class TokenSender:
    """A program with a token: what it may is what both its person and its scopes allow."""

    token: ApiToken

    @property
    def reference(self) -> str:
        return f"token {self.token.pk}"

    @property
    def user_id(self) -> int:
        return self.token.user_id

    @property
    def owner(self) -> str:
        return f"user {self.token.user_id}"

    def authorise(self, action: Action) -> None:
        authorise(self.token.user, action)
        if not self.token.allows(action.value):
            message = _("This token lacks the scope “%(scope)s”.")
            raise PermissionDenied(message % {"scope": action.value})

    def __str__(self) -> str:
        values = {"token": self.token.name, "person": self.token.user}
        return _("Sent in with the token “%(token)s” of %(person)s") % values


@dataclass(frozen=True, kw_only=True, slots=True)
class ImportSender:
    """A file: of a run somebody started on the page, or named on the command line of the server, where there
    is neither run nor person and whoever may type there may import.
    """

    run_id: int | None = None
    user: User | None = None

    @property
    def reference(self) -> str:
        return f"import {self.run_id}" if self.run_id else "command"

    @property
    def user_id(self) -> int | None:
        return self.user.pk if self.user else None

    @property
    def owner(self) -> str:
        return self.reference

    def authorise(self, action: Action) -> None:
        if self.user is not None:
            authorise(self.user, action)

    def __str__(self) -> str:
        return _("Import")


@dataclass(frozen=True, kw_only=True, slots=True)
class FormerSender:
    """Who sent an enquiry that was put aside: it was let in when it came, whatever became of the sender."""

    reference: str
    user_id: int | None
    owner: str
    source: str

    def authorise(self, action: Action) -> None:
        """Nothing to ask: the enquiry is acknowledged."""

    def __str__(self) -> str:
        return self.source
