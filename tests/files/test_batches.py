"""Batches read ahead of the work on them."""

from __future__ import annotations

from collections.abc import Iterator
from threading import Event

import pytest
from django.utils import translation
from django.utils.translation import gettext

from files.batches import ahead, in_batches


def test_batches_hold_all_items_in_their_order() -> None:
    assert list(in_batches(range(5), size=2)) == [[0, 1], [2, 3], [4]]


def test_next_item_is_read_while_this_one_is_worked_on() -> None:
    is_second_read = Event()

    def read() -> Iterator[str]:
        yield "first"
        is_second_read.set()
        yield "second"

    items = ahead(read())
    assert next(items) == "first"
    assert is_second_read.wait(timeout=5)
    assert list(items) == ["second"]


def test_what_reading_raises_comes_in_its_place() -> None:
    def read() -> Iterator[str]:
        yield "first"
        raise ValueError("broken")

    items = ahead(read())
    assert next(items) == "first"
    with pytest.raises(ValueError, match="broken"):
        next(items)


def test_reading_ahead_speaks_the_language_of_who_asked() -> None:
    for language, said in (("de", "Unternehmen"), ("en", "Company")):
        with translation.override(language):
            assert list(ahead(gettext(text) for text in ["Company"])) == [said]
