"""A list of customers is taken back: what nothing came after is as it was before."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from django.urls import reverse

from accounts.models import User
from files.models import ImportRun, ImportState
from files.undoing import undo
from firms.models import CustomerFact, FirmDomain, Organisation
from firms.services.changes import rename_firm
from firms.services.customers import say_customer
from firms.services.merging import merge_firms
from tests.factories import client_for
from tests.firms.firms import come_in, firm_of, is_of_customer, make_firm, periods_of
from tests.firms.lists import import_list
from values.refusals import IllegalMove

pytestmark = pytest.mark.django_db
SINCE_2019 = (date(2019, 1, 1), None)


def rows_left(run: ImportRun) -> list[tuple[int, str]]:
    run.refresh_from_db()
    return [(line["row"], line["name"]) for line in run.report["left"]]


def test_a_firm_is_no_customer_again_and_its_leads_are_new_business(mara: User, tmp_path: Path) -> None:
    lead = come_in(mara, email="a@mueller.example", company="Müller GmbH")
    run = import_list(tmp_path, mara, "Müller AG;;2019;")
    assert is_of_customer(lead)
    undone = undo(actor=mara, run=run)
    firm = firm_of(lead)
    assert (undone.count, undone.left) == (1, 0)
    assert firm is not None and periods_of(firm) == [] and not is_of_customer(lead)


def test_what_somebody_had_said_before_holds_again(mara: User, tmp_path: Path) -> None:
    firm = make_firm("Müller GmbH")
    say_customer(actor=mara, firm=firm, kind="since", day=date(2019, 1, 1))
    run = import_list(tmp_path, mara, "Müller GmbH;;2021;2022")
    assert periods_of(firm) == [(date(2021, 1, 1), date(2022, 1, 1))]
    undo(actor=mara, run=run)
    assert periods_of(firm) == [SINCE_2019]


def test_the_history_still_says_what_the_list_said_and_who_took_it_back(mara: User, tmp_path: Path) -> None:
    firm = make_firm("Müller GmbH")
    undo(actor=mara, run=import_list(tmp_path, mara, "Müller GmbH;;2019;"))
    (fact,) = CustomerFact.objects.all()
    assert fact.undone_by == mara
    page = client_for(mara).get(reverse("firm", args=(firm.pk,))).content.decode()
    assert "Kunde seit 01.01.2019" in page and "zurückgenommen" in page


def test_a_firm_that_only_the_list_brought_goes(mara: User, tmp_path: Path) -> None:
    make_firm("Müller GmbH")
    run = import_list(tmp_path, mara, "Müller GmbH;;2019;", "Neu AG;neu.example;2020;")
    undo(actor=mara, run=run)
    assert [firm.name for firm in Organisation.objects.all()] == ["Müller GmbH"]
    assert not FirmDomain.objects.exists()


def test_a_firm_the_list_brought_stays_with_whoever_came_in_from_it(mara: User, tmp_path: Path) -> None:
    run = import_list(tmp_path, mara, "Neu AG;neu.example;2020;")
    lead = come_in(mara, email="a@neu.example")
    undo(actor=mara, run=run)
    firm = firm_of(lead)
    assert firm is not None and firm.name == "Neu AG" and periods_of(firm) == []


def test_names_and_domains_the_list_taught_are_forgotten(mara: User, tmp_path: Path) -> None:
    by_domain = make_firm("", "krueger.example")
    named = make_firm("Müller GmbH")
    run = import_list(
        tmp_path,
        mara,
        "Krüger AG;krueger.example;2019;",
        "Müller GmbH;mueller.example;2019;",
        "Anders AG;krueger.example;2019;",
    )
    by_domain.refresh_from_db()
    assert (by_domain.name, by_domain.other_names) == ("Krüger AG", ["Anders AG"])
    undo(actor=mara, run=run)
    by_domain.refresh_from_db()
    assert (by_domain.name, by_domain.folded, by_domain.other_names) == ("krueger.example", "", [])
    assert by_domain.search_text == "\nkruger example"
    assert not named.domains.exists()


def test_a_firm_that_was_changed_since_stays_and_its_rows_are_named(mara: User, tmp_path: Path) -> None:
    firms = [make_firm(name) for name in ("Alt GmbH", "Beispiel GmbH", "Cent GmbH", "Dach GmbH")]
    lines = [f"{firm.name};;2019;" for firm in firms]
    run = import_list(tmp_path, mara, *lines, "Alt GmbH;;2018;")
    say_customer(actor=mara, firm=firms[0], kind="ended", day=date(2020, 1, 1))
    rename_firm(actor=mara, firm=firms[1], name="Exempel GmbH")
    merge_firms(actor=mara, firm=firms[2], into=make_firm("Ganz AG"))
    undone = undo(actor=mara, run=run)
    assert (undone.count, undone.left) == (1, 3)
    assert rows_left(run) == [(2, "Alt GmbH"), (3, "Exempel GmbH"), (4, "Cent GmbH"), (6, "Alt GmbH")]
    assert periods_of(firms[0]) == [(date(2018, 1, 1), date(2020, 1, 1))]
    assert periods_of(firms[3]) == []


def test_a_list_of_which_every_firm_was_changed_stays(mara: User, tmp_path: Path, english: None) -> None:
    firm = make_firm("Müller GmbH")
    run = import_list(tmp_path, mara, "Müller GmbH;;2019;")
    say_customer(actor=mara, firm=firm, kind="never")
    with pytest.raises(IllegalMove, match="changed since"):
        undo(actor=mara, run=run)
    run.refresh_from_db()
    assert run.state == ImportState.DONE


def test_a_later_list_is_a_change_until_it_is_taken_back_itself(mara: User, tmp_path: Path) -> None:
    make_firm("Müller GmbH")
    first = import_list(tmp_path, mara, "Müller GmbH;;2019;", "Neu AG;;2019;")
    second = import_list(tmp_path, mara, "Müller GmbH;;2021;", "Neu AG;;2020;")
    with pytest.raises(IllegalMove):
        undo(actor=mara, run=first)
    undo(actor=mara, run=second)
    assert periods_of(Organisation.objects.get(name="Neu AG")) == [SINCE_2019]
    assert undo(actor=mara, run=first).count == 2
    assert [(firm.name, periods_of(firm)) for firm in Organisation.objects.all()] == [("Müller GmbH", [])]


def test_taken_back_it_can_be_imported_again(mara: User, tmp_path: Path) -> None:
    firm = make_firm("Müller GmbH")
    undo(actor=mara, run=import_list(tmp_path, mara, "Müller GmbH;;2019;"))
    import_list(tmp_path, mara, "Müller GmbH;;2019;")
    assert periods_of(firm) == [SINCE_2019]


def test_a_row_that_said_what_is_known_is_not_taken_back(mara: User, tmp_path: Path) -> None:
    firm = make_firm("Müller GmbH")
    say_customer(actor=mara, firm=firm, kind="since", day=date(2019, 1, 1))
    run = import_list(tmp_path, mara, "Müller GmbH;;2019;")
    assert undo(actor=mara, run=run).count == 0
    assert periods_of(firm) == [SINCE_2019]


def test_the_page_says_what_stays_before_and_afterwards(mara: User, tmp_path: Path) -> None:
    firm = make_firm("Müller GmbH")
    run = import_list(tmp_path, mara, "Müller GmbH;;2019;", "Neu AG;;2019;")
    say_customer(actor=mara, firm=firm, kind="never")
    address, client = reverse("files:import_undo", args=(run.pk,)), client_for(mara)
    before = client.get(address).content.decode()
    assert "Zeile 2" in before and reverse("firm", args=(firm.pk,)) in before
    after = client.post(address, follow=True).content.decode()
    assert "Zeilen, die blieben" in after and "Müller GmbH" in after


def test_the_page_speaks_of_companies_and_leads_to_them(mara: User, tmp_path: Path) -> None:
    imported = import_list(tmp_path, mara, "Müller GmbH;;2021;")
    page = client_for(mara).get(f"/imports/{imported.pk}/").content.decode()
    assert "Firmen, die bisher keine Kunden waren" in page
    assert ('href="/firms/">Zu den Firmen' in page, "unbekannte Leads" in page) == (True, False)


@pytest.mark.parametrize("firms", [1, 3])
def test_it_costs_as_many_statements_for_one_firm_as_for_three(
    mara: User, tmp_path: Path, firms: int, django_assert_num_queries: object
) -> None:
    run = import_list(tmp_path, mara, *(f"Neu {number} AG;;2019;" for number in range(firms)))
    with django_assert_num_queries(42):  # type: ignore[operator]
        undo(actor=mara, run=run)
