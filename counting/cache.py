"""Figures once made are kept in the memory of the process for as long as nothing changed.

Everything they are made of raises the version of the counts: leads and standings through their cells, costs
and names through a mark without cell. So one small query tells whether they still hold,
and a page costs the same for ten thousand leads as for ten million. Each process keeps its own.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from contextvars import ContextVar
from functools import wraps
from threading import Lock
from typing import Final, ParamSpec, TypeVar

from counting.models import CountState
from values.reading import one_snapshot

Args = ParamSpec("Args")
Made = TypeVar("Made")

MAX_ENTRIES: Final = 256

# What is being made is made of, so that what it asks for in turn does not ask again.
_state: ContextVar[CountState] = ContextVar("state")
_entries: OrderedDict[Hashable, object] = OrderedDict()
_lock = Lock()


def cache_while_unchanged(make: Callable[Args, Made]) -> Callable[Args, Made]:
    """Call `make` only when the counts changed since it was last called with these (hashable) arguments.

    The version is read before the counts, once for all that is made in one call: what a job adds in between
    is kept under the old version, which the next call no longer asks for. The time of counting is part of the
    key, so that a table emptied and begun anew is not taken for the old one, and so is the day of the
    introduction, which no job waits for. Before anything was counted nothing is kept.
    """
    return _cache_while(make, _stand_of_counts)


def _stand_of_counts(state: CountState) -> Hashable:
    return (state.version, state.computed_at, state.introduced_on) if state.version else None


def cache_while_named_alike(make: Callable[Args, Made]) -> Callable[Args, Made]:
    """The same for what is made of names and costs without any count."""
    return _cache_while(make, lambda state: state.named_at)


def _cache_while(
    make: Callable[Args, Made], stand_of: Callable[[CountState], Hashable]
) -> Callable[Args, Made]:
    """Nothing is kept while the stand is None."""

    @wraps(make)
    def cached(*args: Args.args, **kwargs: Args.kwargs) -> Made:
        state = current_state()
        stand = stand_of(state)
        key = (make.__qualname__, stand, args, tuple(sorted(kwargs.items())))
        with _lock:
            if key in _entries:
                _entries.move_to_end(key)
                return _entries[key]  # type: ignore[return-value]
        token = _state.set(state)
        try:
            # A job in between would make the sums of two statements contradict each other.
            with one_snapshot():
                made = make(*args, **kwargs)
        finally:
            _state.reset(token)
        if stand is not None:
            _store(key, made)
        return made

    return cached


def current_state() -> CountState:
    """How far the counts are; while something is made, how far they were when it was asked for."""
    return _state.get(None) or CountState.objects.current()


def clear() -> None:
    """Begin with an empty memory."""
    with _lock:
        _entries.clear()


def _store(key: Hashable, made: object) -> None:
    with _lock:
        _entries[key] = made
        while len(_entries) > MAX_ENTRIES:
            _entries.popitem(last=False)
