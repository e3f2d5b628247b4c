from __future__ import annotations

from django.utils.html import format_html
from django.utils.safestring import SafeString

from values.html import fill, join


def test_texts_are_escaped_as_django_does() -> None:
    text = """<b title="x">'&"""
    assert fill("<p>{}</p>", text) == format_html("<p>{}</p>", text)


def test_html_that_was_made_here_stays_what_it_is() -> None:
    inner = fill("<b>{}</b>", "A & B")
    assert fill("<p>{}{}</p>", inner, "<") == "<p><b>A &amp; B</b>&lt;</p>"
    assert isinstance(inner, SafeString)


def test_pieces_come_together_without_being_escaped_again() -> None:
    joined = join(fill("<i>{}</i>", text) for text in ("<", ">"))
    assert (joined, isinstance(joined, SafeString)) == ("<i>&lt;</i><i>&gt;</i>", True)
