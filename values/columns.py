"""What people say of a row, read off its model: a column declared there needs no second list anywhere.

Forms, API and services take the editable columns of a model; a column nobody says is `editable=False`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django.db.models import CharField, Field, Model, TextField
from django.utils.translation import gettext as _

from values.checking import Findings, check_choice
from values.errors import beside, field_error
from values.text import LONGEST, clean_line, clean_text

Reader = Callable[[Any], Any]


def editable_columns(model: type[Model]) -> tuple[str, ...]:
    """Names of all that people say of such a row, in the order of the model."""
    columns = model._meta.concrete_fields
    return tuple(column.name for column in columns if column.editable and not column.primary_key)


def said_in(row: Model) -> dict[str, Any]:
    """What people said of this row, by column."""
    return {name: getattr(row, name) for name in editable_columns(type(row))}


def column_of(model: type[Model], name: str) -> Field[Any, Any]:
    column = model._meta.get_field(name)
    assert isinstance(column, Field)
    return column


def length_of(model: type[Model], name: str) -> int:
    """How many characters this column takes."""
    length = column_of(model, name).max_length
    assert length is not None, f"{model.__name__}.{name} has no end."
    return length


def take(row: Model, said: Mapping[str, Any], findings: Findings, **readers: Reader) -> None:
    """Put what was said into the row, cleaned and checked column by column; nothing is written.

    Of a new row every column is checked, of a stored one those that are said. A reader turns what was said of
    its column into the value itself. What is wrong goes to the findings, each beside its column. Raises
    TypeError for a name that is no editable column.
    """
    names = editable_columns(type(row))
    if unknown := sorted(said.keys() - set(names)):
        raise TypeError(f"Nobody says {', '.join(unknown)} of a {type(row).__name__}: {', '.join(names)}.")
    for name in names:
        if name in said or row._state.adding:
            with findings.collect():
                setattr(row, name, _read(row, name, said, readers.get(name)))


def _read(row: Model, name: str, said: Mapping[str, Any], reader: Reader | None) -> Any:
    if name in said and reader is not None:
        return reader(said[name])
    return clean_value(type(row), name, said.get(name, getattr(row, name)))


def clean_value(model: type[Model], name: str, value: Any) -> Any:
    """The value in the form this column keeps; ValidationError beside the column for one it does not take.

    Text gets one form (see `values.text`), one line where the column is a CharField. Rows are not looked up.
    """
    column = column_of(model, name)
    if isinstance(value, str) and isinstance(column, CharField | TextField):
        value = _clean_text(column, value)
    if value in column.empty_values:
        if not column.blank or (value is None and not column.null):
            raise field_error(name, _("This field is required."), "required")
        return value
    if column.choices:
        check_choice(name, str(value), [str(choice) for choice, _label in column.flatchoices])
    with beside(name):
        return value if column.is_relation else column.clean(value, None)


def _clean_text(column: CharField[Any, Any] | TextField[Any, Any], text: str) -> str:
    clean = clean_text if isinstance(column, TextField) else clean_line
    return clean(column.name, text, max_length=column.max_length or LONGEST)
