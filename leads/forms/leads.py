"""What a marketer types to log a lead, to answer sales and to say what kind of lead it is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final
from urllib.parse import parse_qsl, urlsplit

from django import forms
from django.core.exceptions import ValidationError
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.own_company import company_country
from campaigns.models import CallToAction, Channel
from leads.capture import USUAL, Enquiry, NewConsent, NewTouch
from leads.fields import PERSON_FIELDS, UTM_FIELDS, Kept, Kind, LeadField, fields_by
from leads.models import ClickId, Door, LeadKind
from values.phones import find_readings, put_number

# The version under which the consent is kept: change it whenever a wording below changes.
WORDING_VERSION = "hand-2026-11"
ANSWERS_HELP = gettext_lazy("One per line: the question, a colon, the answer.")
TYPED_FIELDS = fields_by(Door.HAND, Kept.PERSON, Kept.LEAD, Kept.TOUCH)
SOURCE = ("channel", "received_at", "page_url", *UTM_FIELDS)
PLAIN = {"autocapitalize": "none", "spellcheck": "false"}
INPUTS: dict[Kind, dict[str, str]] = {
    Kind.EMAIL: {"inputmode": "email", **PLAIN},
    Kind.PHONE: {"inputmode": "tel"},
    Kind.ADDRESS: {"inputmode": "url", **PLAIN},
}


if TYPE_CHECKING:
    CtaField = forms.ModelChoiceField[CallToAction]
else:
    CtaField = forms.ModelChoiceField


class OpenCtaField(CtaField):
    """The calls-to-action that take leads, under the name of their campaign: one choice gives both."""

    def __init__(self, **options: Any) -> None:
        super().__init__(queryset=CallToAction.objects.none(), **options)

    def offer(self) -> None:
        """Ask for the choices anew: one query, grouped by campaign, so that no second step is needed."""
        rows = CallToAction.objects.taking_leads().select_related("campaign")
        self.queryset = rows.order_by("campaign__name", "campaign_id", "name")
        groups: dict[str, list[tuple[int, str]]] = {}
        for cta in self.queryset:
            name = f"{cta.name} · {cta.campaign.name}"
            groups.setdefault(cta.campaign.name, []).append((cta.pk, name))
        self.choices = [("", _("Please choose")), *groups.items()]
        self.has_rows = bool(groups)


class LeadForm(forms.Form):
    """One enquiry; whatever is refused comes back beside its field. The texts are those of `leads.fields`."""

    hide_optional = True
    # The address of the page brings the click ids.
    places: Final = {"click_ids": "page_url"}
    cta = OpenCtaField(label=gettext_lazy("Campaign and call-to-action"))
    answers = forms.CharField(
        label=gettext_lazy("Answers given"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=ANSWERS_HELP,
    )
    agrees_email = forms.BooleanField(
        label=gettext_lazy("Agrees to be contacted by e-mail about this enquiry and our offers."),
        required=False,
    )
    agrees_phone = forms.BooleanField(
        label=gettext_lazy("Agrees to be called about this enquiry and our offers."), required=False
    )
    channel = forms.ModelChoiceField(
        label=gettext_lazy("Channel"),
        queryset=Channel.objects.none(),
        required=False,
        empty_label=gettext_lazy("Like the campaign"),
    )
    received_at = forms.DateTimeField(
        label=gettext_lazy("Received"),
        required=False,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        help_text=gettext_lazy("Empty: now."),
    )
    is_test = forms.BooleanField(
        label=gettext_lazy("This is a test lead: it is kept and never counted."), required=False
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields.update({field.name: as_form_field(field) for field in TYPED_FIELDS})
        cta, channel = self.fields["cta"], self.fields["channel"]
        assert isinstance(cta, OpenCtaField) and isinstance(channel, forms.ModelChoiceField)
        cta.offer()
        channel.queryset = Channel.objects.active()
        # Whoever types the name of a channel means it: the page lists them (`channel_names`).
        self.fields["said_source"].widget.attrs["list"] = "channel-names"
        self._ask_which_phone()
        if not self.is_bound:
            self.fields["name" if self.initial.get("cta") else "cta"].widget.attrs["autofocus"] = True

    def _ask_which_phone(self) -> None:
        """Offer both numbers where what was typed may be either."""
        readings = find_readings(self.data.get("phone", ""), region=company_country())
        if readings:
            self.fields["phone_meant"] = forms.ChoiceField(
                label=_("Which number is meant?"),
                choices=readings,
                required=False,
                widget=forms.RadioSelect(attrs={"class": "seg two"}),
            )

    @property
    def has_ctas(self) -> bool:
        field = self.fields["cta"]
        assert isinstance(field, OpenCtaField)
        return field.has_rows

    @property
    def channel_names(self) -> list[str]:
        """What is offered to whoever writes down how a person heard of the company."""
        return list(Channel.objects.active().values_list("name", flat=True))

    @property
    def contact_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in PERSON_FIELDS]

    @property
    def asked(self) -> forms.BoundField | None:
        """What has to be said of a contact that may be two."""
        return self["phone_meant"] if "phone_meant" in self.fields else None

    @property
    def lead_fields(self) -> list[forms.BoundField]:
        return [
            self[field.name] for field in TYPED_FIELDS if field.kept is Kept.LEAD and field.name != "page_url"
        ]

    @property
    def source_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in SOURCE]

    @property
    def opens_source(self) -> bool:
        """Whether the folded part holds something: an error or a value."""
        return any(self[name].errors or self.data.get(name) for name in SOURCE)

    def clean_answers(self) -> dict[str, str]:
        """Lines of "question: answer" as a dictionary; a line without a colon is named."""
        answers: dict[str, str] = {}
        for number, line in enumerate(self.cleaned_data["answers"].splitlines(), start=1):
            question, colon, answer = line.partition(":")
            if not line.strip():
                continue
            if not colon or not question.strip():
                message = _("Line %(number)d has no question before a colon. %(help)s")
                raise ValidationError(message % {"number": number, "help": ANSWERS_HELP}, code="no_question")
            if question.strip() in answers:
                raise ValidationError(
                    _("Line %(number)d asks the same question again.") % {"number": number}, code="twice"
                )
            answers[question.strip()] = answer.strip()
        return answers

    def as_enquiry(self) -> Enquiry:
        """What was typed, as it was typed."""
        data = self.cleaned_data
        values = {field.name: data[field.name] for field in TYPED_FIELDS if field.kept is not Kept.TOUCH}
        if meant := data.get("phone_meant"):
            values["phone"] = put_number(meant, values["phone"])
        return Enquiry(
            values=values,
            cta_id=data["cta"].pk,
            channel_id=data["channel"].pk if data["channel"] else USUAL,
            answers=data["answers"],
            last_touch=read_touch(data["page_url"], {name: data[name] for name in UTM_FIELDS}),
            consents=tuple(
                NewConsent(channel=channel, text_version=WORDING_VERSION)
                for channel in ("email", "phone")
                if data[f"agrees_{channel}"]
            ),
            received_at=data["received_at"],
            kind=LeadKind.TEST if data["is_test"] else LeadKind.REAL,
        )


def as_form_field(field: LeadField) -> forms.CharField:
    """A field of a lead as somebody types it; what may not be typed, reading it says."""
    widget: forms.Widget = forms.TextInput(attrs=INPUTS.get(field.kind, {}))
    if field.kind is Kind.TEXT:
        widget = forms.Textarea(attrs={"rows": 3})
    if field.kept is Kept.PERSON:
        widget.attrs["autocomplete"] = "off"
    label = str(field.label) if field.kept is Kept.TOUCH else capfirst(str(field.label))
    return forms.CharField(label=label, required=False, widget=widget, help_text=str(field.help_text))


def read_touch(page_url: str, typed: dict[str, str]) -> NewTouch:
    """The touch a page's address tells of; what was typed beside it wins."""
    try:
        pairs = parse_qsl(urlsplit(page_url).query, max_num_fields=200)
    except ValueError:
        pairs = []
    found = {name.lower(): value for name, value in reversed(pairs)}
    utm = {name: typed.get(name) or found.get(name, "") for name in UTM_FIELDS}
    click_ids = {str(name): found[name] for name in ClickId.values if found.get(name)}
    return NewTouch(
        utm_source=utm["utm_source"],
        utm_medium=utm["utm_medium"],
        utm_campaign=utm["utm_campaign"],
        utm_term=utm["utm_term"],
        utm_content=utm["utm_content"],
        utm_id=utm["utm_id"],
        click_ids=click_ids,
        page_url=page_url,
    )
