"""The rehearsal's own browser and load, without a stack."""

from __future__ import annotations

import pytest

from tests.rehearsal.visitor.browser import Wrong
from tests.rehearsal.visitor.forms import forms_of
from tests.rehearsal.visitor.load import Seen

PAGE = """
<form action="/language/">
  <select name="language"><option value="de"><option value="en" selected></select>
</form>
<form method="post">
  <input type="hidden" name="once" value="abc"><input name="name" value="Mara"><textarea name="note">
Hallo</textarea>
  <select name="grade"><option value="">-</option><option value="A">A</option></select>
  <input type="checkbox" name="is_active" checked><input type="radio" name="fit" value="low">
  <button name="check" value="1">
</form>
"""


def test_form_is_sent_as_a_browser_would() -> None:
    form = forms_of(PAGE, address="/leads/7/?kind=won")[1]
    assert form.action == "/leads/7/?kind=won"
    assert form.filled({"name": "Lena", "fit": "low"}) == [
        ("once", "abc"),
        ("note", "Hallo"),
        ("grade", ""),
        ("is_active", "on"),
        ("name", "Lena"),
        ("fit", "low"),
    ]


def test_form_goes_where_it_says() -> None:
    assert forms_of(PAGE, address="/leads/7/")[0].action == "/language/"


def refuse() -> None:
    raise Wrong("502 on a page")


def test_load_counts_what_failed_and_how_long_it_was_away(monkeypatch: pytest.MonkeyPatch) -> None:
    now = iter([10.0, 11.0, 13.0, 13.5])
    monkeypatch.setattr("tests.rehearsal.visitor.load.time.monotonic", lambda: next(now))
    seen = Seen(time_of_day=lambda: 1013.5)
    away = seen.judge(refuse, 0.0)
    away = seen.judge(refuse, away)
    assert away == 10.0
    assert seen.judge(lambda: None, away) == 0.0
    report = seen.report()
    assert (report["good"], report["failed"]) == (1, 2)
    assert (report["aways"], report["slowest"]) == ([(1010.0, 3.0)], 0.5)
