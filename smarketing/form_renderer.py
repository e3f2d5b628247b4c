"""Writes the controls that a page has hundreds of in Python, everything else by its template.

A template per option and per attribute made the filters the larger half of a page: a select of a hundred
calls-to-action costs a fraction of the time this way. The HTML is that of Django's templates, which a test
compares.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from django.forms.renderers import TemplatesSetting
from django.http import HttpRequest
from django.utils.formats import localize
from django.utils.functional import Promise
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe

Context = Mapping[str, Any]


class Renderer(TemplatesSetting):
    """Django's renderer of forms with a shorter way for selects, inputs and empty lists of errors."""

    def render(self, template_name: str, context: dict[str, Any], request: HttpRequest | None = None) -> str:
        write = WRITERS.get(template_name)
        return write(context) if write else super().render(template_name, context, request)


def write_select(context: Context) -> SafeString:
    """As django/forms/widgets/select.html."""
    widget = context["widget"]
    parts = [f'<select name="{escape(widget["name"])}"{write_attributes(widget["attrs"])}>']
    for group, options, _ in widget["optgroups"]:
        if group:
            parts.append(f'\n  <optgroup label="{escape(group)}">')
        parts += [
            f'\n  <option value="{escape(str(option["value"]))}"{write_attributes(option["attrs"])}>'
            f"{escape(option['label'])}</option>"
            for option in options
        ]
        if group:
            parts.append("\n  </optgroup>")
    parts.append("\n</select>")
    return mark_safe("".join(parts))  # every part from outside went through escape()


def write_input(context: Context) -> SafeString:
    """As django/forms/widgets/input.html."""
    widget = context["widget"]
    value = "" if widget["value"] is None else f' value="{escape(str(widget["value"]))}"'
    start = f'<input type="{escape(widget["type"])}" name="{escape(widget["name"])}"'
    return mark_safe(f"{start}{value}{write_attributes(widget['attrs'])}>")  # escaped part by part


def write_errors(context: Context) -> SafeString:
    """As templates/django/forms/errors/list/ul.html."""
    errors = context["errors"]
    if not errors:
        return SafeString()
    anchor = f' id="{escape(errors.field_id)}_error"' if errors.field_id else ""
    items = "".join(f"<li>{escape(error)}</li>" for error in errors)
    return mark_safe(f'<ul class="errors"{anchor}>{items}</ul>')  # escaped part by part


def write_attributes(attributes: Mapping[str, Any]) -> str:
    """As django/forms/widgets/attrs.html: True is the name alone, False is nothing."""
    return "".join(
        f" {escape(name)}" if value is True else f' {escape(name)}="{escape(str(value))}"'
        for name, value in attributes.items()
        if value is not False
    )


def escape(value: Any) -> str:
    """A value as a template writes it: numbers as the reader's language has them, HTML escaped."""
    return conditional_escape(str(value) if isinstance(value, Promise) else localize(value))


WRITERS: Final[Mapping[str, Callable[[Context], SafeString]]] = {
    "django/forms/widgets/select.html": write_select,
    "django/forms/errors/list/default.html": write_errors,
    **{
        f"django/forms/widgets/{name}.html": write_input
        for name in ("text", "number", "email", "url", "password", "hidden", "date")
    },
}
