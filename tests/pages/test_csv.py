from __future__ import annotations

import pytest
from django.utils import translation

from pages.csv import csv_answer


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("de", '\ufeffZeile;Wert\r\n7;"a;b"\r\n8;\'=1+1\r\n'),
        ("en", "Zeile,Wert\r\n7,a;b\r\n8,'=1+1\r\n"),
    ],
)
def test_csv_opens_in_the_readers_spreadsheet_and_runs_no_formula(language: str, text: str) -> None:
    with translation.override(language):
        answer = csv_answer("fehler", ["Zeile", "Wert"], [["7", "a;b"], ["8", "=1+1"]])
    assert answer.content.decode() == text
    assert answer.headers["Content-Disposition"] == 'attachment; filename="fehler.csv"'


def test_number_below_zero_stays_one_and_a_text_that_begins_like_it_does_not_run() -> None:
    with translation.override("en"):
        answer = csv_answer("kosten", ["ROI"], [["-12.50"], ["-12.50 to 3"], ["+12"]])
    assert answer.content.decode().splitlines() == ["ROI", "-12.50", "'-12.50 to 3", "'+12"]
