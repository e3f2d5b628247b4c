"""The press: a process that fetches nothing, has no secret, and is given no more time than there is."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from weasyprint.urls import URLFetcher

from insights.paper import press as press_module
from insights.paper import printing
from insights.paper.press import press
from insights.paper.printing import NotPrinted, print_pdf
from tests.insights.paper.reading import read_pdf


class Listener(BaseHTTPRequestHandler):
    heard: list[str]

    def do_GET(self) -> None:
        self.heard.append(self.path)
        self.send_error(404)

    def log_message(self, *_args: object) -> None:
        """Nothing."""


@pytest.fixture
def listener() -> Iterator[tuple[str, list[str]]]:
    """An address, and what was asked of it."""
    Listener.heard = []
    server = HTTPServer(("127.0.0.1", 0), Listener)
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}", Listener.heard
    server.shutdown()
    server.server_close()


WAYS = (
    '<img src="{0}/img">',
    '<link rel="stylesheet" href="{0}/css">',
    '<style>@import "{0}/import"; body {{ background: url({0}/background) }}</style>',
    '<svg width="9" height="9"><image href="{0}/svg" width="9" height="9"/><use href="{0}/use#a"/></svg>',
    "<style>@font-face {{ font-family: x; src: url({0}/font) }} p {{ font-family: x }}</style><p>x</p>",
    '<link rel="attachment" href="{0}/attachment">',
    '<object data="{0}/object"></object><embed src="{0}/embed">',
)


@pytest.mark.parametrize("way", WAYS)
def test_nothing_is_fetched_whatever_the_page_says(listener: tuple[str, list[str]], way: str) -> None:
    address, heard = listener
    pdf = read_pdf(print_pdf(f"<title>x</title><p>Zahlen</p>{way.format(address)}"))
    assert "Zahlen" in pdf.text
    assert heard == []


def test_the_same_page_would_be_fetched_without_the_guard(
    listener: tuple[str, list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    address, heard = listener
    monkeypatch.setattr(press_module, "FetchNothing", URLFetcher)
    press(f'<title>x</title><img src="{address}/img">', is_one_page=False)
    assert heard == ["/img"]


def test_no_file_of_the_machine_gets_into_a_pdf(tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("geheim")
    page = f'<title>x</title><link rel="attachment" href="{secret.as_uri()}"><p>Zahlen</p>'
    assert b"geheim" not in print_pdf(page)
    assert b"EmbeddedFile" not in print_pdf(page)


def test_press_knows_no_setting(monkeypatch: pytest.MonkeyPatch) -> None:
    said: dict[str, Any] = {}
    run = subprocess.run

    def note(*args: Any, **options: Any) -> Any:
        said.update(options)
        return run(*args, **options)

    monkeypatch.setenv("SECRET_KEY", "geheim")
    monkeypatch.setattr(subprocess, "run", note)
    print_pdf("<title>x</title>")
    assert "SECRET_KEY" not in said["env"]


def test_one_page_stays_one_page_as_long_as_it_can_be_read() -> None:
    page = "<title>x</title>" + "<p>Eine Zeile mit Zahlen</p>" * 80
    assert len(read_pdf(press(page, is_one_page=False)).pages) == 2
    assert len(read_pdf(press(page, is_one_page=True)).pages) == 1


def test_what_takes_too_long_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(printing, "PRESS_SECONDS", 0.05)
    with pytest.raises(NotPrinted, match="zu lange"):
        print_pdf("<title>x</title>")


def test_only_one_is_made_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(printing, "WAIT_SECONDS", 0.01)
    assert printing._turns.acquire(blocking=False)
    try:
        with pytest.raises(NotPrinted, match="mehrere PDFs"):
            print_pdf("<title>x</title>")
    finally:
        printing._turns.release()
    assert print_pdf("<title>x</title>").startswith(b"%PDF-")
