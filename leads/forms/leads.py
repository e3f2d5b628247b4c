"""What a marketer types to log a lead, to answer sales and to say what kind of lead it is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl, urlsplit

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from campaigns.models import CallToAction, Channel
from leads.intake import UTM_FIELDS, NewConsent, NewLead, NewTouch
from leads.models import ClickId, LeadKind

# The version under which the consent is kept: change it whenever a wording below changes.
WORDING_VERSION = "hand-2026-11"
ANSWERS_HELP = gettext_lazy("One per line: the question, a colon, the answer.")


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
    """One enquiry; whatever is refused by the service comes back beside its field."""

    hide_optional = True
    cta = OpenCtaField(label=gettext_lazy("Campaign and call-to-action"))
    name = forms.CharField(label=gettext_lazy("Name"), required=False)
    company = forms.CharField(label=gettext_lazy("Company"), required=False)
    email = forms.CharField(
        label=gettext_lazy("E-mail address"),
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "email", "autocapitalize": "none", "spellcheck": "false"}),
        help_text=gettext_lazy("E-mail or phone is enough."),
    )
    phone = forms.CharField(
        label=gettext_lazy("Phone"),
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "tel"}),
        help_text=gettext_lazy("With area code, or with +43 …"),
    )
    note = forms.CharField(
        label=gettext_lazy("Note"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("What sales should know."),
    )
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
    page_url = forms.CharField(
        label=gettext_lazy("Address of the page"),
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "url", "autocapitalize": "none", "spellcheck": "false"}),
        help_text=gettext_lazy("As the browser shows it; utm values and click ids in it are kept."),
    )
    utm_source = forms.CharField(label="utm_source", required=False)
    utm_medium = forms.CharField(label="utm_medium", required=False)
    utm_campaign = forms.CharField(label="utm_campaign", required=False)
    utm_term = forms.CharField(label="utm_term", required=False)
    utm_content = forms.CharField(label="utm_content", required=False)
    utm_id = forms.CharField(label="utm_id", required=False)
    is_test = forms.BooleanField(
        label=gettext_lazy("This is a test lead: it is kept and never counted."), required=False
    )

    CONTACT = ("name", "company", "email", "phone")
    SOURCE = ("channel", "received_at", "page_url", *UTM_FIELDS)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        cta, channel = self.fields["cta"], self.fields["channel"]
        assert isinstance(cta, OpenCtaField) and isinstance(channel, forms.ModelChoiceField)
        cta.offer()
        channel.queryset = Channel.objects.all()
        for name in self.CONTACT:
            self.fields[name].widget.attrs["autocomplete"] = "off"
        if not self.is_bound:
            self.fields["name" if self.initial.get("cta") else "cta"].widget.attrs["autofocus"] = True

    @property
    def has_ctas(self) -> bool:
        field = self.fields["cta"]
        assert isinstance(field, OpenCtaField)
        return field.has_rows

    @property
    def contact_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in self.CONTACT]

    @property
    def source_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in self.SOURCE]

    @property
    def opens_source(self) -> bool:
        """Whether the folded part holds something: an error or a value."""
        return any(self[name].errors or self.data.get(name) for name in self.SOURCE)

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

    def for_service(self) -> NewLead:
        """The enquiry as the service takes it."""
        data = self.cleaned_data
        return NewLead(
            cta=data["cta"],
            name=data["name"],
            company=data["company"],
            email=data["email"],
            phone=data["phone"],
            note=data["note"],
            answers=data["answers"],
            page_url=data["page_url"],
            channel=data["channel"],
            last_touch=read_touch(data["page_url"], {name: data[name] for name in UTM_FIELDS}),
            consents=tuple(
                NewConsent(channel=channel, text_version=WORDING_VERSION)
                for channel in ("email", "phone")
                if data[f"agrees_{channel}"]
            ),
            received_at=data["received_at"],
            kind=LeadKind.TEST if data["is_test"] else LeadKind.REAL,
        )


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
