from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError
from django.utils import translation

from values import addresses


@pytest.mark.parametrize(
    ("address", "safe"),
    [
        ("https://example.com/a", "https://example.com/a"),
        ("http://example.com/a", "http://example.com/a"),
        ("https:a", ""),
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
    [
        ("https://www.example.com/audit/?utm_source=x", "example.com/audit"),
        ("https://example.com/XXL/X/", "example.com/XXL/X"),
        ("http://[", "http://["),
    ],
)
def test_address_is_shortened_to_what_people_recognise(address: str, short: str) -> None:
    assert addresses.short_address(address) == short


@pytest.mark.parametrize(
    ("address", "host"),
    [
        ("https://www.example.com/audit", "example.com"),
        (f"https://{'x' * 101}/", "x" * 100),
        ("example.com", ""),
        ("http://[", ""),
    ],
)
def test_site_of_an_address_is_its_host(address: str, host: str) -> None:
    assert addresses.host_of(address) == host


@pytest.mark.parametrize("address", ["https://example.com/audit", "http://example.com"])
def test_address_of_a_page_is_let_pass(address: str) -> None:
    addresses.check_page(address)


def test_address_others_must_not_click_is_refused() -> None:
    with translation.override("en"), pytest.raises(ValidationError) as refused:
        addresses.check_page("javascript:alert(1)")
    assert refused.value.code == "address"
    assert refused.value.messages == [
        "“javascript:alert(1)” is not the address of a page. Allowed are addresses that begin with https://."
    ]
