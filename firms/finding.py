"""The firms of people, found by what is known of them: many at once, with one statement."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final

from django.db import connection

from firms.clues import Clue
from firms.models import LONGEST_WORDS
from values.names import fold

# Nothing stands under a blank domain or a blank name, so a clue without one finds nothing by it.
_FIND: Final = """
    SELECT wanted.place,
        coalesce(by_domain.merged_into_id, by_domain.id, by_name.merged_into_id, by_name.id),
        domain.id IS NOT NULL AND by_domain.id IS NULL,
        (wanted.domain = '' OR domain.id IS NOT NULL)
            AND (wanted.folded = '' OR wanted.folded = coalesce(by_domain.folded, by_name.folded))
    FROM unnest(%s::text[], %s::text[]) WITH ORDINALITY AS wanted (domain, folded, place)
    LEFT JOIN firms_firmdomain AS domain ON domain.domain = wanted.domain
    LEFT JOIN firms_organisation AS by_domain ON by_domain.id = domain.organisation_id
    LEFT JOIN firms_organisation AS by_name ON by_name.folded = wanted.folded AND by_name.folded <> ''
    WHERE domain.id IS NOT NULL OR by_name.id IS NOT NULL
"""


@dataclass(frozen=True, slots=True)
class Found:
    """What was found by a clue.

    `firm` None: nobody's, though the domain is known as one that many share. `is_all_known`: the clue tells
    nothing of the firm that is not kept of it already.
    """

    firm: int | None
    is_shared: bool
    is_all_known: bool


def find_firms(clues: Iterable[Clue]) -> dict[Clue, Found]:
    """The firm of each clue that has one: by its domain, else by its name. One statement."""
    wanted = list(dict.fromkeys(clue for clue in clues if not clue.is_blank))
    if not wanted:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(_FIND, [[clue.domain for clue in wanted], [clue.folded for clue in wanted]])
        return {wanted[place - 1]: Found(*found) for place, *found in cursor.fetchall()}


@dataclass(slots=True, eq=False)
class NewFirm:
    """A firm about to be written; `id` None until it has its number."""

    name: str
    folded: str
    domains: list[str] = field(default_factory=list)
    id: int | None = None

    @property
    def search_text(self) -> str:
        return words_of([self.name], self.domains)


def words_of(names: Iterable[str], domains: Iterable[str]) -> str:
    """What a search for a firm looks at, in two lines; what is called by its domain has none in the first."""
    owned = list(domains)
    lines = ((name for name in names if name not in owned), owned)
    return "\n".join(" ".join(_words(line))[: LONGEST_WORDS // 2 - 1] for line in lines)


def _words(texts: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(word for text in texts for word in fold(text).split()))


def invent_firms(clues: Iterable[Clue]) -> dict[Clue, NewFirm]:
    """The firms to be made of clues that found none; those that share a domain or a name are one. Pure.

    A domain is a firm's by which it was named first; who comes later with the same name and another domain
    is of that firm all the same.
    """
    by_domain: dict[str, NewFirm] = {}
    by_name: dict[str, NewFirm] = {}
    made: dict[Clue, NewFirm] = {}
    # Named ones first, so that none is called by its domain whose name stands in a later row.
    ordered = sorted(dict.fromkeys(clues), key=lambda clue: not clue.folded)
    for clue in ordered:
        if clue.is_blank:
            continue
        firm = by_domain.get(clue.domain) or by_name.get(clue.folded)
        if firm is None:
            firm = NewFirm(name=clue.name or clue.domain, folded=clue.folded)
            if clue.domain:
                firm.domains.append(clue.domain)
        made[clue] = firm
        for domain in firm.domains:
            by_domain.setdefault(domain, firm)
        if firm.folded:
            by_name.setdefault(firm.folded, firm)
    return made
