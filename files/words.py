"""Columns of words that stand for something of ours: a status, a quality.

Each word means one thing in the whole column: what somebody said it means, else what it is known to mean.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from django.core.exceptions import ValidationError
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from values.names import fold
from values.text import shorten

MOST_WORDS: Final = 100  # a column with more of them holds no words
SHORTEST_PHRASE: Final = 3
# {word: what it means}, "" where it means nothing to us
Meanings = Mapping[str, str]


@dataclass(frozen=True, kw_only=True, slots=True)
class Meaning:
    """Something of ours, and the words it is known by, folded; `alone`: as the whole cell only."""

    value: str
    label: str | Promise
    words: tuple[str, ...] = ()
    alone: bool = False


def words(text: str) -> tuple[str, ...]:
    """Words parted by “|”, folded as `Meaning` has them."""
    return tuple(fold(word) for word in text.split("|"))


def guess_meaning(meanings: Sequence[Meaning], word: str) -> str | None:
    """What a word is known to mean: as it stands, else by the known phrases in it; None when it is not
    known, or means two things.
    """
    folded = fold(word)
    exact = {meaning.value for meaning in meanings if folded in meaning.words}
    meant = exact or _meant_by_phrases(meanings, folded)
    return meant.pop() if len(meant) == 1 else None


def _meant_by_phrases(meanings: Sequence[Meaning], folded: str) -> set[str]:
    """What the longest phrases in it mean: "not converted" does not say what "converted" says."""
    found = {
        phrase: meaning.value
        for meaning in meanings
        if not meaning.alone
        for phrase in meaning.words
        if len(phrase) >= SHORTEST_PHRASE and _holds(folded, phrase)
    }
    return {value for phrase, value in found.items() if not _is_part_of_another(phrase, found)}


def _is_part_of_another(phrase: str, found: Collection[str]) -> bool:
    return any(_holds(one, phrase) for one in found if one != phrase)


def _holds(text: str, phrase: str) -> bool:
    return re.search(rf"\b{re.escape(phrase)}\b", text) is not None


class WordColumn:
    """Learns which words a column has (`learn`), and reads them (`read`): "" for one that means nothing."""

    def __init__(self, meanings: Sequence[Meaning], said: Meanings | None = None) -> None:
        self.meanings = meanings
        self.found: Counter[str] = Counter()
        self._said = {fold(word): meaning for word, meaning in (said or {}).items()}
        self._known: dict[str, str | None] = {}

    def learn(self, text: str) -> None:
        if text and (text in self.found or len(self.found) < MOST_WORDS):
            self.found[text] += 1

    def meaning_of(self, text: str) -> str | None:
        """What was said or is known of a word; None when nobody knows."""
        if text not in self._known:
            folded = fold(text)
            self._known[text] = (
                self._said[folded] if folded in self._said else guess_meaning(self.meanings, text)
            )
        return self._known[text]

    def read(self, text: str) -> str:
        meaning = self.meaning_of(text)
        if meaning is None:
            message = _("It is not known what “%(value)s” means here. Say so: it can be %(allowed)s.")
            allowed = ", ".join(f"{one.value} ({one.label})" for one in self.meanings)
            values = {"value": shorten(text), "allowed": allowed}
            raise ValidationError(message % values, code="unknown_word")
        return meaning
