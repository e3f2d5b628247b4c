from __future__ import annotations

from pathlib import Path

import pytest

from files.csv_reader import MAX_CELL, MAX_LINE
from files.headings import clean_heading
from files.opening import open_table
from files.problems import ImportRefused
from files.sources import LocalFile
from files.table import Table
from tests.files.conftest import TableOf


def rows_of(table: Table) -> list[tuple[int, list[str]]]:
    """Number and cells of the rows that can be read."""
    return [(record.number, record.cells) for record in table.records() if not record.problem]


def broken_rows(table: Table) -> list[int]:
    return [record.number for record in table.records() if record.problem]


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
def test_open_table_finds_the_separator(table_of: TableOf, separator: str) -> None:
    table = table_of("a,b,c\n1,2,3\n".replace(",", separator))

    assert (table.layout.separator, table.layout.columns) == (separator, ("a", "b", "c"))


def test_open_table_is_not_misled_by_decimals(table_of: TableOf) -> None:
    table = table_of("id;value\n1;12,50\n2;1,00\n")

    assert rows_of(table) == [(2, ["1", "12,50"]), (3, ["2", "1,00"])]


def test_open_table_follows_excels_line_about_the_separator(table_of: TableOf) -> None:
    table = table_of("sep=;\na;b\n1;2\n")

    assert (table.layout.heading_row, rows_of(table)) == (2, [(3, ["1", "2"])])


def test_open_table_reads_a_single_column(table_of: TableOf) -> None:
    table = table_of("email\nerika@example.com\n")

    assert rows_of(table) == [(2, ["erika@example.com"])]


@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
def test_records_know_every_line_end(table_of: TableOf, line_end: str) -> None:
    table = table_of(line_end.join(["a,b", "1,2", "3,4", ""]))

    assert rows_of(table) == [(2, ["1", "2"]), (3, ["3", "4"])]


def test_records_number_as_a_spreadsheet_and_pass_over_blank_rows(table_of: TableOf) -> None:
    table = table_of('a,b\n"two\nlines",1\n\n,\nx,2\n')

    assert rows_of(table) == [(2, ["two\nlines", "1"]), (5, ["x", "2"])]


def test_an_unclosed_quote_costs_its_own_row_only(table_of: TableOf) -> None:
    table = table_of('a,b\n1,"open\n2,x\n3,"y"\n4,z\n')

    assert broken_rows(table) == [2]
    assert rows_of(table) == [(3, ["2", "x"]), (4, ["3", "y"]), (5, ["4", "z"])]


def test_an_unclosed_quote_at_the_end_costs_its_own_row_only(table_of: TableOf) -> None:
    table = table_of('a,b\n1,"open\n2,x\n3,y')

    assert broken_rows(table) == [2]
    assert rows_of(table) == [(3, ["2", "x"]), (4, ["3", "y"])]


def test_records_refuse_rows_with_too_few_or_too_many_cells(table_of: TableOf) -> None:
    table = table_of("a,b\n1\n1,2,3\n1,2,\n1,2\n")

    assert broken_rows(table) == [2, 3]
    assert rows_of(table) == [(4, ["1", "2"]), (5, ["1", "2"])]


def test_a_cell_of_ten_megabytes_costs_its_own_row_only(table_of: TableOf) -> None:
    table = table_of(f"a,b\n1,{'x' * 10_000_000}\n2,y\n")

    assert broken_rows(table) == [2]
    assert rows_of(table) == [(3, ["2", "y"])]


def test_a_cell_may_be_as_long_as_the_limit(table_of: TableOf) -> None:
    table = table_of(f"a,b\n1,{'x' * MAX_CELL}\n2,{'x' * (MAX_CELL + 1)}\n3,y\n")

    assert [number for number, _cells in rows_of(table)] == [2, 4]
    assert broken_rows(table) == [3]


def test_a_line_of_exactly_the_limit_does_not_swallow_the_next(table_of: TableOf) -> None:
    long = ",".join(["x" * 99_999] * 10)[: MAX_LINE - 1]
    table = table_of(f"a\n{long}\n1\n")

    assert [record.number for record in table.records()] == [2, 3]


