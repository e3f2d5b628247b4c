"""The fields of the lead import."""

from __future__ import annotations

from typing import Final

from django.utils.translation import gettext_lazy

from files.fields import Field, Kind, Label
from leads.imports.hints import hints_for
from leads.intake import LONGEST_NAME, LONGEST_NOTE, LONGEST_TOUCH_VALUE, UTM_FIELDS
from leads.models import ClickId, Grade


def _field(
    name: str, label: Label, kind: Kind = Kind.LINE, *, max_length: int = 160, letters: tuple[str, ...] = ()
) -> Field:
    return Field(
        name=name, label=label, kind=kind, max_length=max_length, hints=hints_for(name), letters=letters
    )


EXTERNAL_ID: Final = _field("external_id", gettext_lazy("external number"))
EMAIL: Final = _field("email", gettext_lazy("e-mail address"), Kind.EMAIL)
LEAD_FIELDS: Final = (
    EXTERNAL_ID,
    _field("created_at", gettext_lazy("received"), Kind.MOMENT),
    _field("name", gettext_lazy("name"), max_length=LONGEST_NAME),
    EMAIL,
    _field("phone", gettext_lazy("phone"), Kind.PHONE),
    _field("company", gettext_lazy("company"), max_length=LONGEST_NAME),
    _field("campaign", gettext_lazy("campaign"), Kind.LABEL),
    _field("cta", gettext_lazy("call-to-action"), Kind.LABEL),
    _field("channel", gettext_lazy("channel"), Kind.LABEL, max_length=120),
    *(_field(name, name, max_length=LONGEST_TOUCH_VALUE) for name in UTM_FIELDS),
    *(_field(name, name, Kind.BYTES, max_length=LONGEST_TOUCH_VALUE) for name in ClickId.values),
    _field("grade", gettext_lazy("marketing's grade"), Kind.LETTER, letters=tuple(Grade.values)),
    _field("note", gettext_lazy("note"), Kind.TEXT, max_length=LONGEST_NOTE),
)
