"""A PDF as somebody reads it: its pages, their texts and what it says of itself."""

from __future__ import annotations

import re
from dataclasses import dataclass
from html.parser import HTMLParser

import pypdfium2
from pypdfium2 import raw as pdfium

A4 = (595, 842)


@dataclass(frozen=True, slots=True)
class ReadPdf:
    sizes: list[tuple[int, int]]
    pages: list[str]
    title: str
    language: str
    is_tagged: bool
    has_its_fonts: bool

    @property
    def text(self) -> str:
        """All of it with single spaces, so that where a line breaks does not matter."""
        return " ".join(" ".join(self.pages).split())

    @property
    def words(self) -> str:
        """Without any space: a word may be cut at the end of a line."""
        return squeeze(self.text)


def squeeze(text: str) -> str:
    """Without spaces and hyphens, which tell at the end of a line from each other only to who sees them."""
    return re.sub(r"[\s\u00a0\u202f\ufffe\u2010\u00ad\x02-]+", "", text)


class _Cells(HTMLParser):
    """The texts in the cells of tables, but what only screen readers say."""

    def __init__(self) -> None:
        super().__init__()
        self.texts: list[str] = []
        self._open: list[bool] = []
        self._is_cell = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in ("br", "circle", "line", "rect", "path"):
            return
        self._open.append("vh" in (dict(attrs).get("class") or "").split())
        self._is_cell += tag in ("td", "th")

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Holds no text."""

    def handle_endtag(self, tag: str) -> None:
        self._open.pop()
        self._is_cell -= tag in ("td", "th")

    def handle_data(self, data: str) -> None:
        if self._is_cell and data.strip() and not any(self._open):
            self.texts.append(data.strip())


def read_cells(html: str) -> list[str]:
    reader = _Cells()
    reader.feed(html)
    return reader.texts


def read_pdf(raw: bytes) -> ReadPdf:
    document = pypdfium2.PdfDocument(raw)
    try:
        pages = [page.get_textpage().get_text_bounded() for page in document]
        sizes = [(round(page.get_width()), round(page.get_height())) for page in document]
        return ReadPdf(
            sizes,
            pages,
            document.get_metadata_value("Title"),
            _language_of(document),
            document.is_tagged(),
            all(
                _is_embedded(one) for page in document for one in page.get_objects([pdfium.FPDF_PAGEOBJ_TEXT])
            ),
        )
    finally:
        document.close()


def _language_of(document: pypdfium2.PdfDocument) -> str:
    room = (pdfium.FPDF_WCHAR * 32)()
    size = pdfium.FPDFCatalog_GetLanguage(document, room, 64)
    return bytes(room)[: max(0, size - 2)].decode("utf-16-le")


def _is_embedded(text: pypdfium2.PdfObject) -> bool:
    return bool(pdfium.FPDFFont_GetIsEmbedded(pdfium.FPDFTextObj_GetFont(text)))
