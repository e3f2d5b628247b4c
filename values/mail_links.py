"""What the link of a mail carries: signed, for whoever reads their mail signed out. Nothing is kept of it.

Whoever is passed the mail can do what the link lets do, so its page shows no more than the mail did; and
opening it changes nothing, since mail scanners open every link.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from http import HTTPStatus
from typing import Any, ClassVar

from django.core import signing
from django.utils.translation import gettext as _

from values.refusals import Refusal


class LinkEnded(Refusal):
    """The link of a mail opens nothing any more."""

    status: ClassVar[int] = HTTPStatus.GONE


class LinkBroken(LinkEnded):
    """It never did: a part of it is missing, or nobody made it."""

    status: ClassVar[int] = HTTPStatus.NOT_FOUND


@dataclass(frozen=True, kw_only=True, slots=True)
class MailLink:
    """One kind of link; what one kind signs opens no other. Without `valid_for` it works for ever."""

    salt: str
    valid_for: timedelta | None

    def sign(self, value: Any) -> str:
        """What stands in the address: about 60 characters for a few numbers."""
        return signing.dumps(value, salt=self.salt)

    def read(self, secret: str) -> Any:
        """What was signed. Raises LinkEnded, which says why it opens nothing."""
        try:
            return signing.loads(secret, salt=self.salt, max_age=self.valid_for)
        except signing.SignatureExpired as late:
            days = self.valid_for.days if self.valid_for else 0
            raise LinkEnded(
                _("The link in this mail is older than %(days)d days.") % {"days": days}
            ) from late
        except signing.BadSignature as broken:
            raise LinkBroken(_("This link is not complete. Open it once more from the mail.")) from broken
