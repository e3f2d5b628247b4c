"""Which promises of a campaign hold; campaigns' services call this within their transaction."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from django.utils import timezone
from django.utils.translation import gettext as _

from campaigns.models import Campaign, Promise
from values.columns import clean_value
from values.errors import beside, field_error

MAX_PROMISES: Final = 20


def hold_exactly(campaign: Campaign, texts: Sequence[str]) -> None:
    """Let exactly these promises hold from now, in this order, and withdraw all others.

    A promise is its words: other words are another promise, and what leads of before were promised stays. The
    first ones hold for all leads. Raises ValidationError on `promises`.
    """
    now, wanted = timezone.now(), _clean(texts)
    made_at = now if campaign.promises.exists() else None
    held = {promise.text: promise for promise in campaign.promises.in_force()}
    for position, text in enumerate(wanted):
        if promise := held.pop(text, None):
            promise.position = position
            promise.save(update_fields=["position"])
        else:
            Promise.objects.create(campaign=campaign, text=text, position=position, promised_at=made_at)
    gone = [promise.pk for promise in held.values()]
    campaign.promises.filter(pk__in=gone).update(withdrawn_at=now)


def _clean(texts: Sequence[str]) -> list[str]:
    """The lines with words, once each; ValidationError where one is too long or they are too many."""
    with beside("promises"):
        lines = list(dict.fromkeys(clean_value(Promise, "text", text) for text in texts if text.strip()))
    if len(lines) > MAX_PROMISES:
        message = _("%(count)d promises are too many. Allowed are up to %(most)d.")
        raise field_error("promises", message % {"count": len(lines), "most": MAX_PROMISES}, "too_many")
    return lines
