"""A list of customers: since when each firm is one, by its name, its domain or both."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from accounts.models import Company
from firms.models import CustomerFact, Organisation
from tests.firms.firms import make_firm, periods_of
from tests.importing import counts, problems, run, write

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _company(company: Company) -> None:
    """Every test has the company."""


def test_a_firm_we_know_becomes_a_customer_by_name_or_domain(tmp_path: Path) -> None:
    named, by_domain = make_firm("Müller GmbH"), make_firm("Krüger AG", "krueger.example")
    path = write(tmp_path, "Firma;Domain;Kunde seit\nMueller AG;;01.03.2021\n;krueger.example;2019-05-02\n")
    assert counts(run(path, target="customers")) == (2, 0, 0, 0)
    assert periods_of(named) == [(date(2021, 3, 1), None)]
    assert periods_of(by_domain) == [(date(2019, 5, 2), None)]


def test_a_firm_nobody_knew_is_made(tmp_path: Path) -> None:
    path = write(tmp_path, "Firma;Kunde seit\nMüller GmbH;2021-03-01\n")
    assert counts(run(path, target="customers")) == (1, 0, 0, 0)
    assert Organisation.objects.get().name == "Müller GmbH"


@pytest.mark.parametrize("written", ["3/2021", "03.2021", "2021-03", "01.03.2021"])
def test_a_month_is_from_its_first_day(tmp_path: Path, written: str) -> None:
    run(write(tmp_path, f"Firma;Kunde seit\nMüller GmbH;{written}\n"), target="customers")
    assert periods_of(Organisation.objects.get()) == [(date(2021, 3, 1), None)]


def test_a_year_of_the_last_century_is_taken(tmp_path: Path) -> None:
    run(write(tmp_path, "Firma;Kunde seit\nMüller GmbH;1987\n"), target="customers")
    assert periods_of(Organisation.objects.get()) == [(date(1987, 1, 1), None)]


def test_an_end_is_taken_over(tmp_path: Path) -> None:
    run(write(tmp_path, "Firma;Kunde seit;Kunde bis\nMüller GmbH;2019;2021\n"), target="customers")
    assert periods_of(Organisation.objects.get()) == [(date(2019, 1, 1), date(2021, 1, 1))]


def test_the_same_list_twice_changes_nothing(tmp_path: Path) -> None:
    path = write(tmp_path, "Firma;Kunde seit;Kunde bis\nMüller GmbH;2019;2021\nKrüger AG;2020;\n")
    run(path, target="customers")
    assert counts(run(path, target="customers")) == (0, 0, 2, 0)
    assert CustomerFact.objects.count() == 3


def test_another_day_corrects_it(tmp_path: Path) -> None:
    run(write(tmp_path, "Firma;Kunde seit\nMüller GmbH;2021\n"), target="customers")
    report = run(write(tmp_path, "Firma;Kunde seit\nMüller GmbH;2018\n"), target="customers")
    assert counts(report) == (0, 1, 0, 0)
    assert periods_of(Organisation.objects.get()) == [(date(2018, 1, 1), None)]


def test_rows_that_say_too_little_are_rejected_with_their_place(tmp_path: Path) -> None:
    lines = [
        "Firma;Domain;Kunde seit",
        ";;2020",
        "Müller GmbH;;",
        "Krüger AG;;neulich",
        ";gmx.de;2020",
        "K AG;;2099",
    ]
    report = run(write(tmp_path, "\n".join(lines) + "\n"), target="customers")
    assert counts(report) == (0, 0, 0, 5)
    assert problems(report) == [
        (2, "Firma", ""),
        (3, "Kunde seit", ""),
        (4, "Kunde seit", "neulich"),
        (5, "Domain", "gmx.de"),
        (6, "Kunde seit", "2099"),
    ]


def test_a_dry_run_leaves_nothing(tmp_path: Path) -> None:
    path = write(tmp_path, "Firma;Kunde seit\nMüller GmbH;2021\n")
    assert counts(run(path, target="customers", dry_run=True)) == (1, 0, 0, 0)
    assert not Organisation.objects.exists()
