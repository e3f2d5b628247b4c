"""The process that makes a PDF of HTML: `python -m insights.paper.press`, JSON in, PDF out.

It knows neither Django nor any setting, opens no address and no file of others, and takes no more memory and
time than it is given.
"""

from __future__ import annotations

import json
import os
import resource
import sys
from pathlib import Path
from typing import Any, Final, NoReturn

import weasyprint
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import URLFetcher

MOST_MEMORY: Final = 1024 * 1024 * 1024
MOST_SECONDS: Final = 20
LETTERS: Final = 9  # points
# Tagged, with a title, and fonts embedded.
KIND: Final[dict[str, Any]] = {"pdf_variant": "pdf/ua-1", "pdf_tags": True}
# How far all of a page that must be one is made smaller, step by step, until it is.
SCALES: Final = (1.0, 0.93, 0.86, 0.79, 0.72)
STYLES: Final = Path(__file__).parent / "paper.css"
# WeasyPrint heeds no style of the page inside a picture: each bears its own.
PICTURE_STYLES: Final = Path(__file__).parent / "pictures.css"
SVG: Final = "{http://www.w3.org/2000/svg}"


class FetchNothing(URLFetcher):  # type: ignore[misc]  # untyped in the package
    """Whatever an address says: nothing of what is printed is fetched from anywhere."""

    def fetch(self, url: str, headers: Any = None) -> NoReturn:  # noqa: ARG002  # as WeasyPrint calls it
        raise ValueError("Nothing is fetched for a page that is printed.")


def press(html: str, *, is_one_page: bool) -> bytes:
    """Make a PDF/UA of it; where it must be one page, as small as that takes."""
    fonts = FontConfiguration()
    styles = STYLES.read_text(encoding="utf-8")
    for scale in SCALES:
        page = weasyprint.HTML(string=_with_styles(html), url_fetcher=FetchNothing())
        style = weasyprint.CSS(
            string=f"{styles}\nhtml {{ font-size: {LETTERS * scale:.2f}pt }}",
            url_fetcher=FetchNothing(),
            font_config=fonts,
        )
        document = page.render(stylesheets=[style], font_config=fonts, **KIND)
        if not is_one_page or len(document.pages) == 1:
            break
    return bytes(document.write_pdf(**KIND))


def _with_styles(html: str) -> str:
    styles = PICTURE_STYLES.read_text(encoding="utf-8")
    head, *pictures = html.split("<svg ")
    return head + "".join(_dress(picture, styles) for picture in pictures)


def _dress(picture: str, styles: str) -> str:
    opening, mark, rest = picture.partition(">")
    return f"<svg {opening}{mark}<style>{styles}</style>{rest}"


def main() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (MOST_SECONDS, MOST_SECONDS + 1))
    os.nice(5)
    said = json.load(sys.stdin)
    sys.stdout.buffer.write(press(said["html"], is_one_page=said["is_one_page"]))


if __name__ == "__main__":
    main()
