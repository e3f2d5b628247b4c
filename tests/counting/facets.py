"""What stands on a lead once more, in plain Python: what the SQL of counting.facets must agree with."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import urlsplit

from counting.models import Facet, FacetValue
from leads.models import Lead

STEPS = [0, *(digit * 10**power for power in range(9) for digit in (1, 2, 5))]
# Years are told apart by decades instead.
EDGES = sorted([edge for edge in STEPS if edge != 2000] + list(range(1900, 2101, 10)))
REACHABLE = re.compile(r"(\+|\b0)[0-9][0-9 /()-]{4,}|[0-9]{6}|@|%40")
NUMBER = re.compile(r"(0|[1-9]\d{0,8})(?: ?([^\W\d_²³][^\W\d_]{0,11}²?|m²|€|%))?")


def facets_of(lead: Lead) -> list[tuple[Facet, FacetValue | None]]:
    """Each value it gives, once; None is the rest of the facet."""
    found: set[tuple[Facet, FacetValue | None]] = set()
    for kind, question, key in _said(lead):
        for facet in Facet.objects.filter(kind=kind, key=question):
            found.add((facet, FacetValue.objects.filter(facet=facet, key=key).first()))
    return sorted(found, key=lambda pair: (pair[0].pk, pair[1].pk if pair[1] else 0))


def _said(lead: Lead) -> Iterator[tuple[int, str, str]]:
    for question, answer in lead.answers.items():
        for piece in re.split("[;\n]", answer):
            if _fold(piece) and _fold(question):
                yield 1, _fold(question), key_of(_fold(question), _fold(piece))
    if page := _page(lead.page_url):
        yield 2, "", "" if len(page) > 200 or REACHABLE.search(page) else f"={page}"
    for touch in lead.touches.filter(position="last").exclude(utm_source=""):
        source = " / ".join(filter(None, (_fold(touch.utm_source), _fold(touch.utm_medium))))
        yield 3, "", "" if len(source) > 200 or REACHABLE.search(source) else f"={source}"


def key_of(question: str, answer: str) -> str:
    if question in {"plz", "postleitzahl", "postcode", "postal code", "zip", "zip code"} and re.fullmatch(
        r"\d{4,5}", answer
    ):
        return f"~{answer[0]}"
    if found := NUMBER.fullmatch(answer):
        low = max(edge for edge in EDGES if edge <= int(found[1]))
        return f"#{low} {found[2]}" if found[2] else f"#{low}"
    return "" if len(answer) > 60 or REACHABLE.search(answer) else f"={answer}"


def _page(address: str) -> str:
    parts = urlsplit(address)
    return (parts.netloc.lower() + parts.path).rstrip("/")


def _fold(text: str) -> str:
    return text.strip(" ").lower()
