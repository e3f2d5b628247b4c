"""What the words of a file mean: one select per word its trial run found."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from files.fields import Field
from files.words import Meanings, WordColumn

UNKNOWN = "?"


@dataclass(frozen=True, slots=True)
class Word:
    """A word, in how many rows it stands, and its select."""

    text: str
    rows: int
    field: forms.BoundField


class WordsForm(forms.Form):
    """`found` is {field: {word: rows}}, `said` what was said before, `columns` {field: heading}."""

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        *,
        fields: tuple[Field, ...],
        found: Mapping[str, Mapping[str, int]],
        said: Mapping[str, Meanings],
        columns: Mapping[str, str],
    ) -> None:
        super().__init__(data)
        self.columns = columns
        self._places: list[tuple[str, str, int, str, str | None]] = []
        for target in fields:
            column = WordColumn(target.meanings, said.get(target.name))
            choices = [("", _("nothing: keep it as it is"))]
            choices += [(meaning.value, str(meaning.label)) for meaning in target.meanings]
            for word, rows in found.get(target.name, {}).items():
                name, meaning = f"word_{len(self._places)}", column.meaning_of(word)
                unknown = [(UNKNOWN, _("not known: please choose"))] if meaning is None else []
                self.fields[name] = forms.ChoiceField(
                    label=word,
                    choices=[*unknown, *choices],
                    required=False,
                    initial=UNKNOWN if meaning is None else meaning,
                )
                self._places.append((target.name, word, rows, name, meaning))

    @property
    def words(self) -> list[tuple[str, list[Word]]]:
        """(heading, its words) of each column of words."""
        by_column: dict[str, list[Word]] = {}
        for of, word, rows, name, _meaning in self._places:
            words = by_column.setdefault(self.columns.get(of, of), [])
            words.append(Word(word, rows, self[name]))
        return list(by_column.items())

    @property
    def has_unknown(self) -> bool:
        return any(meaning is None for *_place, meaning in self._places)

    def for_service(self) -> dict[str, dict[str, str]]:
        """{field: {word: meaning}} of every word but those nobody chose a meaning for."""
        said: dict[str, dict[str, str]] = {}
        for of, word, _rows, name, _meaning in self._places:
            if (chosen := self.cleaned_data[name]) != UNKNOWN:
                said.setdefault(of, {})[word] = chosen
        return said
