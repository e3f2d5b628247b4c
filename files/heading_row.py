"""Which row of a file holds the headings: reports put titles, periods and empty rows above them."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Final

from files.headings import heading_key
from files.records import Record

LOOKED_AT: Final = 30  # records from the top of the file


def find_heading(records: Sequence[Record], known: frozenset[str]) -> Record:
    """The record with the most headings we know; of files we do not know, the first that is a row of a table.

    `records` are the first ones of the file, at least one.
    """
    best = max(records, key=lambda record: count_known(record, known))  # the first of the best
    if count_known(best, known):
        return best
    if width_of(records[0]) > 1 or records[0].problem:
        return records[0]
    return next((one for one, other in pairwise(records) if _begins_table(one, other)), records[0])


def _begins_table(one: Record, other: Record) -> bool:
    """Whether a record has columns, and the next one as many."""
    return width_of(one) > 1 and len(one.cells) == len(other.cells)


def count_known(record: Record, known: frozenset[str]) -> int:
    return len(known.intersection(map(heading_key, record.cells)))


def width_of(record: Record) -> int:
    """How many cells hold anything."""
    return sum(map(bool, map(str.strip, record.cells)))


def fitness(records: Sequence[Record], known: frozenset[str]) -> tuple[int, bool, float, int]:
    """How well a separator parts these records; the greater the better.

    First by the headings it lets us know, then whether there are columns at all, then by the rows that have
    as many cells as the heading, then by the number of columns.
    """
    heading = find_heading(records, known)
    width = len(heading.cells)
    alike = sum(len(record.cells) == width for record in records) / len(records)
    return count_known(heading, known), width > 1, alike, width
