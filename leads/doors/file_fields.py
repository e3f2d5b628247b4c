"""What the columns of a file of leads can mean."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import Final

from django.utils.translation import gettext_lazy

from files.fields import Field, Label, Need
from files.fields import Kind as CellKind
from files.words import Meaning, words
from leads.doors.columns import extra_columns
from leads.doors.record import RECORD, read_record
from leads.fields import FIELDS, Kind, LeadField
from leads.models import Door, Grade, LeadKind
from values.text import check_text

REMEMBERED: Final = 4096  # names of campaigns and the like that come again and again
LONGEST_PART: Final = 99  # two of them and a space make a name
# A row is not taken without what is written there: it would come in at a wrong time, or be counted elsewhere.
NEEDS: Final = {"received_at": Need.CLEAR, "campaign": Need.VITAL}


def _part(name: str, label: Label, headings: str) -> Field:
    return Field(
        name=name,
        label=label,
        read=lambda text: check_text(text, max_length=LONGEST_PART),
        headings=tuple(map(str.strip, headings.split("|"))),
    )


# Many files part the name; it is joined where no column has the whole.
FIRST_NAME: Final = _part(
    "first_name", gettext_lazy("first name"), "firstname | given name | person - first name | vorname"
)
LAST_NAME: Final = _part(
    "last_name",
    gettext_lazy("last name"),
    "lastname | surname | family name | person - last name | nachname | familienname | zuname",
)


GRADE_WORDS: Final = tuple(
    Meaning(value=grade, label=Grade(grade).label, words=words(known))
    for grade, known in {
        "A": "a | heiß | hot | sehr gut | very good | excellent | hoch | high | high in relevance | top",
        "B": "b | warm | gut | good | might be | mittel | medium",
        "C": "c | kalt | cold | not sure | unsicher | neutral | later | später | niedrig | low",
        "D": "d | schlecht | bad | very bad | sehr schlecht | low in relevance | worst | passt nicht",
    }.items()
)
STATUS: Final = Field(
    name="status",
    label=gettext_lazy("status"),
    kind=CellKind.WORD,
    headings=(
        *(
            "lead status",
            "lead-status",
            "deal stage",
            "stage",
            "deal - status",
            "lead - status",
            "phase",
            "stand",
        ),
        *("opportunity stage", "deal status", "verkaufsphase"),
    ),
    meanings=(
        Meaning(
            value="won",
            label=gettext_lazy("won"),
            words=words(
                "won | closed won | gewonnen | done deal | deal won | sold | verkauft | abschluss"
                " | auftrag erteilt | contract signed | vertrag unterschrieben | converted | closed converted"
            ),
        ),
        Meaning(
            value="lost",
            label=gettext_lazy("lost"),
            words=words(
                "lost | closed lost | verloren | abgelehnt | absage | abgesagt | rejected | declined"
                " | not converted | closed not converted | unqualified | disqualified | kein interesse"
                " | not interested | nicht interessiert | not won | nicht gewonnen"
            ),
        ),
        Meaning(
            value="open",
            label=gettext_lazy("still open"),
            words=words(
                "open | offen | new | neu | intake | in progress | in bearbeitung | working | contacted"
                " | not contacted | kontaktiert | nicht kontaktiert | attempted to contact | connected"
                " | nurturing | negotiation | verhandlung | in verhandlung | proposal | proposal sent"
                " | angebot | angebot erstellt | contract sent | qualified | qualifiziert | pending"
                " | open deal | appointment scheduled | qualified to buy | presentation scheduled"
                " | prospecting"
            ),
        ),
        Meaning(
            value="spam", label=gettext_lazy("spam"), words=words("spam | junk | fake | bot"), alone=True
        ),
        Meaning(
            value="test",
            label=gettext_lazy("a test"),
            words=words("test | testlead | test lead | test-lead"),
            alone=True,
        ),
    ),
)
# What an export of ours says of a lead in no column of its own.
OF_AN_EXPORT: Final = Field(
    name=RECORD, label=gettext_lazy("further data of an export from Smarketing"), read=read_record
)
KINDS: Final = {"spam": LeadKind.SPAM, "test": LeadKind.TEST}
CELL_KINDS: Final = {
    Kind.MOMENT: CellKind.MOMENT,
    Kind.PHONE: CellKind.PHONE,
    Kind.GRADE: CellKind.WORD,
}


def column_of(field: LeadField) -> Field:
    """The column of a file that holds this field."""
    return Field(
        name=field.column,
        label=field.label,
        kind=CELL_KINDS.get(field.kind, CellKind.CELL),
        need=NEEDS.get(field.name, Need.OPTIONAL),
        read=reader_of(field),
        meanings=GRADE_WORDS if field.kind is Kind.GRADE else (),
        headings=field.headings,
    )


def reader_of(field: LeadField) -> Callable[[str], str]:
    """How a cell of this field is read: names are remembered."""
    if field.kind is Kind.LABEL:
        return lru_cache(maxsize=REMEMBERED)(field.read)
    return field.read


def column_named(name: str) -> Field:
    """The column of one field, for other imports that name leads or people."""
    return next(column_of(field) for field in FIELDS if field.name == name)


def file_fields() -> tuple[Field, ...]:
    """The columns of the lead import, with those other apps added before the note."""
    columns = [column_of(field) for field in FIELDS if Door.FILE in field.doors]
    at = next(at for at, column in enumerate(columns) if column.name == "name") + 1
    columns[at:at] = FIRST_NAME, LAST_NAME
    extras = (field for columns in extra_columns() for field in columns.fields)
    return (*columns[:-1], STATUS, *extras, columns[-1], OF_AN_EXPORT)
