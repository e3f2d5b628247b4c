from __future__ import annotations

import pytest

from values.blanks import is_blank


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "-",
        "--",
        "–",
        "k.A.",
        "k. A.",
        "n/a",
        "N/A",
        "#N/A",
        "#NV",
        "unbekannt",
        "0",
        "000",
        "Keine Angabe",
    ],
)
def test_a_word_for_nothing_is_blank(text: str) -> None:
    assert is_blank(text)


@pytest.mark.parametrize("text", ["Nadja", "ka@example.com", "0351 1", "+49", "Kain"])
def test_a_word_for_something_is_not(text: str) -> None:
    assert not is_blank(text)
