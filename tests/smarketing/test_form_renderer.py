"""Controls written in Python are, letter by letter, those of Django's templates."""

from __future__ import annotations

import pytest
from django import forms
from django.forms.renderers import BaseRenderer, TemplatesSetting
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
    ours, theirs = (
        written(forms.Select(choices=CHOICES), value, one()) for one in (Renderer, TemplatesSetting)
    )
    assert lines_of(ours) == lines_of(theirs)
    assert "<script>" not in ours


@pytest.mark.parametrize("value", ["", "abc", NASTY, None, 12345])
@pytest.mark.parametrize(
    "widget",
    [
        forms.TextInput,
        forms.NumberInput,
        forms.EmailInput,
        forms.HiddenInput,
        forms.PasswordInput,
        forms.DateInput,
    ],
)
def test_input_is_that_of_django(widget: type[forms.Widget], value: object) -> None:
    assert written(widget(), value, Renderer()) == written(widget(), value, TemplatesSetting())


@pytest.mark.parametrize("field_id", [None, "id_x"])
@pytest.mark.parametrize("errors", [[], ["Fehlt."], ["<b>", gettext_lazy("All")]])
def test_errors_are_those_of_the_template(errors: list[str], field_id: str | None) -> None:
    ours, theirs = (
        ErrorList(errors, renderer=one(), field_id=field_id).as_ul() for one in (Renderer, TemplatesSetting)
    )
    assert ours == theirs


def test_list_without_errors_is_empty() -> None:
    assert str(ErrorList(renderer=Renderer())) == ""
