"""A select is, letter by letter, that of Django's own template; errors are ours."""

from __future__ import annotations

import pytest
from django import forms
from django.forms.renderers import BaseRenderer, Jinja2
from django.forms.utils import ErrorList
from django.utils import translation
from django.utils.translation import gettext_lazy

from smarketing.form_renderer import Renderer

NASTY = "\"><script>alert('x')</script>&amp;"
CHOICES = [("", gettext_lazy("All")), (1234, 5678), (NASTY, NASTY), ("Gruppe & Co", [("a", "Ä"), ("b", 1.5)])]


def written(widget: forms.Widget, value: object, renderer: BaseRenderer) -> str:
    attrs = {"id": "id_x", "required": True, "disabled": False, "title": NASTY, "max": 4000}
    with translation.override("de"):
        return widget.render("x", value, attrs=attrs, renderer=renderer)


def lines_of(html: str) -> list[str]:
    """Django's template leaves a blank line after each option."""
    return [line.strip() for line in html.splitlines() if line.strip()]


@pytest.mark.parametrize("value", ["", "b", 1234, NASTY, None])
def test_select_is_that_of_django(value: object) -> None:
    ours, theirs = (written(forms.Select(choices=CHOICES), value, one()) for one in (Renderer, Jinja2))
    assert lines_of(ours) == lines_of(theirs)
    assert "<script>" not in ours


def test_errors_stand_in_a_list_that_their_field_points_to() -> None:
    errors = ErrorList(["Fehlt.", "<b>"], renderer=Renderer(), field_id="id_x")
    assert str(errors) == '<ul class="errors" id="id_x_error"><li>Fehlt.</li><li>&lt;b&gt;</li></ul>'


def test_errors_of_the_form_belong_to_no_field() -> None:
    assert str(ErrorList(["Fehlt."], renderer=Renderer())) == '<ul class="errors"><li>Fehlt.</li></ul>'


def test_list_without_errors_is_empty() -> None:
    assert str(ErrorList(renderer=Renderer())) == ""
