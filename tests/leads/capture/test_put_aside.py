"""A capture of people somebody else is writing, on real PostgreSQL: nobody waits, nothing is lost."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from importlib import import_module
from pathlib import Path
from threading import Barrier, Event
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client

from accounts.models import Notification, User
from campaigns.errors import CtaNotOpen
from campaigns.models import CallToAction
from leads.capture import Enquiry, NewConsent, NewTouch, Noted, PersonSender, put_aside
from leads.capture.aside import MOST_FAILURES, take_in
from leads.capture.checking import check
from leads.capture.receipts import fingerprint_of
from leads.capture.stored import as_json, from_json
from leads.doors.by_hand import register_by_hand
from leads.doors.registering import Registered
from leads.models import Door, Lead, Person, PutAside
from pages.models import Receipt
from pages.receipts import KeyReused
from tests.api import api_for
from tests.factories import make_company, make_cta, make_definition, make_lead, make_person, make_user
from tests.importing import run, write
from tests.leads.capture.doors import wait_without_end
from tests.leads.enquiries import enquire, log, saying

pytestmark = pytest.mark.django_db(transaction=True)

LEADS = "/api/v1/leads/"
AT_ONCE = 16
LONG = 20  # seconds, longer than anything here may take
aside = import_module("leads.capture.aside")
take_once = aside.take


@pytest.fixture
def marketer() -> User:
    make_company()
    return make_user()


@pytest.fixture
def people(marketer: User, tmp_path: Path) -> Path:
    """A file with new people."""
    rows = "".join(f"p{number}@example.com,2025-01-01\n" for number in range(AT_ONCE))
    return write(tmp_path, f"email,created_at\n{rows}")


@contextmanager
def somebody_writes(write: Callable[[], object], *, seconds: float = LONG) -> Iterator[None]:
    """In a transaction of its own that is open until the block ends, or for so many seconds."""
    written, over = Event(), Event()

    def hold() -> None:
        try:
            with transaction.atomic():
                write()
                written.set()
                over.wait(timeout=seconds)
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as pool:
        holding = pool.submit(hold)
        assert written.wait(timeout=LONG)
        try:
            yield
        finally:
            over.set()
            holding.result()


def send(marketer: User, new: Enquiry, *, key: str | None = None) -> Registered | Noted:
    return register_by_hand(actor=marketer, enquiry=replace(new, key=key))


def put(marketer: User, new: Enquiry, *, key: str | None = None) -> Noted:
    """Put aside as if somebody had been writing its person."""
    checked = check(replace(new, key=key))
    came_at = datetime.now(UTC)
    noted = put_aside(checked, door=Door.HAND, sender=PersonSender(marketer), came_at=came_at)
    assert noted is not None
    return noted


def test_capture_beside_an_import_is_acknowledged_and_becomes_a_lead_afterwards(
    marketer: User, people: Path
) -> None:
    client, enquiry = api_for(marketer), {"cta": make_cta().pk, "name": "Erika", "email": "p0@example.com"}
    with somebody_writes(lambda: run(people)):
        began = datetime.now(UTC)
        answer = client.post(LEADS, enquiry)
        ended = datetime.now(UTC)  # and the import has not
        assert (answer.status_code, answer.json()["lead"], take_in()) == (202, None, 0)
        assert answer.json()["enquiry"] == enquiry
        assert Lead.objects.count() == 0
    assert take_in() == 1
    lead = Lead.objects.select_related("person").get(door=Door.API)
    assert (str(lead.uuid), lead.person.name) == (answer.json()["receipt"], "Erika")
    assert began <= lead.received_at <= ended
    assert (Person.objects.count(), Lead.objects.count(), PutAside.objects.count()) == (16, 17, 0)


def test_twin_without_end_to_its_patience_waits_for_the_import(
    marketer: User, people: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    wait_without_end(monkeypatch)
    new = enquire(make_cta(), email="p0@example.com")
    with somebody_writes(lambda: run(people), seconds=1.5):
        began = time.monotonic()
        assert isinstance(send(marketer, new), Registered)
    assert time.monotonic() - began > 1


def test_sixteen_captures_beside_an_import_wait_for_nobody(marketer: User, people: Path) -> None:
    cta, barrier = make_cta(), Barrier(AT_ONCE)

    def enter(number: int) -> tuple[bool, float]:
        try:
            barrier.wait()
            began = time.monotonic()
            answer = send(marketer, enquire(cta, email=f"p{number}@example.com"))
            return isinstance(answer, Noted), time.monotonic() - began
        finally:
            connection.close()

    with somebody_writes(lambda: run(people)), ThreadPoolExecutor(AT_ONCE) as pool:
        answers = list(pool.map(enter, range(AT_ONCE)))
    assert [noted for noted, _ in answers] == [True] * AT_ONCE
    assert max(seconds for _, seconds in answers) < LONG / 2
    while PutAside.objects.exists():
        take_in()
    assert (Person.objects.count(), Lead.objects.filter(door=Door.HAND).count()) == (AT_ONCE, AT_ONCE)


@pytest.mark.parametrize("contact", ["email", "phone"])
def test_capture_beside_another_of_the_same_person_is_put_aside(marketer: User, contact: str) -> None:
    said = {"email": "erika@example.org", "phone": "030 1234567"}
    new = enquire(make_cta(), name="Erika", **{contact: said[contact]})
    with somebody_writes(lambda: log(marketer, new)):
        assert isinstance(send(marketer, new), Noted)
    assert (take_in(), Person.objects.count(), Lead.objects.count()) == (1, 1, 2)


def test_capture_of_somebody_known_who_only_gets_a_further_lead_waits_for_nothing(
    marketer: User, people: Path
) -> None:
    run(people)
    with somebody_writes(lambda: run(people)):
        assert isinstance(send(marketer, enquire(make_cta(), email="p0@example.com")), Registered)


def test_form_says_that_the_enquiry_is_noted(client: Client, marketer: User, people: Path) -> None:
    marketer.language = "en"
    marketer.save()
    client.force_login(marketer)
    typed = {"cta": make_cta().pk, "email": "p0@example.com"}
    with somebody_writes(lambda: run(people)):
        page = client.post("/leads/new/", typed, follow=True).content.decode()
    assert "Noted. This person is just being imported" in page
    assert take_in() == 1


def test_same_key_gives_the_same_receipt_before_and_after(marketer: User) -> None:
    client = api_for(marketer)
    enquiry = {"cta": make_cta().pk, "email": "erika@example.org"}
    with somebody_writes(lambda: make_person(email="erika@example.org")):
        first = client.post(LEADS, enquiry, HTTP_IDEMPOTENCY_KEY="k-1")
    again = client.post(LEADS, enquiry, HTTP_IDEMPOTENCY_KEY="k-1")
    other = client.post(LEADS, {**enquiry, "name": "Otto"}, HTTP_IDEMPOTENCY_KEY="k-1")
    take_in()
    later = client.post(LEADS, enquiry, HTTP_IDEMPOTENCY_KEY="k-1")
    assert [one.status_code for one in (first, again, other, later)] == [202, 202, 422, 200]
    assert again.json() == {**first.json(), "is_replay": True}
    assert later.json() == {**again.json(), "lead": Lead.objects.get().pk}
    assert Receipt.objects.count() == 1


def test_same_key_put_aside_twice_at_once_is_one(marketer: User) -> None:
    new = enquire(make_cta(), email="erika@example.org")
    first, second = put(marketer, new, key="k-1"), put(marketer, new, key="k-1")
    assert (second.arrival, second.is_replay, PutAside.objects.count()) == (first.arrival, True, 1)
    with pytest.raises(KeyReused):
        put(marketer, saying(new, note="anders"), key="k-1")


def test_key_that_became_a_lead_meanwhile_makes_no_second(marketer: User) -> None:
    new = enquire(make_cta(), email="erika@example.org")
    put(marketer, new, key="k-1")
    PutAside.objects.update(key_hash="")  # as if the other had not seen it
    log(marketer, new, key="k-1")
    take_in()
    assert (Lead.objects.count(), PutAside.objects.count()) == (1, 0)


def test_what_was_put_aside_is_judged_by_what_held_when_it_came(marketer: User) -> None:
    cta = make_cta()
    in_force = cta.definition_in_force_id
    new = enquire(cta, email="erika@example.org", consents=(NewConsent(channel="email", text_version="1"),))
    noted = put(marketer, new)
    make_definition(cta)
    CallToAction.objects.filter(pk=cta.pk).update(is_active=False)
    marketer.is_active = False
    marketer.save()
    take_in()
    lead = Lead.objects.get()
    assert (lead.received_at, lead.definition_id) == (noted.arrival.at, in_force)
    assert (lead.registered_by, lead.consents.get().source) == (marketer, str(PersonSender(marketer)))


def test_what_could_never_be_a_lead_is_refused_at_once(marketer: User) -> None:
    new = enquire(make_cta(is_signed=False), phone="030 1234567")
    with somebody_writes(lambda: log(marketer, enquire(make_cta(), phone="030 1234567"))):
        with pytest.raises(CtaNotOpen):
            send(marketer, new)
    assert PutAside.objects.count() == 0


def test_what_was_put_aside_comes_in_in_its_order(marketer: User) -> None:
    cta = make_cta()
    for name in ("Erika", "Otto", "Anke"):
        put(marketer, enquire(cta, name=name, email=f"{name}@example.org"))
    assert take_in() == 3
    assert list(Lead.objects.order_by("pk").values_list("person__name", flat=True)) == [
        "Erika",
        "Otto",
        "Anke",
    ]


def test_one_that_has_to_wait_on_keeps_nobody_behind_it(marketer: User) -> None:
    cta = make_cta()
    for name in ("erika", "otto"):
        put(marketer, enquire(cta, email=f"{name}@example.org"))
    with somebody_writes(lambda: make_person(email="erika@example.org")):
        assert take_in() == 1
    assert Lead.objects.get().person.email == "otto@example.org"
    assert take_in() == 1


def put_behind_held(marketer: User, held: Sequence[str]) -> None:
    """These people, and then one who is free."""
    cta = make_cta()
    for name in (*held, "frei"):
        put(marketer, enquire(cta, email=f"{name}@example.org"))


def hold(held: Sequence[str]) -> None:
    for name in held:
        make_person(email=f"{name}@example.org")


def is_free_taken(*, rounds: int) -> bool:
    for _ in range(rounds):
        take_in()
    return Lead.objects.filter(person__email="frei@example.org").exists()


def test_one_that_is_free_is_taken_in_behind_any_number_that_have_to_wait(
    marketer: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A round has time for a few of the held ones, always the same unless others have a turn."""
    monkeypatch.setattr(aside, "ROUND_SECONDS", 0.03)
    held = [f"p{number}" for number in range(20)]
    put_behind_held(marketer, held)
    with somebody_writes(lambda: hold(held)):
        with monkeypatch.context() as without_turns:
            without_turns.setattr(aside, "_note_tried", lambda _pks: None)  # the twin
            assert not is_free_taken(rounds=5)
        assert is_free_taken(rounds=21)
    while PutAside.objects.exists():
        take_in()


