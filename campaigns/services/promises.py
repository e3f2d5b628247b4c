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
    """Let exactly these promises hold, in this order, and withdraw all others.

    A promise is its words: what ratings said about it stays with them, and words that were withdrawn before
    come back as the same row. Raises ValidationError on `promises`.
    """
    wanted = _clean(texts)
    # In force last, so that it wins over withdrawn rows with the same words.
    known = {promise.text: promise for promise in campaign.promises.order_by("withdrawn_at", "-id")}
    for position, text in enumerate(wanted):
        if promise := known.pop(text, None):
            promise.position, promise.withdrawn_at = position, None
            promise.save(update_fields=["position", "withdrawn_at"])
        else:
            Promise.objects.create(campaign=campaign, text=text, position=position)
    gone = [promise.pk for promise in known.values()]
    campaign.promises.in_force().filter(pk__in=gone).update(withdrawn_at=timezone.now())


def _clean(texts: Sequence[str]) -> list[str]:
    """The lines with words, once each; ValidationError where one is too long or they are too many."""
    with beside("promises"):
        lines = list(dict.fromkeys(clean_value(Promise, "text", text) for text in texts if text.strip()))
    if len(lines) > MAX_PROMISES:
        message = _("%(count)d promises are too many. Allowed are up to %(most)d.")
        raise field_error("promises", message % {"count": len(lines), "most": MAX_PROMISES}, "too_many")
    return lines
