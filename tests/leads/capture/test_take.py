from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.utils import timezone

from accounts.models import User
from campaigns.errors import CtaNotOpen
from campaigns.models import Campaign
from leads.capture import Enquiry, NewConsent, NewTouch, known
from leads.errors import NotForSales
from leads.models import Consent, KindChange, Lead, LeadKind, LeadStage, Person, Touch
from leads.services.kinds import MARKS, set_kind
from tests.factories import make_campaign, make_channel, make_cta, make_lead, make_person
from tests.leads.enquiries import enquire, log
from values.refusals import IllegalMove, StaleVersion

pytestmark = pytest.mark.django_db


def errors_of(actor: User, new: Enquiry) -> dict[str, list[str]]:
    """What is said about bad input; checks that nothing was written."""
    with pytest.raises(ValidationError) as error:
        log(actor, new)
    assert (Person.objects.count(), Lead.objects.count()) == (0, 0)
    return error.value.message_dict


def test_lead_is_written_with_what_held_at_intake(mara: User) -> None:
    cta = make_cta(make_campaign(channel=make_channel("Messe")))
    new = enquire(cta, name=" Erika Muster ", company="Muster AG", email="Erika@Example.org", note="eilig")
    lead = log(mara, new).lead
    saved = Lead.objects.get()
    assert (saved.campaign, saved.cta, saved.definition) == (cta.campaign, cta, cta.definition_in_force)
    assert (saved.channel, saved.stage, saved.kind) == (make_channel("Messe"), "registered", "real")
    assert (saved.door, saved.registered_by, saved.note) == ("hand", mara, "eilig")
    assert (lead.person.name, lead.person.email) == ("Erika Muster", "erika@example.org")


def test_lead_may_come_by_another_channel_than_its_campaign(mara: User) -> None:
    cta = make_cta(make_campaign(channel=make_channel("Messe")))
    new = enquire(cta, email="erika@example.org", channel=make_channel("Telefon"))
    assert log(mara, new).lead.channel == make_channel("Telefon")


@pytest.mark.parametrize(
    ("received_at", "day"),
    [
        (datetime(2026, 3, 14, 22, 59, tzinfo=UTC), "2026-03-14"),
        (datetime(2026, 3, 14, 23, 1, tzinfo=UTC), "2026-03-15"),
        (datetime(2026, 3, 29, 1, 30, tzinfo=UTC), "2026-03-29"),
        (datetime(2025, 10, 26, 0, 30, tzinfo=UTC), "2025-10-26"),
    ],
)
def test_lead_is_counted_on_the_company_s_day(mara: User, received_at: datetime, day: str) -> None:
    new = enquire(make_cta(), email="erika@example.org", received_at=received_at)
    assert str(log(mara, new).lead.received_on) == day


def test_second_enquiry_is_a_new_lead_of_the_same_person(mara: User) -> None:
    cta = make_cta()
    first = log(mara, enquire(cta, name="Erika", email="erika@example.org"))
    again = log(mara, enquire(cta, email="ERIKA@example.org", phone="030 1234567"))
    assert (first.person_is_known, again.person_is_known) == (False, True)
    assert again.duplicate_of == first.lead.pk
    assert Person.objects.get().phone == "+49301234567"
    assert Lead.objects.count() == 2


def test_known_person_is_never_overwritten_and_nothing_given_is_lost(mara: User) -> None:
    person = make_person(name="Erika Muster", email="erika@example.org", phone="+49301234567")
    new = enquire(make_cta(), name="Erika Neu", email="erika@example.org", phone="0151 23456789")
    lead = log(mara, new).lead
    person.refresh_from_db()
    assert (person.name, person.phone) == ("Erika Muster", "+49301234567")
    assert lead.contact_as_given == {"name": "Erika Neu", "phone": "+4915123456789"}


def test_phone_finds_the_person_when_the_name_is_similar(mara: User) -> None:
    person = make_person(name="Jörg Müller", email="", phone="+49301234567")
    new = enquire(make_cta(), name="Joerg Mueller", phone="030/1234567")
    assert log(mara, new).lead.person == person


