"""The firms of those who come in: found with one statement, made of what they say where nobody knew them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from firms.clues import Clue, clue_of
from firms.finding import NewFirm, find_firms, invent_firms
from leads.capture.states import PersonState


def place(persons: Sequence[PersonState], *, makes_firms: bool) -> list[NewFirm]:
    """Say of new persons of which firm they are; return the firms that are to be written with them.

    What is left open, since firms are not made here or because there is something to learn of a known one,
    the job does afterwards (`leads/placing.py`). The firms come in the order of their names, so that two who
    write the same ones never wait for each other in a circle.
    """
    clues = [clue_of(email=person.email, company=person.values["company"]) for person in persons]
    found = find_firms(clues)
    open_clues: dict[PersonState, Clue] = {}
    for person, clue in zip(persons, clues, strict=True):
        known = found.get(clue)
        if known is not None and known.firm is not None:
            person.firm_id, person.is_placed = known.firm, known.is_all_known
        else:
            own = replace(clue, domain="") if known is not None and known.is_shared else clue
            open_clues[person] = own
            person.is_placed = own.is_blank
    if not makes_firms:
        return []
    made = invent_firms(open_clues.values())
    for person, clue in open_clues.items():
        person.new_firm = made.get(clue)
        person.is_placed = person.new_firm is None or clue.folded in {"", person.new_firm.folded}
    firms = dict.fromkeys(made.values())
    return sorted(firms, key=lambda firm: (firm.folded, firm.domains))
