from __future__ import annotations

import pytest

from values import addresses


@pytest.mark.parametrize(
    ("address", "safe"),
    [
        ("https://example.com/a", "https://example.com/a"),
        ("javascript:alert(1)", ""),
        ("//example.com", ""),
        ("http://[", ""),
        ("", ""),
    ],
)
def test_address_is_linked_only_when_a_browser_may_open_it(address: str, safe: str) -> None:
    assert addresses.safe_address(address) == safe


@pytest.mark.parametrize(
    ("address", "short"),
    [("https://www.example.com/audit/?utm_source=x", "example.com/audit"), ("http://[", "http://[")],
)
def test_address_is_shortened_to_what_people_recognise(address: str, short: str) -> None:
    assert addresses.short_address(address) == short
