"""Threads that wait for one locked row are kept few, so that others have theirs.

Requests that write go in by compartments: all of the process, their route, and their very address where it
names an object. Where one is full the next waits, as long as those inside get on; once PostgreSQL keeps one
of them waiting, the next is refused at once, since whoever waits holds a thread too.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from time import monotonic
from typing import Final

STUCK_SECONDS: Final = 0.5  # PostgreSQL takes longer for a statement: most likely somebody holds the row
MEMORY_SECONDS: Final = 5.0  # for so long its compartments count as stuck
QUEUE_SECONDS: Final = 5.0  # nobody waits longer for a place


@dataclass(frozen=True, slots=True)
class Claim:
    """A place in a compartment that has `places` of them; `only_if_stuck` lets all in while it is not."""

    name: str
    places: int
    only_if_stuck: bool = False


@dataclass(slots=True)
class _Compartment:
    inside: int = 0
    stuck_until: float = field(default=0.0)

    @property
    def is_stuck(self) -> bool:
        return self.stuck_until > monotonic()

    def has_room(self, claim: Claim) -> bool:
        return self.inside < claim.places or (claim.only_if_stuck and not self.is_stuck)


class Bulkhead:
    """The compartments of one process. All methods are for any thread."""

    def __init__(self) -> None:
        self._compartments: dict[str, _Compartment] = {}
        self._changed = threading.Condition()
        self._here = threading.local()

    @contextmanager
    def place(self, claims: Sequence[Claim]) -> Iterator[bool]:
        """Hold all places claimed within the block; False, and none is held, where there is no room."""
        if not self._enter(claims):
            yield False
            return
        self._here.claims = claims
        try:
            yield True
        finally:
            self._here.claims = ()
            self._leave(claims)

    def note_stuck(self) -> None:
        """Tell that PostgreSQL keeps this thread waiting: the compartments it is in refuse when full."""
        with self._changed:
            for claim in getattr(self._here, "claims", ()):
                self._compartments[claim.name].stuck_until = monotonic() + MEMORY_SECONDS
            self._changed.notify_all()

    def _enter(self, claims: Sequence[Claim]) -> bool:
        latest = monotonic() + QUEUE_SECONDS
        with self._changed:
            while full := self._full(claims):
                left = latest - monotonic()
                if left <= 0 or any(compartment.is_stuck for compartment in full):
                    return False
                self._changed.wait(left)
            for claim in claims:
                self._compartments.setdefault(claim.name, _Compartment()).inside += 1
        return True

    def _leave(self, claims: Sequence[Claim]) -> None:
        with self._changed:
            for claim in claims:
                self._compartments[claim.name].inside -= 1
            self._compartments = {
                name: one for name, one in self._compartments.items() if one.inside or one.is_stuck
            }
            self._changed.notify_all()

    def _full(self, claims: Sequence[Claim]) -> list[_Compartment]:
        known = ((claim, self._compartments.get(claim.name)) for claim in claims)
        return [found for claim, found in known if found and not found.has_room(claim)]


def claims_of(*, route: str, path: str, names_object: bool, threads: int) -> list[Claim]:
    """What a request that writes claims in a process of so many threads."""
    claims = [
        Claim("all", max(1, threads - max(1, threads // 4))),
        Claim(f"route {route}", max(1, threads // 2), only_if_stuck=True),
    ]
    if names_object:
        claims.append(Claim(f"path {path}", max(1, threads // 4)))
    return claims


bulkhead: Final = Bulkhead()
