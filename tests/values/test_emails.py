from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tests.values.outcomes import outcome_of
from values.emails import PLAIN, find_further_emails, normalise_email, read_emails
from values.names import search_text
from values.phones import normalise_phone
from values.text import shorten


def message_of(error: pytest.ExceptionInfo[ValidationError]) -> str:
    return str(error.value.messages[0])


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("Erika@Example.COM", "erika@example.com"),
        ("  erika@example.com\u00a0", "erika@example.com"),
        ("erika@xn--mller-kva.example.com", "erika@müller.example.com"),
        ("mu\u0308ller@example.com", "müller@example.com"),
        ("\ufefferika@example.com\u200b\u00a0", "erika@example.com"),
        ("mailto:erika@example.com?subject=Anfrage", "erika@example.com"),
        ("Erika <erika@example.com>", "erika@example.com"),
        ('"Muster, Erika" <erika@example.com>', "erika@example.com"),
        ("Muster, Erika <erika@example.com>", "erika@example.com"),
        ("erika@example.com (privat)", "erika@example.com"),
        ("E-Mail: erika@example.com", "erika@example.com"),
        ("erika/muster@example.com", "erika/muster@example.com"),
        ('"erika@example.com"', "erika@example.com"),
        ("'erika@example.com'; 'otto@example.com'", "erika@example.com"),
        ("", ""),
        ("-", ""),
        ("k.A.", ""),
    ],
)
def test_email_is_kept_in_one_form(typed: str, kept: str) -> None:
    assert normalise_email(typed) == kept


@pytest.mark.parametrize(
    "typed",
    [
        "erika",
        "a@b@example.com",
        "erika@example.com, otto",
        "erika@example.com, g@@example.com",
        "erika muster erika@example.com",
        "erika@example com",
        "erika@example...com",
        "x" * 300 + "@example.com",
        "@",
        "a@-.de",
    ],
)
def test_email_that_is_none_is_named(typed: str) -> None:
    with pytest.raises(ValidationError) as error:
        normalise_email(typed)
    assert shorten(typed) in message_of(error)
    assert "erika@example.com" in message_of(error)


@pytest.mark.parametrize(
    "typed",
    [
        "erika@example.com; Otto@example.com",
        "erika@example.com oder otto@example.com",
        "erika@example.com/otto@example.com",
        "erika@example.com\notto@example.com",
        "Erika <erika@example.com>, Otto <otto@example.com>, erika@example.com",
        "erika@example.com erika@example.com otto@example.com",
    ],
)
def test_of_several_emails_the_first_is_used_and_the_others_are_found(typed: str) -> None:
    assert (normalise_email(typed), find_further_emails(typed)) == ("erika@example.com", ["otto@example.com"])


def test_one_email_has_no_further_ones() -> None:
    assert [find_further_emails(typed) for typed in ("erika@example.com", "<erika@example.com>", "-")] == [
        [],
        [],
        [],
    ]


@pytest.mark.parametrize(
    "typed", ["a@example.com\nBcc: b@example.com", "a\x00@example.com", "a\ud800@example.com"]
)
def test_email_cannot_carry_a_header_line(typed: str) -> None:
    with pytest.raises(ValidationError) as error:
        normalise_email(typed)
    assert error.value.code == "forbidden_character"


@given(st.text(st.characters(), max_size=300))
def test_any_text_is_kept_or_refused_but_never_breaks(text: str) -> None:
    for normalise in (normalise_email, normalise_phone):
        try:
            kept = normalise(text)
        except ValidationError:
            continue
        assert normalise(kept) == kept
    assert not set(search_text(name=text, company=text, email=text, phone=text)) & {"\x00", "\ud800"}


PLAIN_OR_NOT = st.from_regex(
    r"[A-Za-z0-9._+-]{1,12}@[A-Za-z0-9.-]{1,20}\.(com|de|test|Local|x1|q|arpa)", fullmatch=True
) | st.from_regex(PLAIN, fullmatch=True)
# The same with a few characters put in somewhere, over others or between them.
NEARLY_PLAIN = st.builds(
    lambda address, cut, put: address[:cut] + put + address[cut + len(put) % 2 :],
    PLAIN_OR_NOT,
    st.integers(0, 40),
    st.text("aA0.-_@ ü\u0308\u200bß'\"<>x", max_size=3),
)


def read_first(address: str) -> str:
    return next(iter(read_emails(address)), "")


@settings(max_examples=500)
@given(PLAIN_OR_NOT | NEARLY_PLAIN)
@example("a@example.local")
@example("a@xn--mller-kva.example.com")
@example("a@ab--c.de")
@example("a@-a.de")
@example("a@a.de1")
@example(f"{'x' * 64}@example.com")
@example(f"a@{'x' * 64}.de")
def test_a_plain_email_is_read_as_the_standards_read_it(address: str) -> None:
    assert outcome_of(normalise_email, address) == outcome_of(read_first, address.strip())


@given(PLAIN_OR_NOT | NEARLY_PLAIN)
def test_nothing_stands_behind_an_email_that_is_typed_as_it_is_kept(address: str) -> None:
    kept, _message = outcome_of(normalise_email, address)
    assert find_further_emails(kept) == []


def refusal(typed: str) -> ValidationError:
    with pytest.raises(ValidationError) as error:
        normalise_email(typed)
    return error.value


def test_refusal_of_an_email_says_what_is_allowed(english: None) -> None:
    refused = refusal("erika")
    assert refused.code == "email"
    assert refused.messages == [
        "“erika” is not an e-mail address. Allowed are addresses such as erika@example.com."
    ]


def test_text_far_too_long_for_an_email_is_not_even_read() -> None:
    assert (refusal("x" * 1000).code, refusal("x" * 1001).code) == ("email", "too_long")
