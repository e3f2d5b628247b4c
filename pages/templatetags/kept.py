"""Parts of a page that are the same for everybody who is shown the same: drawn once in a process."""

from __future__ import annotations

from functools import lru_cache
from typing import Any, Final

from django import forms, template
from django.template import Context
from django.template.loader import get_template
from django.utils.safestring import SafeString
from django.utils.translation import get_language

register = template.Library()

KEPT_AT_MOST: Final = 500
_fields: Final[dict[tuple[Any, ...], SafeString]] = {}


@register.simple_tag
def kept(name: str, **values: Any) -> SafeString:
    """What the template of this name makes of these values alone, in the language of the page.

    Nothing else of the page reaches it, neither request nor person, so nobody is shown what was drawn for
    somebody else. Raises TypeError for a value that cannot be a key, such as a list.
    """
    return _draw(name, get_language(), tuple(values.items()))


@lru_cache(maxsize=KEPT_AT_MOST)
def _draw(name: str, _language: str, values: tuple[tuple[str, Any], ...]) -> SafeString:
    return SafeString(get_template(name).template.render(Context(dict(values))))  # type: ignore[attr-defined]


@register.simple_tag
def kept_field(form: forms.Form, name: str) -> SafeString:
    """A field as `as_field_group` draws it; kept while nobody has filled it in.

    Not for one whose choices come from the database: raises TypeError for it.
    """
    field = form[name]
    if isinstance(field.field, forms.ModelChoiceField):
        raise TypeError(f"The choices of {name} are not the same for everybody.")
    if form.is_bound or name in form.initial:
        return field.as_field_group()
    attributes = tuple(field.field.widget.attrs.items())
    key = (type(form), form.prefix, name, get_language(), field.field.required, attributes)
    if key not in _fields:
        _fields[key] = field.as_field_group()
    return _fields[key]
