"""Which firms look like one, by their names and domains."""

from __future__ import annotations

import pytest

from firms.likeness import compare, traits_of
from firms.models import Likeness

Said = tuple[list[str], list[str]]


def likeness(one: Said, other: Said) -> Likeness | None:
    """As the job finds it: only what shares a key is compared at all."""
    first, second = traits_of(*one), traits_of(*other)
    return compare(first, second) if first.keys & second.keys else None


def named(*names: str) -> Said:
    return list(names), []


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Müller GmbH", "Mueller AG"),
        ("Nord Bau GmbH", "Bau Nord"),
        ("Nordbau", "Nord-Bau GmbH & Co. KG"),
    ],
)
def test_a_name_in_another_spelling_order_or_form_is_the_same(one: str, other: str) -> None:
    assert likeness(named(one), named(other)) == Likeness.SAME_NAME


def test_one_that_is_also_called_like_the_other_has_the_same_name() -> None:
    assert likeness(named("Alt AG", "Neu AG"), named("Neu GmbH")) == Likeness.SAME_NAME


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("mueller-bau.example", "mueller-bau.test"),
        ("muellerbau.co.uk", "mueller-bau.example"),
        ("mail.nordlicht.example", "nordlicht.test"),
    ],
)
def test_a_domain_with_another_ending_is_a_sign(one: str, other: str) -> None:
    assert likeness(([], [one]), ([], [other])) == Likeness.SAME_DOMAIN


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Nordlicht Maschinenbau", "Nordlicht Mashcinenbau"),
        ("Beispiel Werke", "Biespiel Werke"),
        ("Siemens AG", "Siemens Deutschland GmbH"),
        ("Hoffmann", "Hofmann"),
        ("Maier Wohnbau", "Mayer Wohnbau"),
    ],
)
def test_a_slip_or_a_word_for_a_part_of_it_is_alike(one: str, other: str) -> None:
    assert likeness(named(one), named(other)) == Likeness.LIKE_NAME


def test_a_name_that_is_the_domain_of_the_other_is_alike() -> None:
    assert likeness(named("Krüger Technik"), ([], ["krueger-technik.example"])) == Likeness.LIKE_NAME


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Müller Metallbau", "Müller Maschinenbau"),
        ("Beispiel 24", "Beispiel 25"),
        ("Bauer", "Baier"),
        ("Nordbank", "Südbank"),
        ("Sauer Hausverwaltung", "Maier Hausverwaltung"),
        ("Müller Haustechnik", "Möller Haustechnik"),
    ],
)
def test_other_firms_are_not_alike(one: str, other: str) -> None:
    assert likeness(named(one), named(other)) is None
