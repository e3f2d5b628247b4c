"""What can go wrong when customers are asked; pages and API turn these into an answer, once."""

from __future__ import annotations

from django.utils.translation import gettext as _

from values.refusals import Refusal


class OptOutsUnreadable(Refusal):
    """Nobody can tell who wants no mails: SECRET_KEY was changed and the former one is no longer known."""

    def __init__(self) -> None:
        super().__init__(
            _(
                "Nobody is asked: who wants no mails cannot be read since SECRET_KEY was changed. Enter the "
                "former key in SECRET_KEY_FALLBACKS."
            )
        )
