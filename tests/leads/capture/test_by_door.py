"""The rules of a lead that comes in, the same by every door; and what the doors do differently."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from accounts.models import Company, Role, Team, User
from campaigns.errors import CtaNotOpen
from campaigns.models import CallToAction
from leads.capture import Became, Checked, Enquiry, NewTouch, PersonSender, take
from leads.models import Door, Lead, Person
from tests.factories import make_campaign, make_channel, make_cta, make_definition, make_person, make_user
from tests.leads.capture.doors import CtaKeySender, send, sender_by
from tests.leads.enquiries import enquire

pytestmark = pytest.mark.django_db

by_door = pytest.mark.parametrize("door", list(Door))
by_live_door = pytest.mark.parametrize("door", [door for door in Door if door is not Door.FILE])
PHONE = "+49301234567"


@pytest.fixture(autouse=True)
def _in_berlin(company: Company) -> None:
    """Every lead has a company to come in to."""


def make_versions(cta: CallToAction) -> list[int]:
    """Two versions of the definition, signed on 10 and 20 January 2025; the second is in force."""
    versions = [make_definition(cta), make_definition(cta)]
    for version, day in zip(versions, (10, 20), strict=True):
        version.signatures.update(signed_at=datetime(2025, 1, day, tzinfo=UTC))
    CallToAction.objects.filter(pk=cta.pk).update(definition_in_force=versions[-1])
    return [version.pk for version in versions]


@by_door
@pytest.mark.parametrize(("day", "version"), [(9, None), (10, 0), (19, 0), (20, 1), (None, 1)])
def test_definition_is_the_one_in_force_when_the_lead_came_in(
    door: Door, day: int | None, version: int | None
) -> None:
    cta = make_cta(is_signed=False)
    versions = make_versions(cta)
    received_at = datetime(2025, 1, day, 12, tzinfo=UTC) if day else None
    send(enquire(cta, email="erika@example.org", received_at=received_at), door=door)
    assert Lead.objects.get().definition_id == (None if version is None else versions[version])


@by_door
def test_definition_one_team_has_not_signed_is_not_in_force(door: Door) -> None:
    cta = make_cta(is_signed=False)
    versions = make_versions(cta)
    make_definition(cta, signed_by=(Team.SALES,))
    send(enquire(cta, email="erika@example.org", received_at=timezone.now()), door=door)
    assert Lead.objects.get().definition_id == versions[1]


@by_door
def test_lead_knows_its_door_and_what_sent_it(door: Door) -> None:
    send(enquire(make_cta(), email="erika@example.org"), door=door)
    lead = Lead.objects.get()
    expected = {"hand": "", "api": "token ", "form": "key", "webhook": "key", "file": "import 7"}[door]
    assert (lead.door, lead.sender[: len(expected)], bool(lead.sender)) == (door, expected, bool(expected))
    assert (lead.registered_by is None) == (door in {Door.FORM, Door.WEBHOOK})


@by_door
def test_own_channel_goes_before_the_campaigns(door: Door) -> None:
    cta = make_cta(make_campaign(channel=make_channel("Messe")))
    send(
        enquire(cta, email="a@example.org"),
        enquire(cta, email="b@example.org", channel=make_channel("Telefon")),
        door=door,
    )
    names = Lead.objects.order_by("person__email").values_list("channel__name", flat=True)
    assert list(names) == ["Messe", "Telefon"]


@by_door
def test_person_is_found_by_email_whatever_the_name(door: Door) -> None:
    person = make_person(name="Erika Muster", email="erika@example.org", phone="")
    (taken,) = send(enquire(make_cta(), name="Otto", email="ERIKA@example.org"), door=door)
    assert (Lead.objects.get().person, taken.person_is_known) == (person, True)


@by_door
def test_gaps_are_filled_and_what_differs_is_kept_on_the_lead(door: Door) -> None:
    make_person(name="Erika Muster", company="", email="erika@example.org", phone=PHONE)
    new = enquire(
        make_cta(), name="E. Muster", company="Muster AG", email="erika@example.org", phone="0151 23456789"
    )
    send(new, door=door)
    lead = Lead.objects.select_related("person").get()
    assert (lead.person.name, lead.person.company, lead.person.phone) == ("Erika Muster", "Muster AG", PHONE)
    assert lead.contact_as_given == {"name": "E. Muster", "phone": "+4915123456789"}
    assert list(Person.objects.matching("muster ag")) == [lead.person]


@by_door
def test_nothing_of_another_human_of_the_same_address_is_written_onto_the_first(door: Door) -> None:
    make_person(name="Anke Erst", company="", email="info@example.org", phone="")
    send(enquire(make_cta(), name="Bernd Zweit", email="info@example.org", phone="030 1234567"), door=door)
    lead = Lead.objects.select_related("person").get()
    assert (lead.person.name, lead.person.phone) == ("Anke Erst", "")
    assert lead.contact_as_given == {"name": "Bernd Zweit", "phone": PHONE}


@by_door
@pytest.mark.parametrize(
    ("known", "said", "is_same"),
    [
        ({"name": "Jörg Müller"}, {"name": "Joerg Mueller"}, True),
        ({"name": "Jörg Müller"}, {"name": "Petra Schmidt"}, False),
        ({"name": "Jörg Müller"}, {"name": ""}, True),
        ({"name": ""}, {"name": "Jörg Müller"}, True),
        ({"name": "Jörg Müller"}, {"name": "Jörg Müller", "email": "joerg@example.org"}, True),
        ({"name": ""}, {"name": "Jörg Müller", "email": "joerg@example.org"}, True),
        ({"name": "Jörg Müller"}, {"name": "", "email": "info@example.org"}, False),
        ({"name": "Jörg Müller", "email": "joerg@example.org"}, {"name": "Jörg Müller"}, True),
        (
            {"name": "Jörg Müller", "email": "joerg@example.org"},
            {"name": "Jörg Müller", "email": "info@example.org"},
            False,
        ),
    ],
)
def test_phone_finds_whom_name_and_email_do_not_speak_against(
    door: Door, known: dict[str, str], said: dict[str, str], is_same: bool
) -> None:
    person = make_person(**{"email": "", **known}, phone=PHONE)
    send(enquire(make_cta(), phone=PHONE, **said), door=door)
    assert (Lead.objects.get().person == person) is is_same


@by_door
def test_enquiry_without_a_name_is_nobody_s_of_several_who_share_the_phone(door: Door) -> None:
    for name in ("Erika Muster", "Otto Anders"):
        make_person(name=name, email="", phone=PHONE)
    send(enquire(make_cta(), phone=PHONE), door=door)
    assert Lead.objects.select_related("person").get().person.name == ""


@by_door
def test_behind_a_switchboard_the_very_same_name_is_found_however_many_share_it(door: Door) -> None:
    """Sixty share the number: the one asked for is the last, and beyond those compared for likeness."""
    Person.objects.bulk_create(
        [
            Person(name=f"Person {chr(97 + number // 26)}{chr(97 + number % 26)}", phone=PHONE)
            for number in range(60)
        ]
    )
    last = make_person(name="Zoe Zuletzt", email="", phone=PHONE)
    cta = make_cta()
    send(enquire(cta, name="Zoe Zuletzt", phone=PHONE), door=door)
    send(enquire(cta, name="Zoé Zuletzt", phone=PHONE), door=door)
    first, second = Lead.objects.order_by("id").select_related("person")
    assert (first.person, second.person.name) == (last, "Zoé Zuletzt")


@by_live_door
def test_every_enquiry_is_a_lead_and_the_one_it_may_repeat_is_said(door: Door) -> None:
    new = enquire(make_cta(), email="erika@example.org")
    (first,) = send(new, door=door)
    again, third = send(new, enquire(make_cta(), email="erika@example.org"), door=door)
    assert (again.became, again.duplicate_of and again.duplicate_of.id) == (Became.CREATED, first.lead_id)
    assert (third.duplicate_of, Lead.objects.count(), Person.objects.count()) == (None, 3, 1)


def test_in_a_file_the_same_person_call_to_action_and_time_is_the_same_lead() -> None:
    new = enquire(make_cta(), email="erika@example.org", received_at=timezone.now() - timedelta(days=9))
    taken = send(new, new, door=Door.FILE)
    assert [one.became for one in taken] == [Became.CREATED, Became.SUPPRESSED]


@by_door
def test_known_external_number_is_its_lead_again_or_refused(door: Door) -> None:
    cta = make_cta()
    send(enquire(cta, email="erika@example.org", external_id="X-1"), door=door)
    (again,) = send(enquire(cta, email="erika@example.org", external_id="X-1", note="eilig"), door=door)
    is_same = door in {Door.WEBHOOK, Door.FILE}
    assert again.became == (Became.MERGED if is_same else Became.REFUSED)
    assert Lead.objects.values_list("note", flat=True).get() == ("eilig" if is_same else "")


@pytest.mark.parametrize("door", [Door.WEBHOOK, Door.FILE])
def test_number_of_another_persons_lead_is_refused_and_brings_nothing(door: Door) -> None:
    cta = make_cta()
    send(enquire(cta, name="", email="anna@example.org", external_id="1"), door=door)
    new = enquire(cta, name="Max Muster", email="max@example.org", phone=PHONE, external_id="1", note="x")
    (taken,) = send(new, door=door)
    lead = Lead.objects.select_related("person").get()
    assert (taken.became, taken.lead) == (Became.REFUSED, None)
    assert isinstance(taken.refusal, ValidationError)
    assert list(taken.refusal.error_dict) == ["external_id"]
    assert (lead.person.name, lead.person.phone, lead.note, lead.contact_as_given) == ("", "", "", {})
    assert lead.person.other_names == []


@by_door
def test_closed_call_to_action_takes_only_history(door: Door) -> None:
    (taken,) = send(enquire(make_cta(is_active=False), email="erika@example.org"), door=door)
    is_refused = isinstance(taken.refusal, CtaNotOpen)
    assert (is_refused, Lead.objects.count()) == ((False, 1) if door is Door.FILE else (True, 0))


@by_door
def test_enquiry_that_is_refused_keeps_no_other_from_being_written(door: Door) -> None:
    good = enquire(make_cta(), email="erika@example.org")
    nowhere = Enquiry(values={"email": "otto@example.org"}, cta_id=987_654)
    taken = send(good, nowhere, good, door=door)
    assert [one.became == Became.REFUSED for one in taken] == [False, True, False]
    assert not Person.objects.with_email("otto@example.org").exists()


@by_door
def test_same_key_twice_makes_one_lead_in_one_go_and_in_two(door: Door) -> None:
    new = enquire(make_cta(), email="erika@example.org", external_id="", key="k-1")
    first, second = send(new, new, door=door)
    (third,) = send(new, door=door)
    assert (first.is_replay, second.is_replay, third.is_replay) == (False, True, True)
    assert (second.lead_id, third.lead_id, Lead.objects.count()) == (first.lead_id, first.lead_id, 1)


@by_door
def test_touches_are_kept_apart_and_never_overwritten(door: Door) -> None:
    touches = {"first_touch": NewTouch(utm_source="google"), "last_touch": NewTouch(utm_source="mail")}
    when = timezone.now() - timedelta(days=9)
    new = enquire(make_cta(), email="erika@example.org", received_at=when, **touches)
    send(new, door=door)
    lead = Lead.objects.get()
    assert dict(lead.touches.values_list("position", "utm_source")) == {"first": "google", "last": "mail"}


@pytest.mark.parametrize("role", [role for role in Role if role not in {Role.MARKETER, Role.ADMIN}])
def test_person_without_the_right_sends_nothing_by_any_door(role: Role) -> None:
    sender = PersonSender(make_user(role))
    enquiry = Checked(enquire(make_cta(), email="erika@example.org"))
    for door in set(Door) - {Door.FILE}:
        with pytest.raises(PermissionDenied):
            take([enquiry], door=door, sender=sender)
    assert Lead.objects.count() == 0


def test_form_s_key_opens_no_other_door() -> None:
    enquiry = Checked(enquire(make_cta(), email="erika@example.org"))
    with pytest.raises(PermissionDenied):
        take([enquiry], door=Door.FILE, sender=CtaKeySender(1))


def test_token_needs_its_scope_whoever_s_it_is(mara: User) -> None:
    sender = sender_by(Door.API)
    sender.token.scopes = []  # type: ignore[attr-defined]
    with pytest.raises(PermissionDenied, match=r"leads\.capture"):
        take([Checked(enquire(make_cta(), email="e@example.org"))], door=Door.API, sender=sender)
