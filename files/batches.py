"""Batches, and trying one again where other doors write the same persons at the same moment."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import islice
from typing import Final, TypeVar

from django.db import IntegrityError, OperationalError, transaction
from django.utils import timezone, translation

BATCH: Final = 5_000  # rows
# Each try finds what made the last one fail, so only as many as that many newcomers in a row are needed.
MOST_TRIES: Final = 30
DEADLOCK: Final = "40P01"
LOCK_TIMEOUT: Final = "55P03"

Item = TypeVar("Item")
Result = TypeVar("Result")


def in_batches(items: Iterable[Item], size: int = BATCH) -> Iterator[list[Item]]:
    """Lists of at most `size` items, one at a time in the memory."""
    iterator = iter(items)
    while batch := list(islice(iterator, size)):
        yield batch


def ahead(items: Iterator[Item]) -> Generator[Item]:
    """The same items, the next one being read in a thread of its own while this one is worked on.

    It reads in the language and time zone of whoever asks; items must not need the database.
    """
    language, zone = translation.get_language(), timezone.get_current_timezone()

    def read() -> Item | None:
        with translation.override(language), timezone.override(zone):
            return next(items, None)

    with ThreadPoolExecutor(max_workers=1) as pool:
        coming = pool.submit(read)
        while (item := coming.result()) is not None:
            coming = pool.submit(read)
            yield item


def retry(work: Callable[[], Result]) -> Result:
    """Do the work in a savepoint; again from its start when a row appeared meanwhile or two waited for
    each other.
    """
    for attempt in range(1, MOST_TRIES + 1):
        try:
            with transaction.atomic():
                return work()
        except (IntegrityError, OperationalError) as error:
            if attempt == MOST_TRIES or not _is_race(error):
                raise
    raise AssertionError("unreachable")


def has_waited_too_long(error: Exception) -> bool:
    """Whether somebody else held what was needed for longer than this transaction waits."""
    return _code_of(error) == LOCK_TIMEOUT


def _is_race(error: Exception) -> bool:
    return isinstance(error, IntegrityError) or _code_of(error) == DEADLOCK


def _code_of(error: Exception) -> str:
    code: str = getattr(error.__cause__, "pgcode", None) or ""
    return code
