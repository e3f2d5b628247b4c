"""By what a firm is found: the domain of an address, unless it is a mail provider's, and the name given."""

from __future__ import annotations

import pytest

from firms.clues import clue_of, mail_providers


@pytest.mark.parametrize(
    "address", ["a@gmx.de", "a@web.de", "a@t-online.de", "a@gmail.com", "a@posteo.de", "a@proton.me"]
)
def test_a_mail_provider_is_nobodys_firm(address: str) -> None:
    assert clue_of(email=address, company="").is_blank


def test_the_domain_behind_the_at_is_the_firms() -> None:
    assert clue_of(email="erika@mueller.example", company="").domain == "mueller.example"


@pytest.mark.parametrize(
    "name",
    [
        "Müller GmbH & Co. KG",
        "Mueller AG",
        "müller",
        "Müller UG (haftungsbeschränkt)",
        "Müller e.K.",
        "Muller Inc.",
    ],
)
def test_legal_forms_and_spellings_are_one_name(name: str) -> None:
    assert clue_of(email="", company=name).folded == "muller"


@pytest.mark.parametrize("name", ["privat", "Privatperson", "-", "k.A.", "keine", "Freiberufler", "…"])
def test_what_people_write_who_have_no_firm_is_none(name: str) -> None:
    assert clue_of(email="erika@web.de", company=name).is_blank


def test_an_address_in_the_name_of_a_company_is_no_name() -> None:
    assert clue_of(email="", company="erika@beispiel.example").is_blank


def test_every_line_of_the_list_of_providers_is_a_domain_in_lower_case() -> None:
    assert all("." in line and line == line.lower() and " " not in line for line in mail_providers())