def test_phone_shared_by_two_people_makes_two_persons(mara: User) -> None:
    make_person(name="Jörg Müller", email="", phone="+49301234567")
    new = enquire(make_cta(), name="Petra Schmidt", phone="030 1234567")
    assert not log(mara, new).person_is_known
    assert Person.objects.with_phone("+49301234567").count() == 2


def test_person_known_by_phone_gets_the_email_they_now_give(mara: User) -> None:
    person = make_person(name="Jörg Müller", email="", phone="+49301234567")
    new = enquire(make_cta(), name="Jörg Müller", email="joerg@example.org", phone="030 1234567")
    assert log(mara, new).lead.person == person
    person.refresh_from_db()
    assert person.email == "joerg@example.org"
    assert Person.objects.matching("joerg@example.org").get() == person


def test_another_email_on_the_same_phone_is_another_person(mara: User) -> None:
    make_person(name="Jörg Müller", email="joerg@example.org", phone="+49301234567")
    new = enquire(make_cta(), name="Jörg Müller", email="info@example.org", phone="030 1234567")
    assert not log(mara, new).person_is_known


def test_touches_keep_first_and_last_apart(mara: User) -> None:
    clicked_at = timezone.now() - timedelta(days=3)
    first = NewTouch(utm_source="google", click_ids={"GCLID": " Cj0-é_ "}, happened_at=clicked_at)
    last = NewTouch(utm_source="newsletter", page_url="https://example.com/angebot")
    new = enquire(make_cta(), email="erika@example.org", first_touch=first, last_touch=last)
    lead = log(mara, new).lead
    kept_first, kept_last = Touch.objects.order_by("happened_at")
    assert (kept_first.position, kept_first.click_ids) == ("first", {"gclid": " Cj0-é_ "})
    assert kept_first.happened_at == clicked_at
    assert (kept_last.position, kept_last.utm_source) == ("last", "newsletter")
    assert kept_last.happened_at == lead.received_at


def test_blank_touch_is_no_touch(mara: User) -> None:
    log(mara, enquire(make_cta(), email="e@example.org", last_touch=NewTouch()))
    assert Touch.objects.count() == 0


def test_consents_are_proof(mara: User) -> None:
    consents = (
        NewConsent(channel="email", text_version="2026-11", source="Messe"),
        NewConsent(channel="phone", text_version="2026-11"),
    )
    new = enquire(make_cta(), email="erika@example.org", consents=consents)
    lead = log(mara, new).lead
    email, phone = Consent.objects.order_by("channel")
    assert (email.person, email.lead, email.source, email.given_at) == (
        lead.person,
        lead,
        "Messe",
        lead.received_at,
    )
    assert "Mara Marketing" in phone.source


@pytest.mark.parametrize("status", [Campaign.Status.DRAFT, Campaign.Status.ENDED])
def test_campaign_that_is_not_live_takes_no_leads(mara: User, status: str) -> None:
    cta = make_cta(make_campaign(status=status), name="Angebot holen")
    with pytest.raises(CtaNotOpen, match="Angebot holen"):
        log(mara, enquire(cta, email="erika@example.org"))
    assert Person.objects.count() == 0


@pytest.mark.parametrize("fields", [{"is_signed": False}, {"is_active": False}])
def test_cta_without_definition_or_switched_off_takes_no_leads(mara: User, fields: dict[str, bool]) -> None:
    with pytest.raises(CtaNotOpen):
        log(mara, enquire(make_cta(**fields), email="erika@example.org"))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", "x" * 10_000),
        ("name", "Eri\x00ka"),
        ("company", "Muster\nBcc: x"),
        ("email", "erika(at)example.org"),
        ("email", "e\ud800@example.org"),
        ("phone", "kein Telefon"),
        ("phone", "1" * 10_000),
        ("note", "\x07"),
        ("note", "x" * 4001),
        ("answers", {"Größe?": "\x00"}),
        ("answers", {str(number): "ja" for number in range(51)}),
        ("page_url", "javascript:alert(1)"),
        ("page_url", "https://example.com/" + "x" * 1000),
        ("kind", "fake"),
        ("external_id", "x" * 161),
        ("received_at", datetime(2026, 1, 1)),  # noqa: DTZ001
        ("received_at", datetime(1, 1, 1, tzinfo=UTC)),
        ("received_at", datetime(9999, 12, 31, tzinfo=UTC)),
    ],
)
def test_bad_value_is_named_beside_its_field(mara: User, field: str, value: object) -> None:
    values = {"email": "erika@example.org", "phone": "030 1234567", field: value}
    messages = errors_of(mara, enquire(make_cta(), **values))
    assert list(messages) == [field]


