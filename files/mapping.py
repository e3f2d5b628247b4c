"""Which column means which field: said by the user, or guessed from the headings."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from django.utils.translation import gettext as _

from files.fields import Field
from files.headings import heading_key
from files.layout import Layout
from files.presets import Preset
from files.problems import ImportRefused
from values.text import quoted, shorten


def parse_pairs(pairs: Iterable[str]) -> dict[str, str]:
    """{field: column} from texts such as `email=E-Mail`; ImportRefused for anything else or a field given
    twice.
    """
    mapping: dict[str, str] = {}
    for pair in pairs:
        name, sign, column = pair.partition("=")
        name, column = name.strip(), column.strip()
        if not (name and sign and column):
            message = _("“%(pair)s” maps nothing. Allowed is field=column, for example email=E-Mail.")
            raise ImportRefused(message % {"pair": shorten(pair)})
        if name in mapping:
            message = _("The field “%(field)s” is mapped twice, to “%(first)s” and to “%(second)s”.")
            raise ImportRefused(message % {"field": name, "first": mapping[name], "second": column})
        mapping[name] = column
    return mapping


def guess_mapping(
    fields: Sequence[Field], columns: Sequence[str], preset: Preset | None = None
) -> dict[str, str]:
    """{field: column} where a heading is the name of a field or one it is known by; a column means one
    field. What the preset of the file says goes first, but for fields this import does not have.
    """
    names = {"", *(field.name for field in fields)}
    left = {heading_key(column): column for column in columns if column}
    mapping: dict[str, str] = {}

    def map_to(name: str, heading: str) -> None:
        if name not in mapping and heading in left:
            mapping[name] = left.pop(heading)

    for heading, name in preset.means.items() if preset else ():
        if name in names:
            map_to(name, heading)
        mapping.pop("", None)
    for field in fields:
        map_to(field.name, heading_key(field.name))
    for field in fields:
        for known in field.headings:
            map_to(field.name, heading_key(known))
    return mapping


def known_headings(fields: Iterable[Field]) -> frozenset[str]:
    """Every heading one of these fields is known by, its own name included."""
    return frozenset(heading_key(heading) for field in fields for heading in (field.name, *field.headings))


def resolve_mapping(fields: Sequence[Field], layout: Layout, mapping: Mapping[str, str]) -> dict[Field, int]:
    """{field: position of its column}. Raises ImportRefused naming the fields and columns there are."""
    known = {field.name: field for field in fields}
    resolved: dict[Field, int] = {}
    for name, column in mapping.items():
        if name not in known:
            message = _("“%(field)s” is not a field of this import. Allowed are: %(allowed)s.")
            raise ImportRefused(message % {"field": shorten(name), "allowed": ", ".join(known)})
        position = layout.find(column)
        if position is None:
            message = _("The file has no column “%(column)s”. Its columns are: %(columns)s.")
            columns = ", ".join(quoted(heading) for _at, heading in layout.named)
            raise ImportRefused(message % {"column": shorten(column), "columns": columns[:2000]})
        resolved[known[name]] = position
    if not resolved:
        message = _(
            "None of the columns is mapped. Row %(row)d was read as the headings: %(columns)s. If they stand "
            "in another row, say in which. The fields are: %(fields)s."
        )
        columns = ", ".join(quoted(heading) for _at, heading in layout.named)
        values = {"row": layout.heading_row, "columns": columns[:2000], "fields": ", ".join(known)}
        raise ImportRefused(message % values)
    return resolved
