"""Parts of an address of figures that nobody knows: named, so that none is taken for a filter at work."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from django.http import QueryDict
from django.utils.translation import ngettext

from insights.pages.address import FILTER_NAMES, NAMES
from leads.models import ClickId
from values.text import quoted, shorten

# Mail programs, newsletters and ad platforms add these to a link on its way; nobody typed them as a filter.
_ADDED_PREFIXES: Final = ("utm_", "mc_", "_hs", "hsa_", "mtm_", "pk_", "matomo_", "piwik_", "_ga", "_gl")
_ADDED: Final = frozenset({*ClickId.values, "gad_source", "gad_campaignid", "gclsrc", "igshid", "yclid"})
_MOST_NAMED: Final = 3


def say_unknown_parts(query: QueryDict) -> str:
    """Which parts of the address are no filter, and which there are; "" where all are known."""
    unknown = find_unknown(query)
    if not unknown:
        return ""
    named = ", ".join(quoted(shorten(name)) for name in unknown[:_MOST_NAMED])
    more = ", …" if len(unknown) > _MOST_NAMED else ""
    text = ngettext(
        "%(names)s in the address is no filter here; there are %(allowed)s.",
        "%(names)s in the address are no filters here; there are %(allowed)s.",
        len(unknown),
    )
    return text % {"names": named + more, "allowed": ", ".join(FILTER_NAMES)}


def find_unknown(names: Iterable[str]) -> list[str]:
    """Those that neither a page of figures knows nor something on the way has added."""
    return [name for name in names if name not in NAMES and not _is_added(name)]


def _is_added(name: str) -> bool:
    folded = name.lower()
    return folded in _ADDED or folded.startswith(_ADDED_PREFIXES)