@pytest.mark.parametrize(
    ("touch", "field"),
    [
        (NewTouch(utm_source="x" * 1001), "last_touch.utm_source"),
        (NewTouch(utm_term="a\x00"), "last_touch.utm_term"),
        (NewTouch(click_ids={"gclid": "x" * 1001}), "last_touch.click_ids"),
        (NewTouch(click_ids={"sessionid": "1"}), "last_touch.click_ids"),
        (NewTouch(click_ids={"gclid": "a\nb"}), "last_touch.click_ids"),
        (NewTouch(page_url="ftp://example.com"), "last_touch.page_url"),
    ],
)
def test_bad_touch_is_named_and_never_cut(mara: User, touch: NewTouch, field: str) -> None:
    messages = errors_of(mara, enquire(make_cta(), email="e@example.org", last_touch=touch))
    assert list(messages) == [field]


@pytest.mark.parametrize(
    "consents",
    [
        (NewConsent(channel="fax", text_version="1"),),
        (NewConsent(channel="email", text_version=" "),),
        (NewConsent(channel="email", text_version="1"), NewConsent(channel="email", text_version="2")),
    ],
)
def test_bad_consent_is_refused(mara: User, consents: tuple[NewConsent, ...]) -> None:
    messages = errors_of(mara, enquire(make_cta(), email="e@example.org", consents=consents))
    assert list(messages) == ["consents"]


def test_all_errors_come_at_once(mara: User) -> None:
    new = enquire(make_cta(), name="\x00", email="erika", phone="x")
    assert sorted(errors_of(mara, new)) == ["email", "name", "phone"]


def test_somebody_nobody_can_reach_is_no_lead(mara: User) -> None:
    assert list(errors_of(mara, enquire(make_cta(), name="Erika"))) == ["email"]


def test_external_number_belongs_to_one_lead(mara: User) -> None:
    make_lead(external_id="HS-7")
    new = enquire(make_cta(), email="neu@example.org", external_id="HS-7")
    with pytest.raises(ValidationError, match="HS-7"):
        log(mara, new)
    assert not Person.objects.with_email("neu@example.org").exists()


def test_sales_and_managers_do_not_log_leads(sven: User, lena: User, gero: User, otto: User) -> None:
    for person in (sven, lena, gero, otto):
        with pytest.raises(PermissionDenied):
            log(person, enquire(make_cta(), email="erika@example.org"))
    assert Lead.objects.count() == 0


def test_capture_costs_the_same_queries_every_time(mara: User, django_assert_num_queries: object) -> None:
    log(mara, enquire(make_cta(), email="erika@example.org"))
    touch = NewTouch(utm_source="g")
    new = enquire(make_cta(), name="Otto", email="otto@example.org", last_touch=touch)
    with django_assert_num_queries(6):  # type: ignore[operator]
        log(mara, new)
    with_firm = enquire(
        make_cta(), name="Ina", email="ina@example.org", company="Muster AG", last_touch=touch
    )
    with django_assert_num_queries(7):  # type: ignore[operator]
        log(mara, with_firm)


def test_kind_can_be_corrected(mara: User) -> None:
    lead = set_kind(actor=mara, lead=make_lead(), kind=LeadKind.SPAM)
    assert (lead.kind, lead.row_version, Lead.objects.counted().count()) == ("spam", 2, 0)


def test_kind_it_already_has_changes_nothing(mara: User) -> None:
    assert set_kind(actor=mara, lead=make_lead(), kind=LeadKind.REAL).row_version == 1


def test_kind_it_already_has_is_not_offered_and_named(mara: User, english: None) -> None:
    with pytest.raises(IllegalMove, match="This lead is “Spam” already"):
        MARKS[LeadKind.SPAM].require(mara, make_lead(kind=LeadKind.SPAM))