def test_unreadable_bytes_cost_their_own_row_only(table_of: TableOf) -> None:
    table = table_of("n,o\nJürgen,Köln\n".encode() + b"Gro\xdf,Ulm\n" + "Zoë,Bonn\n".encode())

    assert broken_rows(table) == [3]
    assert [cells[0] for _number, cells in rows_of(table)] == ["Jürgen", "Zoë"]


def test_headings_match_without_bom_asterisk_nbsp_and_case(table_of: TableOf) -> None:
    table = table_of("\ufeff\ufeffPerson\xa0-\xa0Name* , E-MAIL \nErika,x\n")

    assert table.layout.columns == ("Person - Name", "E-MAIL")
    assert (
        table.layout.find("person - name"),
        table.layout.find("\ufeffe-mail*"),
        table.layout.find("nope"),
    ) == (0, 1, None)


def test_clean_heading_composes_what_looks_the_same() -> None:
    assert clean_heading("Stra\u00dfe\u200b Mu\u0308nchen") == "Straße München"


@pytest.mark.parametrize(
    ("heading", "words"),
    [
        ('"email,name\n1,2', ["row 1"]),
    ],
)
def test_open_table_refuses_unclear_headings(
    table_of: TableOf, heading: str, words: list[str], english: None
) -> None:
    with pytest.raises(ImportRefused) as refusal:
        table_of(f"{heading}\n1,2,3,4\n")

    assert [word for word in words if word not in refusal.value.message] == []


def test_open_table_forgives_separators_behind_the_last_column(table_of: TableOf) -> None:
    table = table_of("a;b;;\n1;2;;\n3;4;;\n")

    assert (table.layout.columns, rows_of(table)) == (("a", "b"), [(2, ["1", "2"]), (3, ["3", "4"])])


def test_a_column_without_a_heading_is_called_by_its_letter_if_it_holds_anything(
    table_of: TableOf, english: None
) -> None:
    table = table_of("id;;email;;\n1;;a@example.com;x;\n")

    assert table.layout.named == [(0, "id"), (2, "email"), (3, "Column D")]


def test_a_heading_that_comes_again_is_numbered(table_of: TableOf) -> None:
    table = table_of("Email,email,Email 2,EMAIL\n1,2,3,4\n")

    assert table.layout.columns == ("Email", "email 3", "Email 2", "EMAIL 4")


@pytest.mark.parametrize(
    ("above", "row"),
    [
        ("Lead-Export vom 25.11.2026;;;\n;;;\n", 3),
        ("Muster GmbH\nLead-Liste\n1. Januar - 31. Dezember 2026\n\n", 5),
        (",,,,\n", 2),
    ],
    ids=["title", "title and period", "a row of commas"],
)
def test_the_heading_is_found_below_what_stands_above(table_of: TableOf, above: str, row: int) -> None:
    known = frozenset({"id", "email"})

    table = table_of(f"{above}id;name;email;date\n1;Max;max@example.com;x\n", known)

    assert (table.layout.heading_row, table.layout.separator) == (row, ";")


def test_the_heading_of_an_unknown_report_begins_its_table(table_of: TableOf) -> None:
    assert table_of("Bericht\n\nfarbe;form\nrot;rund\n").layout.heading_row == 3


def test_a_row_with_more_known_headings_is_the_heading(table_of: TableOf) -> None:
    known = frozenset({"name", "email", "id"})

    assert table_of("Name: Export,x\nid,name,email\n1,Max,a@example.com\n", known).layout.heading_row == 2


@pytest.mark.parametrize("content", ["\n\n", " \n,\n"])
def test_open_table_refuses_a_file_without_rows(table_of: TableOf, content: str) -> None:
    with pytest.raises(ImportRefused):
        table_of(content)


def test_open_table_refuses_a_path_that_is_no_file(tmp_path: Path) -> None:
    for path in (tmp_path / "missing.csv", tmp_path):
        with pytest.raises(ImportRefused), open_table(LocalFile(path)):
            pass
