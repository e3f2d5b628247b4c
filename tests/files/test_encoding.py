from __future__ import annotations

import codecs
from io import BytesIO

import pytest

from files.encoding import UNREADABLE, as_text, check_encoding, detect_encoding
from files.problems import ImportRefused
from tests.files.conftest import TableOf

GERMAN = "Name;Ort;Straße\nJürgen Groß;Köln;Lindenallee\nZoë Müßig;Gütersloh;Größenweg\n"


@pytest.mark.parametrize(
    ("content", "encoding"),
    [
        (GERMAN.encode("utf-8"), "utf-8"),
        (GERMAN.encode("utf-8-sig"), "utf-8-sig"),
        (GERMAN.encode("utf-16"), "utf-16"),
        (codecs.BOM_UTF16_BE + GERMAN.encode("utf-16-be"), "utf-16"),
        (GERMAN.encode("utf-16-le"), "utf-16-le"),
        (GERMAN.encode("utf-16-be"), "utf-16-be"),
        (codecs.BOM_UTF32_LE + GERMAN.encode("utf-32-le"), "utf-32"),
        (GERMAN.encode("cp1252"), "cp1252"),
        ("Preis;Name\n12 €;Müller & Söhne\n".encode("cp1252"), "cp1252"),
        (GERMAN.encode("mac_roman"), "mac_roman"),
        (b"name;email\nErika;erika@example.com\n", "utf-8"),
    ],
)
def test_detect_encoding_tells_what_the_bytes_are(content: bytes, encoding: str) -> None:
    assert detect_encoding(BytesIO(content)) == encoding


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1252", "mac_roman"])
def test_open_table_reads_umlauts_in_every_encoding(table_of: TableOf, encoding: str) -> None:
    table = table_of(GERMAN.encode(encoding))

    assert table.layout.columns == ("Name", "Ort", "Straße")
    assert [record.cells[0] for record in table.records()] == ["Jürgen Groß", "Zoë Müßig"]


def test_detect_encoding_keeps_utf8_with_a_broken_byte_as_utf8() -> None:
    file = BytesIO("Name\nJürgen\nZoë\n".encode() + b"Gro\xdf\n")

    assert detect_encoding(file) == "utf-8"
    with as_text(file, "utf-8") as text:
        assert text.read().splitlines()[-1] == f"Gro{UNREADABLE}"


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"PK\x03\x04rest", "Excel (.xlsx) / ZIP"),
        (b"\xd0\xcf\x11\xe0rest", "Excel (.xls)"),
        (b"%PDF-1.7", "PDF"),
        (b"\x1f\x8brest", "gzip"),
        (b"\x89PNG\r\n", "PNG"),
    ],
)
def test_detect_encoding_refuses_what_is_no_text(content: bytes, kind: str) -> None:
    with pytest.raises(ImportRefused) as refusal:
        detect_encoding(BytesIO(content))

    assert kind in refusal.value.message


def test_detect_encoding_refuses_an_empty_file() -> None:
    with pytest.raises(ImportRefused):
        detect_encoding(BytesIO(b""))


def test_check_encoding_knows_names() -> None:
    assert check_encoding("Latin-1") == "iso8859-1"


@pytest.mark.parametrize("name", ["klingon", "", "a\x00b", "\ud800", "zlib", "rot13", "undefined"])
def test_check_encoding_says_which_there_are(name: str, english: None) -> None:
    with pytest.raises(ImportRefused, match=r"is not an encoding\. Allowed are for example utf-8"):
        check_encoding(name)