@pytest.mark.parametrize("kind", [LeadKind.SPAM, LeadKind.NO_LEAD])
def test_what_sales_works_on_stays_a_lead(mara: User, kind: str) -> None:
    with pytest.raises(NotForSales):
        set_kind(actor=mara, lead=make_lead(stage=LeadStage.ACCEPTED), kind=kind, reason="Bewerbung")


def test_returned_lead_is_closed_as_no_lead_and_waits_no_more(mara: User) -> None:
    lead = make_lead(stage=LeadStage.RETURNED)
    assert list(Lead.objects.waiting()) == [lead]
    set_kind(actor=mara, lead=lead, kind=LeadKind.NO_LEAD, reason="Bewirbt sich um eine Stelle")
    assert (list(Lead.objects.waiting()), Lead.objects.counted().count()) == ([], 0)


def test_that_it_is_no_lead_needs_a_reason_from_the_start(mara: User) -> None:
    with pytest.raises(ValidationError) as caught:
        set_kind(actor=mara, lead=make_lead(stage=LeadStage.REGISTERED), kind=LeadKind.NO_LEAD)
    assert list(caught.value.message_dict) == ["reason"]


def test_nothing_comes_in_as_no_lead(mara: User) -> None:
    with pytest.raises(ValidationError) as caught:
        log(mara, enquire(make_cta(), email="erika@example.org", kind=LeadKind.NO_LEAD))
    assert list(caught.value.message_dict) == ["kind"]


def test_change_of_kind_says_who_when_and_why(mara: User) -> None:
    lead = set_kind(actor=mara, lead=make_lead(), kind=LeadKind.TEST, reason="  Von uns selbst ausgefüllt ")
    set_kind(actor=mara, lead=lead, kind=LeadKind.REAL)
    changes = KindChange.objects.filter(lead=lead).values_list("user", "was", "kind", "reason")
    assert list(changes) == [
        (mara.pk, "test", "real", ""),
        (mara.pk, "real", "test", "Von uns selbst ausgefüllt"),
    ]


@pytest.mark.parametrize(
    "stage", [LeadStage.HANDED_OVER, LeadStage.RATED, LeadStage.LOST, LeadStage.RETURNED]
)
def test_lead_that_sales_has_had_leaves_the_figures_only_with_a_reason(mara: User, stage: str) -> None:
    lead = make_lead(stage=LeadStage(stage))
    with pytest.raises(ValidationError) as caught:
        set_kind(actor=mara, lead=lead, kind=LeadKind.TEST, reason=" ")
    assert list(caught.value.message_dict) == ["reason"]
    assert not KindChange.objects.exists()
    assert set_kind(actor=mara, lead=lead, kind=LeadKind.TEST, reason="Probe").kind == "test"


def test_lead_comes_back_into_the_figures_without_a_reason(mara: User) -> None:
    lead = make_lead(stage=LeadStage.RATED, kind=LeadKind.TEST)
    assert set_kind(actor=mara, lead=lead, kind=LeadKind.REAL).kind == "real"


def test_unknown_kind_and_stale_version_are_refused(mara: User, sven: User) -> None:
    lead = make_lead()
    with pytest.raises(ValidationError):
        set_kind(actor=mara, lead=lead, kind="\x00")
    with pytest.raises(StaleVersion):
        set_kind(actor=mara, lead=lead, kind="test", expected_version=3)
    with pytest.raises(PermissionDenied):
        set_kind(actor=sven, lead=lead, kind="test")


def test_known_addresses_are_found_by_two_indexes_however_many_are_asked_for() -> None:
    with connection.cursor() as cursor:
        # A table that is empty may as well be read whole, or along its key.
        cursor.execute("SET LOCAL enable_seqscan = off; SET LOCAL enable_indexscan = off")
        cursor.execute(f"EXPLAIN {known._BY_EMAIL}", [["a@example.org"], ["a@example.org"]])
        plan = str(cursor.fetchall())
    assert [index in plan for index in ("person_email_once", "person_also_reached_by")] == [True, True]
