"""Where there is no Pango there are no PDFs, and their tests are left out with the reason said."""

from __future__ import annotations

import pytest

from insights.paper import printing

collect_ignore_glob: list[str] = []
try:
    import weasyprint  # noqa: F401  # loads Pango
except OSError:
    collect_ignore_glob = ["test_*.py"]


def pytest_report_header() -> str:
    return "no Pango: the tests of PDFs are left out" if collect_ignore_glob else ""


@pytest.fixture(autouse=True)
def _patient(monkeypatch: pytest.MonkeyPatch) -> None:
    """How busy the machine is says nothing of a PDF; the CPU it may take is limited all the same."""
    monkeypatch.setattr(printing, "PRESS_SECONDS", 120)
    monkeypatch.setattr(printing, "WAIT_SECONDS", 120)
