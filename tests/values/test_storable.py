from __future__ import annotations

import json
from typing import Any

import pytest

from values.storable import StorableJSONEncoder, make_storable


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Köln 👩‍🚒", "Köln 👩‍🚒"),
        ("a\x00b", "a␀b"),
        ("\ud800\udc80", "��"),
        ("a\n\x07b", "a\n\x07b"),
    ],
)
def test_text_shows_what_cannot_be_kept(text: str, shown: str) -> None:
    assert make_storable(text) == shown


@pytest.mark.parametrize(
    ("value", "kept"),
    [
        ({"a\x00": ["\x00", {"b": "\ud800x"}]}, {"a␀": ["␀", {"b": "�x"}]}),
        ("\udc80\ud800", "��"),
        ("\ud800\\udc00", "�\\udc00"),
        ("Köln 👩‍🚒", "Köln 👩‍🚒"),
        ("\\u0000", "\\u0000"),
        ("\\\x00", "\\␀"),
        ("\\ud800", "\\ud800"),
    ],
)
def test_json_shows_what_cannot_be_kept(value: Any, kept: Any) -> None:
    assert json.loads(json.dumps(value, cls=StorableJSONEncoder)) == kept
