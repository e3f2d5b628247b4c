from __future__ import annotations

import pytest

from values.contacts import drop_contacts, hide_contacts

NUMBERS = (
    "+4915123456789",
    "+49 (0)151 23456789",
    "0049 151 234 567 89",
    "(0151) 234-56-789",
    "0151/23456789",
    "01.51.23.45.67",
    "4915123456789",
    "%2B4915123456789",
)
ADDRESSES = ("erika@example.org", "Erika.Muster+x@sub.example.org", "erika%40example.org", "ä@bücher.example")
NEITHER = (
    "23.11.2026",
    "01.02.2026 09:00",
    "01.02.26",
    "Werk 4711",
    "01067 Dresden",
    "1.000.000 €",
    "Auftrag 12345678",
    "@erika",
    "24/7",
    "2026-11-26T10:00:00.123456Z",
)


@pytest.mark.parametrize("contact", [*NUMBERS, *ADDRESSES])
def test_contact_inside_text_is_covered_and_what_stands_around_it_stays(contact: str) -> None:
    assert hide_contacts(f"Tel./Mail: {contact}, bitte. {contact}") == "Tel./Mail: •••, bitte. •••"
    assert hide_contacts(f"https://a.example/?x={contact}&y=1") == "https://a.example/?x=•••&y=1"


@pytest.mark.parametrize("text", NEITHER)
def test_what_is_no_contact_stays(text: str) -> None:
    assert (hide_contacts(text), drop_contacts(text)) == (text, text)


@pytest.mark.parametrize("contact", [*NUMBERS, *ADDRESSES])
def test_contact_in_a_name_is_taken_out_of_it(contact: str) -> None:
    assert (drop_contacts(f"Erika Muster <{contact}>"), drop_contacts(contact)) == ("Erika Muster", "")
