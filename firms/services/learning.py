"""What people of a firm tell of it: firms nobody knew are made, known ones learn a name or a domain."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Final

from firms.clues import Clue
from firms.finding import Found, NewFirm, find_firms, invent_firms, words_of
from firms.models import FirmDomain, Organisation
from values.names import fold_company

MOST_NAMES: Final = 20
LEARNED: Final = ("name", "folded", "other_names", "search_text", "is_compared")


@dataclass(kw_only=True, slots=True)
class Taught:
    """What a firm had not been known by before: the name it was called by its domain instead of, further
    names, domains. `was` is (name, folded) before it was given one.
    """

    was: tuple[str, str] | None = None
    name: str = ""
    other_names: list[str] = field(default_factory=list)
    domains: list[str] = field(default_factory=list)

    @property
    def is_nothing(self) -> bool:
        return not (self.name or self.other_names or self.domains)


@dataclass(frozen=True, kw_only=True, slots=True)
class Learned:
    """firms: the number of each clue's firm. made: those nobody knew. taught: what known ones learned."""

    firms: dict[Clue, int]
    made: frozenset[int]
    taught: dict[int, Taught]


def find_or_make(clues: Collection[Clue]) -> dict[Clue, int]:
    """The number of the firm of each clue; see `learn`."""
    return learn(clues).firms


def learn(clues: Collection[Clue]) -> Learned:
    """Find the firm of each clue, make those nobody knew; blank ones have none. What is told of a known firm
    is kept.

    Inside the caller's transaction. Raises IntegrityError where somebody else made one of them meanwhile:
    who asks again finds it.
    """
    found = find_firms(clues)
    # In the order of the clues: the first one names a firm.
    known = {clue: firm for clue in clues if clue in found and (firm := found[clue].firm) is not None}
    made = _make({clue: _open(clue, found) for clue in clues if clue not in known})
    told: defaultdict[int, list[Clue]] = defaultdict(list)
    for clue, pk in known.items():
        if not found[clue].is_all_known:
            told[pk].append(clue)
    for pk, clue in _further(made.values()):
        told[pk].append(clue)
    new = {clue: _number(firm) for clue, (firm, _sought) in made.items()}
    return Learned(firms=known | new, made=frozenset(new.values()), taught=_learn(told))


def _open(clue: Clue, found: Mapping[Clue, Found]) -> Clue:
    """What a new firm may be found by: not by a domain that many share."""
    return replace(clue, domain="") if clue in found else clue


def _make(wanted: Mapping[Clue, Clue]) -> dict[Clue, tuple[NewFirm, Clue]]:
    """Write the firms of these clues, {clue: what of it one may be found by}; blank ones have none."""
    firms = invent_firms(wanted.values())
    _write(dict.fromkeys(firms.values()))
    return {clue: (firms[sought], sought) for clue, sought in wanted.items() if sought in firms}


def _further(made: Iterable[tuple[NewFirm, Clue]]) -> Iterator[tuple[int, Clue]]:
    """What clues tell of a new firm beside what it was made with."""
    for firm, clue in made:
        is_named_so = clue.folded in {"", firm.folded}
        if not is_named_so or (clue.domain and not firm.domains):
            yield _number(firm), clue


def _number(firm: NewFirm) -> int:
    assert firm.id is not None  # it was written
    return firm.id


def _write(firms: Iterable[NewFirm]) -> None:
    ordered = sorted(firms, key=lambda firm: (firm.folded, firm.domains))
    rows = Organisation.objects.bulk_create(
        Organisation(name=firm.name, folded=firm.folded, search_text=firm.search_text) for firm in ordered
    )
    for firm, row in zip(ordered, rows, strict=True):
        firm.id = row.pk
    pairs = sorted((domain, firm.id) for firm in ordered for domain in firm.domains)
    FirmDomain.objects.bulk_create(FirmDomain(domain=domain, organisation_id=pk) for domain, pk in pairs)


def _learn(told: Mapping[int, Collection[Clue]]) -> dict[int, Taught]:
    """Keep other names, name a firm of which only the domain was known, give a domain to one without."""
    rows = Organisation.objects.filter(pk__in=told).order_by("pk").select_for_update(no_key=True)
    taught = {firm.pk: _teach(firm, told[firm.pk]) for firm in rows.prefetch_related("domains")}
    return {pk: one for pk, one in taught.items() if not one.is_nothing}


def _teach(firm: Organisation, clues: Iterable[Clue]) -> Taught:
    was, names, search_text = (firm.name, firm.folded), list(firm.other_names), firm.search_text
    owned = {row.domain for row in firm.domains.all()}
    for clue in clues:
        _take_name(firm, clue)
        _take_domain(firm, clue)
    new = Taught(
        domains=[domain for domain in refresh_words(firm) if domain not in owned],
        other_names=[name for name in firm.other_names if name not in names],
    )
    if was != (firm.name, firm.folded):
        new.was, new.name = was, firm.name
    if not new.is_nothing or search_text != firm.search_text:
        firm.save(update_fields=LEARNED)
    return new


def _take_name(firm: Organisation, clue: Clue) -> None:
    known = {firm.folded, *map(fold_company, firm.other_names)}
    if not clue.folded or clue.folded in known:
        return
    is_taken = Organisation.objects.filter(folded=clue.folded).exists()
    if not firm.folded and not is_taken:
        firm.name, firm.folded = clue.name, clue.folded
    elif len(firm.other_names) < MOST_NAMES:
        firm.other_names = [*firm.other_names, clue.name]


def _take_domain(firm: Organisation, clue: Clue) -> None:
    """Only where it has none: who names a firm and writes from elsewhere may be its agency."""
    if clue.domain and not firm.domains.exists():
        FirmDomain.objects.bulk_create(
            [FirmDomain(domain=clue.domain, organisation=firm)], ignore_conflicts=True
        )


def refresh_words(firm: Organisation) -> list[str]:
    """Put together anew what the search looks at, and mark the firm to be compared; nothing is saved.

    Returns its domains.
    """
    domains = list(FirmDomain.objects.filter(organisation=firm).values_list("domain", flat=True))
    firm.search_text = words_of([firm.name, *firm.other_names], domains)
    firm.is_compared = False
    return domains
