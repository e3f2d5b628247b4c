from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django import forms
from django.contrib.messages import get_messages
from django.contrib.messages.storage.fallback import FallbackStorage
from django.core.exceptions import ValidationError
from django.http import HttpRequest, QueryDict
from django.test import RequestFactory

from pages.answers import Press, Submission, done, posted
from values.errors import field_error
from values.refusals import Conflict, IllegalMove, Refusal, StaleVersion

pytestmark = pytest.mark.usefixtures("english")


class NameForm(forms.Form):
    name = forms.CharField(required=False)
    utm_source = forms.CharField(required=False)
    page_url = forms.CharField(required=False)
    expected_version = forms.IntegerField(required=False)
    places = {"click_ids": "page_url"}


class TooLong(Refusal):
    field = "name"


def submit(error: Exception | None, **options: Any) -> tuple[NameForm, Submission]:
    form = NameForm(QueryDict("name=Herbst&expected_version=3"))
    assert form.is_valid()
    submission = Submission(form, **options)
    with submission:
        if error is not None:
            raise error
    return form, submission


def request_of(method: str = "post") -> HttpRequest:
    request: HttpRequest = getattr(RequestFactory(), method)("/", {"name": "Herbst"})
    request.session = {}  # type: ignore[assignment]
    request._messages = FallbackStorage(request)  # type: ignore[attr-defined]
    return request


def said(request: HttpRequest) -> list[tuple[str, str]]:
    return [(message.level_tag, str(message)) for message in get_messages(request)]


def test_form_that_was_not_sent_is_answered_with_200() -> None:
    assert Submission(NameForm(posted(request_of("get")))).status == 200


def test_form_that_was_sent_is_bound() -> None:
    assert NameForm(posted(request_of("post"))).is_bound


@pytest.mark.parametrize(
    ("place", "field"),
    [
        ("name", "name"),
        ("last_touch.utm_source", "utm_source"),
        ("first_touch.click_ids", "page_url"),
        ("elsewhere", "__all__"),
    ],
)
def test_bad_value_stands_beside_its_field_with_its_code(place: str, field: str) -> None:
    form, submission = submit(field_error(place, "No.", "never"))
    assert {name: [error.code for error in errors] for name, errors in form.errors.as_data().items()} == {
        field: ["never"]
    }
    assert submission.status == 422


def test_two_places_of_one_field_are_said_once() -> None:
    twice = ValidationError({"page_url": "No page.", "last_touch.page_url": "No page."})
    form, _ = submit(twice)
    assert form.errors == {"page_url": ["No page."]}


@pytest.mark.parametrize(
    ("refusal", "field"), [(TooLong("Too long."), "name"), (IllegalMove("No."), "__all__")]
)
def test_refusal_stands_beside_the_field_it_names_or_above(refusal: Refusal, field: str) -> None:
    form, submission = submit(refusal)
    assert form.errors == {field: [refusal.message]}
    assert (submission.status, submission.conflict) == (409, None)


def test_conflict_keeps_what_was_typed_and_overwrites_the_next_time() -> None:
    both = Conflict(field="name", label="name", theirs="Winter", yours="Herbst")
    form, submission = submit(StaleVersion(expected=3, current=5, conflicts=[both]))
    assert (form["name"].value(), form["expected_version"].value()) == ("Herbst", "5")
    assert form.errors == {}
    assert submission.status == 409
    assert submission.conflict is not None and submission.conflict.conflicts == (both,)


def test_refusal_that_the_page_cannot_show_passes_on() -> None:
    with pytest.raises(IllegalMove):
        submit(IllegalMove("No."), shown=StaleVersion)


def test_defect_passes_on() -> None:
    with pytest.raises(ZeroDivisionError):
        submit(ZeroDivisionError())


def press(request: HttpRequest, step: Callable[[], object]) -> None:
    with Press(request):
        step()


def refuse(error: Exception) -> Callable[[], object]:
    def step() -> object:
        raise error

    return step


@pytest.mark.parametrize("error", [IllegalMove("No."), field_error("status", "No.")])
def test_button_that_is_refused_says_so_on_the_next_page(error: Exception) -> None:
    request = request_of()
    press(request, refuse(error))
    assert said(request) == [("error", "No.")]


def test_button_passes_a_defect_on() -> None:
    with pytest.raises(ZeroDivisionError):
        press(request_of(), refuse(ZeroDivisionError()))


def test_done_says_so_and_leads_on() -> None:
    request = request_of()
    assert done(request, "Saved.", "lead", 7).headers["Location"] == "/leads/7/"
    assert said(request) == [("success", "Saved.")]


class WithHidden(forms.Form):
    name = forms.CharField()
    seen = forms.IntegerField(widget=forms.HiddenInput)


def test_what_is_wrong_with_a_hidden_field_stands_above_the_form(english: None) -> None:
    submission = Submission(WithHidden({"name": "a", "seen": "zz"}))

    [said] = submission.form.non_field_errors()
    why = "seen: Please enter a whole number."
    assert said == f"The form came back otherwise than the page had it ({why}). Please reload."
