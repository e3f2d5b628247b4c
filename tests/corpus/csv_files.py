"""Bad CSV files, made here because many are not text; each says what an import of leads must make of it.

The heading is row 1. Rows that are fine count as created; `errors` and `remarks` name (row, column).
"""

from __future__ import annotations

import codecs
from dataclasses import dataclass

HEAD = "id,created_at,name\n"
GOOD = "1,2025-01-01,Erika\n"


@dataclass(frozen=True, kw_only=True, slots=True)
class BadFile:
    """A file that is read; some of its rows are not, and some of its cells."""

    name: str
    content: bytes
    created: int
    errors: tuple[tuple[int, str], ...] = ()
    remarks: tuple[tuple[int, str], ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Unusable:
    """A file that is refused as a whole; `says` must stand in the message."""

    name: str
    content: bytes
    says: str


def _rows(*rows: str, head: str = HEAD) -> bytes:
    return (head + GOOD + "".join(f"{row}\n" for row in rows)).encode("utf-8", "surrogatepass")


def _cell(name: str, cell: str, *, column: str = "name", costs: bool = False) -> BadFile:
    """A second row with this cell in this column, which is left out or, if it `costs` it, refuses the row."""
    cells = {"id": "2", "created_at": "2025-01-01", "name": "Otto"} | {column: cell}
    content, places = _rows(",".join(cells.values())), ((3, column),)
    if costs:
        return BadFile(name=name, content=content, created=1, errors=places)
    return BadFile(name=name, content=content, created=2, remarks=places)


READ = (
    BadFile(name="bom", content=codecs.BOM_UTF8 + _rows(), created=1),
    BadFile(name="two boms", content=codecs.BOM_UTF8 * 2 + _rows(), created=1),
    BadFile(name="utf-16 with tabs", content=(HEAD + GOOD).replace(",", "\t").encode("utf-16"), created=1),
    BadFile(name="utf-16-le without bom", content=(HEAD + GOOD).encode("utf-16-le"), created=1),
    BadFile(
        name="utf-16 cut in half",
        content=(HEAD + GOOD).encode("utf-16")[:-1],
        created=0,
        errors=((2, ""),),
    ),
    BadFile(name="cp1252", content=(HEAD + "1,2025-01-01,Jürgen Groß\n").encode("cp1252"), created=1),
    BadFile(
        name="utf-8 with one latin byte",
        content=(HEAD + "1,2025-01-01,Jürgen\n").encode() + b"2,2025-01-01,Gro\xdf\n",
        created=1,
        errors=((3, ""),),
    ),
    BadFile(name="german excel", content=b"id;created_at;name\r\n1;31.12.2025;M\xfcller\r\n", created=1),
    BadFile(name="old mac", content=(HEAD + GOOD).replace("\n", "\r").encode(), created=1),
    BadFile(
        name="mixed line ends",
        content=b"id,created_at,name\r\n1,2025-01-01,A\n2,2025-01-01,B\r3,,C",
        created=3,
        remarks=((4, "created_at"),),
    ),
    BadFile(name="blank rows", content=_rows("", ",,", "   ", "2,2025-01-01,Otto"), created=2),
    BadFile(
        name="line break in a cell",
        content=_rows('2,2025-01-01,"Otto"', '3,,"x\ny"'),
        created=3,
        remarks=((4, "name"), (4, "created_at")),
    ),
    BadFile(
        name="unclosed quote",
        content=_rows('2,2025-01-01,"Otto', "3,2025-01-01,Eva"),
        created=2,
        errors=((3, ""),),
    ),
    BadFile(
        name="quote in the middle",
        content=_rows('2,2025-01-01,"Ot"to"', "3,,Eva"),
        created=2,
        errors=((3, ""),),
        remarks=((4, "created_at"),),
    ),
    BadFile(name="too few cells", content=_rows("2,2025-01-01"), created=1, errors=((3, ""),)),
    BadFile(name="too many cells", content=_rows("2,2025-01-01,Otto,x"), created=1, errors=((3, ""),)),
    BadFile(
        name="ten megabytes", content=_rows(f"2,2025-01-01,{'x' * 10_000_000}"), created=1, errors=((3, ""),)
    ),
    BadFile(
        name="ten megabytes in quotes",
        content=_rows(f'2,2025-01-01,"{"x" * 10_000_000}"', "3,,Eva"),
        created=2,
        errors=((3, ""),),
        remarks=((4, "created_at"),),
    ),
    BadFile(
        name="nul in an unmapped column",
        content=_rows("2,2025-01-01,,a\x00b", head="id,created_at,name,z\n").replace(b"Erika\n", b"Erika,\n"),
        created=2,
        remarks=((3, "z"),),
    ),
    BadFile(
        name="formula",
        content=_rows("2,2025-01-01,=1+1", "3,,'=1+1"),
        created=3,
        remarks=((4, "created_at"),),
    ),
    BadFile(name="markup", content=_rows("2,2025-01-01,<script>alert(1)</script>"), created=2),
    BadFile(name="sql", content=_rows("2,2025-01-01,'; DROP TABLE leads_lead; --"), created=2),
    BadFile(
        name="composed and decomposed",
        content=_rows("2,,Jürgen", "3,,Ju\u0308rgen"),
        created=3,
        remarks=((3, "created_at"), (4, "created_at")),
    ),
    BadFile(name="doubled number", content=_rows("2,2025-01-01,Otto", "2,2025-01-01,Otto"), created=2),
    _cell("nul", "a\x00b"),
    _cell("too long", "x" * 201),
    _cell("right to left", "\u202eotto"),
    BadFile(name="lone surrogate", content=_rows("2,2025-01-01,\ud800"), created=1, errors=((3, ""),)),
    _cell("number too long", "9" * 161, column="id"),
    _cell("year 1", "0001-01-01", column="created_at"),
    _cell("year 9999", "9999-12-31", column="created_at"),
    _cell("no such day", "2025-02-30", column="created_at"),
    _cell("skipped hour", "2025-03-30 02:30", column="created_at"),
    _cell("doubled hour", "2025-10-26 02:30", column="created_at"),
    _cell("two readings", "03/04/2025", column="created_at", costs=True),
    _cell("to come", "2098-12-31", column="created_at", costs=True),
    _cell("exponent", "1e5", column="created_at"),
    _cell("nan", "NaN", column="created_at"),
    _cell("five thousand digits", "1" * 5_000, column="created_at"),
    BadFile(name="doubled heading", content=b"id,Name,name \n1,a,b\n", created=1),
    BadFile(name="missing heading", content=b"id,,name\n1,a,b\n", created=1),
    BadFile(name="excel serial", content=_rows("2,45658,Otto", "3,45658.25,Eva"), created=3),
)
UNUSABLE = (
    Unusable(name="empty", content=b"", says="empty"),
    Unusable(name="blank lines", content=b"\n\n\n", says="no row"),
    Unusable(name="only nul", content=b"\x00" * 100, says="heading"),
    Unusable(name="zip bomb or workbook", content=b"PK\x03\x04" + b"\x00" * 100, says="Excel"),
    Unusable(name="old workbook", content=b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", says="Excel"),
    Unusable(name="pdf", content=b"%PDF-1.7\n", says="PDF"),
    Unusable(name="open quote in the heading", content=b'id,"name\n1,a\n', says="row 1"),
    Unusable(name="six hundred columns", content=",".join(f"c{n}" for n in range(600)).encode(), says="600"),
    Unusable(name="no known column", content=b"farbe,form 7\nrot,rund\n", says="farbe"),
)
