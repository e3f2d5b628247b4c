"""The leads by their second opinions: what was said, and how it lies to the first rating."""

from __future__ import annotations

from typing import Any, Final

from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from counting.pairs import GRADES
from leads.models import LeadQuerySet
from second_opinions.models import SecondOpinion

ASKED: Final = "asked"
UNANSWERED: Final = "unanswered"
CANNOT_TELL: Final = "cannot_tell"
SAME: Final = "same"
BETTER: Final = "better"
WORSE: Final = "worse"
_OF_QUALITY: Final[dict[str, Q]] = {
    ASKED: Q(),
    UNANSWERED: Q(quality=None),
    CANNOT_TELL: Q(quality=""),
    SAME: Q(quality=F("rating__quality")),
    # "A" is the best letter and comes first; nothing said is no letter.
    BETTER: Q(quality__gt="", quality__lt=F("rating__quality")),
    WORSE: Q(quality__gt=F("rating__quality")),
}
TWICE: Final[list[tuple[str, Any]]] = [
    (ASKED, _("asked for")),
    (UNANSWERED, _("not given")),
    (CANNOT_TELL, _("could not tell")),
    (SAME, _("the same letter")),
    (BETTER, _("the second letter is better")),
    (WORSE, _("the second letter is worse")),
    *((first + second, f"{first} → {second}") for first in GRADES for second in GRADES),
]


def with_second_opinion(leads: LeadQuerySet, which: str) -> LeadQuerySet:
    """Those of which one of TWICE is true: two letters, or how they lie."""
    said = _OF_QUALITY.get(which)
    if said is None:
        said = Q(rating__quality=which[:1], quality=which[1:])
    found = SecondOpinion.objects.counted().with_quality().filter(said)
    return leads.filter(pk__in=found.order_by().values("lead"))
