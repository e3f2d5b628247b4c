"""The fields of a lead, each declared once: how it is read, where it is kept, by which doors it comes.

Label and length are those of the model's column. The form, the API, the columns of a file, what is filled in
later and what a lead shows derive from the declaration: a further text of a lead is its column and a line
here.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.own_company import company_country
from leads.models import ClickId, Door, Grade, Lead, Person, Touch
from values.emails import normalise_email
from values.phones import normalise_phone
from values.text import check_bytes, check_text, shorten

Label = str | Promise
Read = Callable[[str], str]
LONGEST_TOUCH_VALUE: Final = 1000
# As somebody types them, with more than one of them or with words beside; kept is their normal form.
LONGEST_EMAIL: Final = 600
LONGEST_PHONE: Final = 200
EVERY: Final = frozenset(Door)
BY_PROGRAMS: Final = EVERY - {Door.HAND, Door.FORM}
GRADES: Final = tuple(Grade.values)  # Django makes that list anew at every look
WITH_A_PLACE: Final = frozenset({"note", "page_url", "grade"})


class Kept(StrEnum):
    """Where a field is kept."""

    PERSON = "person"
    LEAD = "lead"
    TOUCH = "touch"
    CLICK_ID = "click id"  # in the touch, byte for byte
    INTAKE = "intake"  # when and where the enquiry came in: columns of the lead with types of their own


class Kind(StrEnum):
    """How a field is read, and asked for in a form."""

    LINE = "line"
    TEXT = "text"
    EMAIL = "email"
    PHONE = "phone"
    ADDRESS = "address"  # of a page
    BYTES = "bytes"
    GRADE = "grade"
    LABEL = "label"  # a name that comes again and again in a file
    MOMENT = "moment"


@dataclass(frozen=True, kw_only=True, slots=True)
class LeadField:
    """One field. `headings` are the columns of files it is known by, the surest first, in lower case;
    `column` is what files and the command call it.
    """

    name: str
    kept: Kept
    kind: Kind
    label: Label
    max_length: int
    doors: frozenset[Door] = EVERY
    headings: tuple[str, ...] = ()
    column: str = ""
    help_text: Label = ""

    def read(self, text: str) -> str:
        """The value in the form we keep. Raises ValidationError that names the value and what is allowed."""
        return READERS[self.kind](text, self.max_length)


def read_page_address(text: str, max_length: int = LONGEST_TOUCH_VALUE) -> str:
    address = check_text(text, max_length=max_length)
    if address and not address.lower().startswith(("http://", "https://")):
        message = _("“%(value)s” is not the address of a page. It begins with https:// or http://.")
        raise ValidationError(message % {"value": shorten(address)}, code="address")
    return address


def read_grade(text: str) -> str:
    """A letter of the scale A to D."""
    letter = text.strip().upper()
    if letter not in GRADES:
        message = _("“%(value)s” is not on the scale. Allowed are %(allowed)s.")
        raise ValidationError(message % {"value": shorten(text), "allowed": ", ".join(GRADES)}, code="letter")
    return letter


READERS: Final[dict[Kind, Callable[[str, int], str]]] = {
    Kind.LINE: lambda text, longest: check_text(text, max_length=longest),
    Kind.LABEL: lambda text, longest: check_text(text, max_length=longest),
    Kind.TEXT: lambda text, longest: check_text(text, max_length=longest, is_multiline=True),
    Kind.EMAIL: lambda text, _longest: normalise_email(text),
    Kind.PHONE: lambda text, _longest: normalise_phone(text, region=company_country()),
    Kind.ADDRESS: read_page_address,
    Kind.BYTES: lambda text, longest: check_bytes(text, max_length=longest),
    Kind.GRADE: lambda text, _longest: read_grade(text),
}


def _declare(
    model: type[models.Model],
    name: str,
    kept: Kept,
    kind: Kind = Kind.LINE,
    *,
    label: Label = "",
    max_length: int = 0,
    doors: frozenset[Door] = EVERY,
    headings: str = "",
    column: str = "",
    help_text: Label = "",
) -> LeadField:
    """A field whose label and length are, unless told otherwise, those of the model's column."""
    of_model = model._meta.get_field(name)
    assert isinstance(of_model, models.Field)
    return LeadField(
        name=name,
        kept=kept,
        kind=kind,
        label=label or of_model.verbose_name,
        max_length=max_length or of_model.max_length or 0,
        doors=doors,
        headings=tuple(" ".join(heading.split()) for heading in headings.split("|") if heading.strip()),
        column=column or name,
        help_text=help_text,
    )