def test_those_about_the_same_person_come_in_in_their_order_though_one_had_to_wait(marketer: User) -> None:
    cta = make_cta()
    for number in range(3):
        put(marketer, enquire(cta, email="erika@example.org", external_id=f"X-{number}"))
    with somebody_writes(lambda: make_person(email="erika@example.org")):
        assert take_in() == 0
    assert PutAside.objects.filter(tried_at=None).count() == 2
    assert take_in() == 3
    assert list(Lead.objects.order_by("pk").values_list("external_id", flat=True)) == ["X-0", "X-1", "X-2"]


def test_one_that_is_refused_at_last_is_kept_and_its_sender_told(marketer: User) -> None:
    put(marketer, enquire(make_cta(name="Rückruf"), email="erika@example.org", external_id="X-1"))
    make_lead(external_id="X-1")
    assert (take_in(), take_in()) == (0, 0)
    row, told = PutAside.objects.refused().get(), Notification.objects.get()
    assert "X-1" in row.refusal
    assert (told.user, told.path) == (marketer, "/leads/put-aside/")
    assert "Rückruf" in told.body and row.refusal in told.body and "erika" not in told.title + told.body


def test_one_that_breaks_us_keeps_nobody_behind_it_and_is_given_up(
    marketer: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    cta = make_cta()
    for name in ("erika", "otto"):
        put(marketer, enquire(cta, email=f"{name}@example.org"))

    def break_on_erika(enquiries: Sequence[Any], **options: Any) -> Any:
        if enquiries[0].get("email").startswith("erika"):
            raise ZeroDivisionError
        return take_once(enquiries, **options)

    monkeypatch.setattr(aside, "take", break_on_erika)
    assert [take_in() for _ in range(MOST_FAILURES)] == [1, 0, 0, 0, 0]
    assert [row.said["email"] for row in PutAside.objects.refused()] == ["erika@example.org"]
    assert Notification.objects.count() == 1


def test_enquiry_is_the_same_after_it_was_kept() -> None:
    when = datetime(2026, 3, 29, 1, 30, 0, 123456, tzinfo=UTC)
    touch = NewTouch(utm_source="g", click_ids={"gclid": "Ab-1"}, happened_at=when)
    new = Enquiry(
        values={"name": "Erika", "email": "erika@example.org"},
        cta_id=7,
        channel_id=3,
        answers={"Größe": "M"},
        first_touch=touch,
        last_touch=NewTouch(page_url="https://example.org"),
        consents=(NewConsent(channel="email", text_version="1", given_at=when),),
        also_reached_by=("+4930555060",),
        received_at=when,
        key="k-1",
    )
    for one in (new, Enquiry(values={"phone": "+49301234567"}, cta_id=7)):
        assert from_json(as_json(one)) == one
        assert fingerprint_of(from_json(as_json(one))) == fingerprint_of(one)


@pytest.mark.parametrize("_", [*range(2), *(pytest.param(n, marks=pytest.mark.soak) for n in range(2, 20))])
def test_import_beside_the_same_people_by_api_ends_right(marketer: User, tmp_path: Path, _: int) -> None:
    """Nobody lost, nobody doubled, neither side fails, whoever is first; half of the people were known."""
    for number in range(0, AT_ONCE, 2):
        make_person(name="", email=f"p{number}@example.com", phone="")
    rows = "".join(f"Person {number},p{number}@example.com,2025-01-01\n" for number in range(AT_ONCE))
    path = write(tmp_path, f"name,email,created_at\n{rows}")
    cta, client, barrier = make_cta(), api_for(marketer), Barrier(3)

    def bring() -> int:
        try:
            barrier.wait()
            return run(path).created
        finally:
            connection.close()

    def enter(numbers: Sequence[int]) -> list[int]:
        said = {"cta": cta.pk, "company": "Muster AG"}
        try:
            barrier.wait()
            return [
                client.post(LEADS, {**said, "email": f"p{number}@example.com"}).status_code
                for number in numbers
            ]
        finally:
            connection.close()

    with ThreadPoolExecutor(3) as pool:
        brought = pool.submit(bring)
        upwards = pool.submit(enter, range(AT_ONCE))
        downwards = pool.submit(enter, range(AT_ONCE - 1, -1, -1))
        statuses = {*upwards.result(), *downwards.result()}
    while PutAside.objects.exists():
        take_in()
    assert (brought.result(), statuses - {201, 202}) == (AT_ONCE, set())
    assert Lead.objects.filter(door=Door.API).count() == 2 * AT_ONCE
    said = Person.objects.values_list("email", "name", "company")
    assert sorted(said) == sorted(
        (f"p{number}@example.com", f"Person {number}", "Muster AG") for number in range(AT_ONCE)
    )


def test_import_beside_somebody_new_by_api_fails_without_a_second_try(
    marketer: User, people: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The twin: nobody had this address when the import looked, and somebody has when it writes."""
    monkeypatch.setattr(import_module("leads.capture.take"), "retry", lambda work: work())
    with somebody_writes(lambda: make_person(email="p1@example.com"), seconds=2):
        with pytest.raises(IntegrityError):
            run(people)
