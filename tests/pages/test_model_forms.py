"""Forms derived from models say what the models say, and leave the row alone."""

from __future__ import annotations

import pytest
from django import forms

from accounts.forms.people import PersonForm
from campaigns.forms.ctas import CtaForm
from campaigns.models import CallToAction, CtaKind
from handoff.forms import QuestionForm, ReturnForm
from pages.model_forms import field_of

SAID = {"name": "Neu", "kind": "call", "placement": "", "page_url": "", "expected_version": "3"}


def test_form_asks_for_every_editable_column_as_the_model_says() -> None:
    name = CtaForm().fields["name"]
    assert isinstance(name, forms.CharField)
    assert (name.max_length, name.required, CtaForm().fields["placement"].required) == (160, True, False)


def test_valid_form_leaves_the_row_alone_and_gives_the_service_what_was_said() -> None:
    cta = CallToAction(name="Alt", kind=CtaKind.VISIT)
    form = CtaForm(SAID, instance=cta)
    assert form.is_valid()
    assert (cta.name, cta.kind) == ("Alt", CtaKind.VISIT)
    assert form.for_service() == {
        "name": "Neu",
        "kind": "call",
        "placement": "",
        "page_url": "",
        "is_active": False,
    }


def test_form_writes_no_row() -> None:
    form = CtaForm(SAID)
    form.is_valid()
    with pytest.raises(TypeError):
        form.save()


def test_radio_buttons_have_none_for_no_answer() -> None:
    page = str(CtaForm()["kind"])
    assert [f'value="{kind}"' in page for kind in CtaKind] == [True] * len(CtaKind)
    assert 'value=""' not in page


@pytest.mark.parametrize("role", [None, ""])
def test_list_says_that_a_choice_is_needed(role: str | None) -> None:
    page = str((PersonForm() if role is None else PersonForm({"role": role}))["role"])
    assert ("Bitte wählen" in page, "---" in page) == (True, False)


def test_field_asks_in_its_own_words_and_keeps_the_length_of_the_column() -> None:
    answer, question = ReturnForm.base_fields["text"], QuestionForm.base_fields["text"]
    assert [getattr(field, "max_length", None) for field in (answer, question)] == [2000, 2000]
    assert (answer.required, question.required) == (False, True)


def test_field_of_a_column_nobody_says_is_a_mistake_of_the_caller() -> None:
    with pytest.raises(AssertionError, match=r"CallToAction\.id"):
        field_of(CallToAction, "id")
