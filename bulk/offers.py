"""What the list of leads offers for those that are ticked."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse
from django.utils.functional import Promise

from accounts.models import User
from accounts.permissions import may
from bulk.deeds import OFFERED


@dataclass(frozen=True, slots=True)
class Button:
    """A deed as its button."""

    url: str
    text: str | Promise


def offer_deeds(user: User) -> list[Button]:
    """The deeds that the reader's role allows, in their order."""
    return [
        Button(reverse(f"bulk:{name}"), deed.button)
        for name, deed in OFFERED.items()
        if may(user, deed.step.action)
    ]
