"""People and programs who call while something else is done, and what they saw."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from tests.rehearsal.report import Check, Fault
from tests.rehearsal.stack import Stack

Seen = dict[str, Any]


@contextmanager
def under_load(stack: Stack, check: Check) -> Iterator[Seen]:
    """Call meanwhile; what was seen stands in the mapping at the end.

    Raises Fault unless each lead is counted once.
    """
    seen: Seen = {}
    visitors = stack.send_visitor("load")
    try:
        yield seen
    finally:
        seen |= stack.meet(visitors, seconds=120)
    check.add(f"{seen['good']} requests, {seen['failed']} failed")
    stack.known["leads"] += seen["leads"]
    stack.visit("counted", str(stack.known["leads"]))


@contextmanager
def without_a_fault(stack: Stack, check: Check) -> Iterator[None]:
    """As `under_load`. Raises Fault where somebody got no good answer, too."""
    with under_load(stack, check) as seen:
        yield
    if seen["failed"]:
        raise Fault(f"{seen['failed']} failed: {seen['words']}")


def wait_until_loaded() -> None:
    """Let a few be under way."""
    time.sleep(3.5)