FIELDS: Final = (
    _declare(
        Lead,
        "external_id",
        Kept.LEAD,
        doors=BY_PROGRAMS,
        headings="""
            external id | lead id | lead-id | record id | mql_id | id | kennung | lead-nummer | leadnummer
            | externe nummer
        """,
    ),
    _declare(
        Lead,
        "external_source",
        Kept.LEAD,
        Kind.LABEL,
        doors=BY_PROGRAMS - {Door.FILE},  # of a file it is asked for all rows at once
    ),
    _declare(
        Lead,
        "received_at",
        Kept.INTAKE,
        Kind.MOMENT,
        column="created_at",
        headings="""
            created at | create date | created time | created date | created | submitted at
            | first_contact_date | lead - created | eingang | eingegangen am | erstellt am | erstelldatum
            | date | datum
        """,
    ),
    _declare(
        Person,
        "name",
        Kept.PERSON,
        headings="""
            full name | fullname | contact | person - name | vollständiger name | ansprechpartner | kontakt
        """,
    ),
    _declare(
        Person,
        "company",
        Kept.PERSON,
        headings="""
            company name | company / account | organization - name | organisation | firma | unternehmen
        """,
    ),
    _declare(
        Person,
        "email",
        Kept.PERSON,
        Kind.EMAIL,
        max_length=LONGEST_EMAIL,
        help_text=gettext_lazy("E-mail or phone is enough."),
        headings="""
            e-mail | mail | email address | e-mail address | e-mail-adresse | e-mailadresse | emailadresse
            | work email | person - email | person - email (work)
        """,
    ),
    _declare(
        Person,
        "phone",
        Kept.PERSON,
        Kind.PHONE,
        max_length=LONGEST_PHONE,
        help_text=gettext_lazy("With area code, or with +43 …"),
        headings="""
            phone number | mobile | mobile phone | person - phone | telefon | telefonnummer | tel | handy
            | mobil
        """,
    ),
    _declare(
        Lead,
        "campaign",
        Kept.INTAKE,
        Kind.LABEL,
        max_length=160,
        headings="campaign name | primary campaign | kampagne",
    ),
    _declare(
        Lead,
        "cta",
        Kept.INTAKE,
        Kind.LABEL,
        max_length=160,
        headings="""
            call-to-action | call to action | landing_page_id | landing page | landingpage | form name | form
            | formular
        """,
    ),
    _declare(
        Lead,
        "channel",
        Kept.INTAKE,
        Kind.LABEL,
        max_length=120,
        headings="""
            origin | lead source | leadsource | original source | lead - source channel | platform | kanal
            | quelle | leadquelle | herkunft
        """,
    ),
    _declare(
        Lead,
        "page_url",
        Kept.LEAD,
        Kind.ADDRESS,
        label=gettext_lazy("Address of the page"),
        doors=EVERY - {Door.FILE},
        help_text=gettext_lazy("As the browser shows it; utm values and click ids in it are kept."),
    ),
    *(
        _declare(Touch, name, Kept.TOUCH, label=name)
        for name in ("utm_source", "utm_medium", "utm_campaign", "utm_term", "utm_content", "utm_id")
    ),
    *(
        LeadField(
            name=str(name),
            kept=Kept.CLICK_ID,
            kind=Kind.BYTES,
            label=str(name),
            max_length=LONGEST_TOUCH_VALUE,
            doors=frozenset({Door.FILE}),  # elsewhere they come in one piece, or out of the page's address
            column=str(name),
        )
        for name in ClickId.values
    ),
    _declare(
        Lead,
        "said_source",
        Kept.LEAD,
        help_text=gettext_lazy("As the person says it: “from a colleague”, or the name of a channel."),
        headings="""
            how did you hear about us? | how did you hear about us | how did you hear of us? | said source
            | self-reported source | self reported attribution | wie sind sie auf uns gekommen?
            | wie sind sie auf uns gekommen | wie haben sie von uns erfahren? | wie haben sie von uns erfahren
            | wie sind sie auf uns aufmerksam geworden? | wie sind sie auf uns aufmerksam geworden
        """,
    ),
    _declare(
        Lead,
        "grade",
        Kept.LEAD,
        Kind.GRADE,
        doors=frozenset({Door.FILE}),  # everywhere else marketing's guess is made at hand-over
        headings="marketing grade | lead grade | marketing-einschätzung | einschätzung",
    ),
    _declare(
        Lead,
        "note",
        Kept.LEAD,
        Kind.TEXT,
        help_text=gettext_lazy("What sales should know."),
        headings="notes | comment | comments | description | notiz | notizen | bemerkung | kommentar",
    ),
)


def fields_kept(*where: Kept) -> tuple[LeadField, ...]:
    return tuple(field for field in FIELDS if field.kept in where)


def fields_by(door: Door, *where: Kept) -> tuple[LeadField, ...]:
    """What comes in by this door and is kept there."""
    return tuple(field for field in fields_kept(*where) if door in field.doors)


def further_facts(lead: Lead) -> list[tuple[Label, str]]:
    """What a lead says in fields no page has a place of its own for, with their labels."""
    return [
        (field.label, value)
        for field in fields_kept(Kept.LEAD)
        if field.name not in WITH_A_PLACE and (value := getattr(lead, field.name))
    ]


ENQUIRY_FIELDS: Final = fields_kept(Kept.PERSON, Kept.LEAD)
TOUCH_FIELDS: Final = fields_kept(Kept.TOUCH)
PERSON_FIELDS: Final = tuple(field.name for field in fields_kept(Kept.PERSON))
LEAD_FIELDS: Final = tuple(field.name for field in fields_kept(Kept.LEAD))
UTM_FIELDS: Final = tuple(field.name for field in TOUCH_FIELDS)
CLICK_IDS: Final = tuple(ClickId.values)
