"""Figures once made are kept in the memory of the process for as long as nothing changed.

Everything they are made of raises the version of the counts: leads and standings through their cells, costs,
names and what people say beside the figures through a mark without cell. So one small query tells whether
they still hold, and a page costs the same for ten thousand leads as for ten million. Each process keeps its
own.

A page takes longer to draw than to send. After a change of the counts the last one is shown while the next
one is drawn: for a second at most, and with the moment that it is of.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import datetime
from functools import partial, wraps
from threading import Lock
from time import monotonic
from typing import Final, ParamSpec, TypeVar

from django.conf import settings
from django.utils import timezone

from counting.later import draw_later
from counting.models import CountState
from values.reading import alias_to_read, one_snapshot

Args = ParamSpec("Args")
Made = TypeVar("Made")

MAX_ENTRIES: Final = 256


@dataclass(slots=True)
class Moment:
    """How far the counts are, asked once for all that is made of them, and up to when all of it is."""

    state: CountState
    as_of: datetime


@dataclass(slots=True)
class _Kept:
    """What was made, of which stand, and when that was last known to be the newest."""

    made: object
    stand: Hashable
    named_at: datetime | None
    as_of: datetime
    known_at: float


_moment: ContextVar[Moment] = ContextVar("moment")
_entries: OrderedDict[Hashable, _Kept] = OrderedDict()
_lock = Lock()


def cache_while_unchanged(make: Callable[Args, Made]) -> Callable[Args, Made]:
    """Call `make` only when the counts changed since it was last called with these (hashable) arguments.

    The version is read before the counts, once for all that is made in one call: what a job adds in between
    is kept under the old version, which the next call no longer asks for. The time of counting is part of the
    stand, so that a table emptied and begun anew is not taken for the old one. Before anything was counted
    nothing is kept, nor while a changed name waits for the job: whoever changed it finds it at once.
    """
    return _cache_while(make, _stand_of_counts)


def draw_while_unchanged(make: Callable[Args, Made]) -> Callable[Args, Made]:
    """The same for a page, the last of which is shown while the next one is drawn.

    The moment that it is of stands in `one_moment` around the call.
    """
    return _cache_while(make, _stand_of_counts, shows_last=True)


def cache_while_named_alike(make: Callable[Args, Made]) -> Callable[Args, Made]:
    """The same for what is made of names and costs without any count."""
    return _cache_while(make, lambda state: None if state.has_new_names else state.named_at)


def _stand_of_counts(state: CountState) -> Hashable:
    return (state.version, state.computed_at) if state.version and not state.has_new_names else None


def _cache_while(
    make: Callable[Args, Made], stand_of: Callable[[CountState], Hashable], *, shows_last: bool = False
) -> Callable[Args, Made]:
    """Nothing is kept while the stand is None."""

    def make_now(key: Hashable, *args: Args.args, **kwargs: Args.kwargs) -> Made:
        with one_moment() as moment:
            began = monotonic()
            # A job in between would make the sums of two statements contradict each other.
            with one_snapshot():
                made = make(*args, **kwargs)
            stand = stand_of(moment.state)
            if stand is not None:
                _store(key, _Kept(made, stand, moment.state.named_at, moment.as_of, began))
            return made

    @wraps(make)
    def cached(*args: Args.args, **kwargs: Args.kwargs) -> Made:
        key = (make.__qualname__, alias_to_read(), args, tuple(sorted(kwargs.items())))
        with one_moment() as moment:
            stand = stand_of(moment.state)
            kept = _entries.get(key) if stand is not None else None
            if kept is not None and kept.stand == stand:
                kept.as_of, kept.known_at = moment.as_of, monotonic()
            elif kept is not None and shows_last and _may_be_shown(kept, moment.state):
                moment.as_of = min(moment.as_of, kept.as_of)
                draw_later(key, partial(make_now, key, *args, **kwargs))
            else:
                return make_now(key, *args, **kwargs)
            _touch(key)
            return kept.made  # type: ignore[return-value]

    return cached


def _may_be_shown(kept: _Kept, state: CountState) -> bool:
    """A change of a name or of what people say is never kept from whoever has seen it already."""
    return kept.named_at == state.named_at and monotonic() - kept.known_at < settings.PAGES_SHOWN_SECONDS


@contextmanager
def one_moment(*, now: datetime | None = None) -> Iterator[Moment]:
    """Ask once how far the counts are, for all that is made of them within the block.

    What is read is of now, or of a little earlier where a copy is read.
    """
    there = _moment.get(None)
    if there is not None:
        yield there
        return
    now = now or timezone.now()
    state = CountState.objects.current()
    moment = Moment(state, state.pending_since or now)
    token = _moment.set(moment)
    try:
        yield moment
    finally:
        _moment.reset(token)


def current_state() -> CountState:
    """How far the counts are; while something is made, how far they were when it was asked for."""
    there = _moment.get(None)
    return there.state if there else CountState.objects.current()


def clear() -> None:
    """Begin with an empty memory."""
    with _lock:
        _entries.clear()


def _touch(key: Hashable) -> None:
    with _lock:
        if key in _entries:
            _entries.move_to_end(key)


def _store(key: Hashable, kept: _Kept) -> None:
    with _lock:
        _entries[key] = kept
        _entries.move_to_end(key)
        while len(_entries) > MAX_ENTRIES:
            _entries.popitem(last=False)
