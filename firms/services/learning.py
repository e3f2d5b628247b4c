"""What people of a firm tell of it: firms nobody knew are made, known ones learn a name or a domain."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from typing import Final

from firms.clues import Clue
from firms.finding import NewFirm, find_firms, invent_firms, words_of
from firms.models import FirmDomain, Organisation
from values.names import fold_company

MOST_NAMES: Final = 20


def find_or_make(clues: Collection[Clue]) -> dict[Clue, int]:
    """The number of the firm of each clue; blank ones have none. What is told of a known firm is kept.

    Inside the caller's transaction. Raises IntegrityError where somebody else made one of them meanwhile:
    who asks again finds it.
    """
    found = find_firms(clues)
    firms = {clue: known.firm for clue, known in found.items() if known.firm is not None}
    told: defaultdict[int, list[Clue]] = defaultdict(list)
    for clue, pk in firms.items():
        if not found[clue].is_all_known:
            told[pk].append(clue)
    open_clues = {
        clue: Clue("", clue.name, clue.folded) if clue in found else clue
        for clue in clues
        if clue not in firms
    }
    made = invent_firms(open_clues.values())
    _write(dict.fromkeys(made.values()))
    for clue, as_sought in open_clues.items():
        if firm := made.get(as_sought):
            assert firm.id is not None
            firms[clue] = firm.id
            is_named_so = as_sought.folded in {"", firm.folded}
            if not is_named_so or (as_sought.domain and not firm.domains):
                told[firm.id].append(as_sought)
    _learn(told)
    return firms


def _write(firms: Iterable[NewFirm]) -> None:
    ordered = sorted(firms, key=lambda firm: (firm.folded, firm.domains))
    rows = Organisation.objects.bulk_create(
        Organisation(name=firm.name, folded=firm.folded, search_text=firm.search_text) for firm in ordered
    )
    for firm, row in zip(ordered, rows, strict=True):
        firm.id = row.pk
    pairs = sorted((domain, firm.id) for firm in ordered for domain in firm.domains)
    FirmDomain.objects.bulk_create(FirmDomain(domain=domain, organisation_id=pk) for domain, pk in pairs)


def _learn(told: Mapping[int, Collection[Clue]]) -> None:
    """Keep other names, name a firm of which only the domain was known, give a domain to one without."""
    rows = Organisation.objects.filter(pk__in=told).order_by("pk").select_for_update(no_key=True)
    for firm in rows.prefetch_related("domains"):
        before = (firm.name, firm.folded, list(firm.other_names), firm.search_text)
        for clue in told[firm.pk]:
            _take_name(firm, clue)
            _take_domain(firm, clue)
        refresh_words(firm)
        if before != (firm.name, firm.folded, firm.other_names, firm.search_text):
            firm.save(update_fields=["name", "folded", "other_names", "search_text"])


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


def refresh_words(firm: Organisation) -> None:
    """Put together anew what the search looks at; nothing is saved."""
    domains = FirmDomain.objects.filter(organisation=firm).values_list("domain", flat=True)
    firm.search_text = words_of([firm.name, *firm.other_names], domains)
