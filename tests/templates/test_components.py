"""The pieces in templates/components, rendered as pages include them."""

from __future__ import annotations

from typing import Any

import pytest
from django import forms
from django.contrib.auth.password_validation import password_validators_help_text_html
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.utils import translation

FITS = [("high", "Promised too much"), ("right", "Realistic expectation")]


class RatingForm(forms.Form):
    name = forms.CharField(help_text="As on the card.")
    note = forms.CharField(required=False)
    fit = forms.ChoiceField(choices=FITS, widget=forms.RadioSelect(attrs={"class": "seg two"}))
    promises = forms.MultipleChoiceField(
        choices=FITS, required=False, widget=forms.CheckboxSelectMultiple(attrs={"class": "chips"})
    )


@pytest.fixture(autouse=True)
def german() -> Any:
    """Decimal commas would break an SVG, so that everything here is rendered in German."""
    with translation.override("de"):
        yield


def render(component: str, **context: Any) -> str:
    return render_to_string(f"components/{component}.html", context)


def field(name: str, **data: str) -> str:
    return str(RatingForm(data or None)[name].as_field_group())


def test_bar_fills_its_share() -> None:
    assert 'class="is" width="92"' in render("bar", share=0.092, tone="ok")


def test_stat_draws_no_bar_without_a_share() -> None:
    assert "svg" not in render("stat", name="Leads", value="12")


def test_progress_groups_digits_in_words_but_not_in_attributes() -> None:
    text = render("progress", label="Import", done=412000, total=1000000)
    assert 'max="1000000" value="412000"' in text
    assert "412.000" in text


def test_field_ties_help_and_error_to_its_control() -> None:
    text = field("name", note="x")
    assert 'aria-describedby="id_name_helptext id_name_error"' in text
    assert 'id="id_name_helptext"' in text
    assert 'id="id_name_error"' in text
    assert 'aria-invalid="true"' in text


def test_help_that_is_html_is_written_as_such_and_any_other_is_escaped() -> None:
    form = RatingForm()
    form.fields["name"].help_text = password_validators_help_text_html()
    form.fields["note"].help_text = "<b>"
    assert '<div class="help" id="id_name_helptext"><ul><li>' in str(form["name"].as_field_group())
    assert "&lt;b&gt;" in str(form["note"].as_field_group())


def test_field_marks_only_what_may_stay_empty() -> None:
    assert 'class="opt"' not in field("name")
    assert 'class="opt"' in field("note")


def test_field_leaves_the_mark_out_where_the_form_asks_for_it() -> None:
    form = RatingForm()
    form.hide_optional = True  # type: ignore[attr-defined]
    assert 'class="opt"' not in str(form["note"].as_field_group())


def test_radios_look_as_their_widget_says() -> None:
    text = field("fit")
    assert '<div id="id_fit" class="seg two">' in text
    assert "<legend>" in text
    assert text.count('type="radio"') == 2


def test_radios_left_empty_are_marked_without_an_attribute_radios_must_not_have() -> None:
    text = field("fit", note="x")
    assert 'class="seg two invalid"' in text
    assert "aria-invalid" not in text


def test_segments_keep_the_chosen_answer() -> None:
    text = field("fit", fit="right")
    assert text.count(" checked") == 1
    assert 'value="right" required id="id_fit_1" checked' in text


def test_chips_escape_what_people_typed() -> None:
    form = RatingForm()
    form.fields["promises"].choices = [("1", "<b>gratis</b>")]  # type: ignore[attr-defined]
    assert "&lt;b&gt;gratis&lt;/b&gt;" in str(form["promises"].as_field_group())


def test_form_says_its_own_errors_once_and_first() -> None:
    form = RatingForm({"name": "x", "fit": "right"})
    form.add_error(None, "Both cannot be.")
    text = render("form", form=form, request=RequestFactory().get("/rate/"))
    assert text.count("Both cannot be.") == 1
    assert text.index("Both cannot be.") < text.index("id_name")


def test_sort_head_tells_its_direction() -> None:
    text = render("table_sort", label="Leads", url="?sort=-leads", state="ascending", numeric=True)
    assert (
        text.strip()
        == '<th scope="col" class="n" aria-sort="ascending"><a href="?sort=-leads">Leads</a></th>'
    )


@pytest.mark.parametrize(("first", "said"), [(1001, "1.001 bis 1.050 von 1.200"), (1050, "1.050 von 1.200")])
def test_pagination_says_which_rows_these_are(first: int, said: str) -> None:
    text = render("pagination", older_url="?after=x", first=first, last=1050, total=1200)
    assert " ".join(text.split()).count(f'<span class="dim"> {said} </span>') == 1


def test_pagination_is_left_out_on_a_single_page() -> None:
    assert render("pagination", newer_url="", older_url="").strip() == ""
