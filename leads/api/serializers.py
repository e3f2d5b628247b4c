from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from campaigns.models import CallToAction, Channel
from leads.intake import NewConsent, NewLead, NewTouch
from leads.models import ClickId, Consent, ConsentChannel, Lead, LeadKind, Person, Touch

UTM = ("utm_source", "utm_medium", "utm_campaign", "utm_term", "utm_content", "utm_id")


class PersonSerializer(serializers.ModelSerializer[Person]):
    class Meta:
        model = Person
        fields = ("id", "name", "company", "email", "phone")


class TouchSerializer(serializers.ModelSerializer[Touch]):
    class Meta:
        model = Touch
        fields = ("position", *UTM, "click_ids", "page_url", "referrer", "happened_at")


class ConsentSerializer(serializers.ModelSerializer[Consent]):
    class Meta:
        model = Consent
        fields = ("channel", "text_version", "source", "given_at")


class LeadSerializer(serializers.ModelSerializer[Lead]):
    """A lead as it is read; for sales no `grade` until rated, no e-mail and phone until accepted."""

    person = serializers.SerializerMethodField()
    channel = serializers.CharField(source="channel.name", allow_null=True, default=None)
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
            "source",
            "external_id",
            "received_at",
            "received_on",
            "stage",
            "grade",
            "assigned_to",
            "handed_over_at",
            "accepted_at",
            "page_url",
            "answers",
            "note",
            "row_version",
        )

    @extend_schema_field(PersonSerializer)
    def get_person(self, lead: Lead) -> dict[str, Any]:
        said = PersonSerializer(lead.person).data
        # The receipt of a new lead is written without a request: whoever sent the person in knows it.
        request = self.context.get("request")
        is_hidden = request is not None and not lead.shows_contact_to(request.user)
        return {**said, "email": "", "phone": ""} if is_hidden else dict(said)

    def get_grade(self, lead: Lead) -> str:
        return lead.grade if lead.grade and lead.shows_grade_to(self.context["request"].user) else ""


class LeadDetailSerializer(LeadSerializer):
    """One lead with its touches and consents."""

    touches = TouchSerializer(many=True)
    consents = ConsentSerializer(many=True)

    class Meta(LeadSerializer.Meta):
        fields = (*LeadSerializer.Meta.fields, "touches", "consents")  # type: ignore[assignment]


class TouchInput(serializers.Serializer[Any]):
    """One touch; of the click ids only the known names are taken, byte for byte."""

    utm_source = serializers.CharField(max_length=1000, allow_blank=True, required=False)
    utm_medium = serializers.CharField(max_length=1000, allow_blank=True, required=False)
    utm_campaign = serializers.CharField(max_length=1000, allow_blank=True, required=False)
    utm_term = serializers.CharField(max_length=1000, allow_blank=True, required=False)
    utm_content = serializers.CharField(max_length=1000, allow_blank=True, required=False)
    utm_id = serializers.CharField(max_length=1000, allow_blank=True, required=False)
    click_ids = serializers.DictField(
        child=serializers.CharField(max_length=1000, trim_whitespace=False),
        required=False,
        help_text=", ".join(ClickId.values),
    )
    page_url = serializers.CharField(max_length=1000, allow_blank=True, required=False)
    referrer = serializers.CharField(max_length=1000, allow_blank=True, required=False)
    happened_at = serializers.DateTimeField(required=False)


class ConsentInput(serializers.Serializer[Any]):
    channel = serializers.ChoiceField(choices=ConsentChannel.choices)
    text_version = serializers.CharField(max_length=80)
    source = serializers.CharField(max_length=200, allow_blank=True, required=False)  # type: ignore[assignment]
    given_at = serializers.DateTimeField(required=False)


class CtaNumber(serializers.PrimaryKeyRelatedField[CallToAction]):
    """A call-to-action by its number; `register_lead` looks it up in its transaction."""

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
    name = serializers.CharField(max_length=200, allow_blank=True, required=False)
    company = serializers.CharField(max_length=200, allow_blank=True, required=False)
    email = serializers.CharField(max_length=254, allow_blank=True, required=False)
    phone = serializers.CharField(max_length=60, allow_blank=True, required=False)
    note = serializers.CharField(max_length=4000, allow_blank=True, required=False)
    answers = serializers.DictField(
        child=serializers.CharField(max_length=2000, allow_blank=True), required=False
    )
    page_url = serializers.CharField(max_length=1000, allow_blank=True, required=False)
    channel = serializers.SlugRelatedField(
        slug_field="name", queryset=Channel.objects.all(), allow_null=True, required=False
    )
    first_touch = TouchInput(required=False)
    last_touch = TouchInput(required=False)
    consents = ConsentInput(many=True, required=False)
    received_at = serializers.DateTimeField(required=False)
    kind = serializers.ChoiceField(choices=LeadKind.choices, required=False)
    external_id = serializers.CharField(max_length=160, allow_blank=True, required=False)

    def to_new_lead(self, data: Any) -> NewLead:
        """What `register_lead` takes; keeps nothing in itself. ValidationError for what is no enquiry."""
        said = dict(self.run_validation(data))
        for name in ("first_touch", "last_touch"):
            if name in said:
                said[name] = NewTouch(**said[name])
        said["consents"] = tuple(NewConsent(**consent) for consent in said.get("consents", ()))
        return NewLead(**said)


class RegisteredSerializer(serializers.Serializer[Any]):
    """The receipt of a new lead."""

    lead = LeadSerializer()
    person_is_known = serializers.BooleanField()
    duplicate_of = serializers.IntegerField(
        source="duplicate_of.pk", allow_null=True, default=None, help_text="The lead this one may repeat."
    )
    is_replay = serializers.BooleanField()


# Making the fifty fields anew for every enquiry takes longer than all its statements. These two keep nothing
# of what passes through them, so that all threads of a process share them.
ENQUIRY = LeadInput()
RECEIPT = RegisteredSerializer()
