from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError

from files.words import WordColumn, guess_meaning
from leads.doors.file_fields import GRADE_WORDS, STATUS


@pytest.mark.parametrize(
    ("word", "meaning"),
    [
        ("Closed Won (Sales Pipeline)", "won"),
        ("Closed Lost (Sales Pipeline)", "lost"),
        ("Contract sent (Sales Pipeline)", "open"),
        ("Open - Not Contacted", "open"),
        ("Working - Contacted", "open"),
        ("Closed - Converted", "won"),
        ("Closed - Not Converted", "lost"),
        ("GEWONNEN!", "won"),
        ("nicht gewonnen", "lost"),
        ("Done Deal", "won"),
        ("in Verhandlung", "open"),
        ("Spam", "spam"),
        ("Test-Lead", "test"),
        ("Testfahrt gebucht", None),
        ("Won or lost?", None),
        ("Geht so", None),
    ],
)
def test_words_for_the_status_are_known_in_german_and_english(word: str, meaning: str | None) -> None:
    assert guess_meaning(STATUS.meanings, word) == meaning


@pytest.mark.parametrize(
    ("word", "meaning"),
    [
        ("a", "A"),
        ("heiß", "A"),
        ("High in Relevance", "A"),
        ("Might be", "B"),
        ("warm", "B"),
        ("Not Sure", "C"),
        ("kalt", "C"),
        ("Low in Relevance", "D"),
        ("Worst", "D"),
        ("a bad one", "D"),
        ("E", None),
    ],
)
def test_words_for_quality_are_letters(word: str, meaning: str | None) -> None:
    assert guess_meaning(GRADE_WORDS, word) == meaning


def test_what_was_said_goes_before_what_is_known() -> None:
    column = WordColumn(STATUS.meanings, {"Gewonnen": "open", "Deal zu": "won", "egal": ""})

    assert [column.read(word) for word in ("gewonnen", "DEAL ZU", "egal")] == ["open", "won", ""]
    with pytest.raises(ValidationError, match="irgendwas"):
        column.read("irgendwas")


def test_a_column_counts_its_words_most_frequent_first() -> None:
    column = WordColumn(STATUS.meanings)
    for word in ("offen", "won", "", "won"):
        column.learn(word)

    assert column.found.most_common() == [("won", 2), ("offen", 1)]
