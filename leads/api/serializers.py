from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from campaigns.models import CallToAction, Channel
from leads.capture import USUAL, Enquiry, NewConsent, NewTouch
from leads.fields import LEAD_FIELDS, PERSON_FIELDS, UTM_FIELDS, Kept, LeadField, fields_by
from leads.models import INCOMING_KINDS, ClickId, Consent, ConsentChannel, Door, Lead, Person, Touch
from leads.veil import shown_to, touch_shown_to
from pages.api import MomentField

TEXTS = fields_by(Door.API, Kept.PERSON, Kept.LEAD)
KINDS = [(kind.value, kind.label) for kind in INCOMING_KINDS]


class PersonSerializer(serializers.ModelSerializer[Person]):
    class Meta:
        model = Person
        fields = ("id", *PERSON_FIELDS, "also_reached_by", "other_names", "organisation")


# Making its fields anew for every lead took longer than filling them; it keeps nothing of who passes.
PERSON = PersonSerializer()


class TouchSerializer(serializers.ModelSerializer[Touch]):
    class Meta:
        model = Touch
        fields = ("position", *UTM_FIELDS, "click_ids", "page_url", "referrer", "happened_at")


TOUCH = TouchSerializer()


class ConsentSerializer(serializers.ModelSerializer[Consent]):
    class Meta:
        model = Consent
        fields = ("channel", "text_version", "source", "given_at")


class LeadSerializer(serializers.ModelSerializer[Lead]):
    """A lead as it is read; for sales no `grade` until rated, no e-mail and phone until accepted.

    The person waits since `received_at`; with sales the lead is since `handed_over_at`, the last time.
    """

    person = serializers.SerializerMethodField()
    channel = serializers.CharField(source="channel.name", allow_null=True, default=None)
    contact_as_given = serializers.SerializerMethodField(
        help_text="What this enquiry says of its person otherwise than the person's row, as another name."
    )
    grade = serializers.SerializerMethodField()

    class Meta:
        model = Lead
        fields = (
            "id",
            "uuid",
            "person",
            "campaign",
            "cta",
            "channel",
            "definition",
            "kind",
            "door",
            "sender",
            "received_at",
            "received_on",
            "is_of_customer",
            "stage",
            "assigned_to",
            "handed_over_at",
            "accepted_at",
            "answers",
            "contact_as_given",
            *LEAD_FIELDS,
            "row_version",
        )

    def to_representation(self, lead: Lead) -> dict[str, Any]:
        return super().to_representation(shown_to(self.context["request"].user, lead))

    @extend_schema_field(PersonSerializer)
    def get_person(self, lead: Lead) -> dict[str, Any]:
        return PERSON.to_representation(lead.person)

    @extend_schema_field(serializers.DictField(child=serializers.CharField()))
    def get_contact_as_given(self, lead: Lead) -> dict[str, str]:
        return dict(lead.contact_as_given)

    def get_grade(self, lead: Lead) -> str:
        return lead.grade if lead.grade and lead.shows_grade_to(self.context["request"].user) else ""


class LeadDetailSerializer(LeadSerializer):
    """One lead with its touches and consents."""

    touches = serializers.SerializerMethodField()
    consents = ConsentSerializer(many=True)

    class Meta(LeadSerializer.Meta):
        fields = (*LeadSerializer.Meta.fields, "touches", "consents")

    @extend_schema_field(TouchSerializer(many=True))
    def get_touches(self, lead: Lead) -> list[dict[str, Any]]:
        reader = self.context["request"].user
        return [TOUCH.to_representation(touch_shown_to(reader, lead, touch)) for touch in lead.touches.all()]


class TouchInput(serializers.Serializer[Any]):
    """One touch; of the click ids only the known names are taken, byte for byte."""

    click_ids = serializers.DictField(
        child=serializers.CharField(max_length=1000, trim_whitespace=False),
        required=False,
        help_text=", ".join(ClickId.values),
    )
    page_url = serializers.CharField(max_length=1000, allow_blank=True, required=False)
    referrer = serializers.CharField(max_length=1000, allow_blank=True, required=False)
    happened_at = MomentField(required=False)

    def get_fields(self) -> dict[str, Any]:
        return {
            **{field.name: text_input(field) for field in fields_by(Door.API, Kept.TOUCH)},
            **super().get_fields(),
        }


class ConsentInput(serializers.Serializer[Any]):
    channel = serializers.ChoiceField(choices=ConsentChannel.choices)
    text_version = serializers.CharField(max_length=80)
    source = serializers.CharField(max_length=200, allow_blank=True, required=False)  # type: ignore[assignment]
    given_at = MomentField(required=False)


def text_input(field: LeadField) -> serializers.CharField:
    """A field of a lead as it may be sent."""
    return serializers.CharField(
        max_length=field.max_length,
        allow_blank=True,
        required=False,
    )


class CtaNumber(serializers.PrimaryKeyRelatedField[CallToAction]):
    """A call-to-action by its number; it is looked up when the enquiry is taken."""

    def to_internal_value(self, data: Any) -> CallToAction:
        try:
            if isinstance(data, bool | float):
                raise TypeError
            return CallToAction(pk=int(data))
        except (TypeError, ValueError):
            self.fail("incorrect_type", data_type=type(data).__name__)


class LeadInput(serializers.Serializer[Any]):
    """One enquiry; it needs a way to reach the person: an e-mail address, a phone number or a name."""

    cta = CtaNumber(queryset=CallToAction.objects.all())
    answers = serializers.DictField(
        child=serializers.CharField(max_length=2000, allow_blank=True), required=False
    )
    channel = serializers.SlugRelatedField(
        slug_field="name", queryset=Channel.objects.all(), allow_null=True, required=False
    )
    first_touch = TouchInput(required=False)
    last_touch = TouchInput(required=False)
    consents = ConsentInput(many=True, required=False)
    received_at = MomentField(required=False)
    kind = serializers.ChoiceField(choices=KINDS, required=False)

    def get_fields(self) -> dict[str, Any]:
        return {**{field.name: text_input(field) for field in TEXTS}, **super().get_fields()}

    def to_enquiry(self, data: Any, *, key: str | None = None) -> Enquiry:
        """What was sent; keeps nothing in itself. ValidationError for what is no enquiry."""
        said = self.run_validation(data)
        channel = said.pop("channel", None)
        for name in ("first_touch", "last_touch"):
            if name in said:
                said[name] = NewTouch(**said[name])
        return Enquiry(
            values={field.name: said.pop(field.name) for field in TEXTS if field.name in said},
            cta_id=said.pop("cta").pk,
            channel_id=channel.current.pk if channel else USUAL,
            consents=tuple(NewConsent(**consent) for consent in said.pop("consents", ())),
            key=key,
            **said,
        )


# Making the fifty fields anew for every enquiry takes longer than all its statements. It keeps nothing of
# what passes through it, so that all threads of a process share it.
ENQUIRY = LeadInput()
