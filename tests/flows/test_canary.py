"""One marked person goes through every door, every kind of error is made, and nothing of them lies about.

Each guard has a twin that takes it away and finds the person.
"""

from __future__ import annotations

import logging
import smtplib
from collections.abc import Callable, Iterator
from datetime import timedelta
from functools import partial
from io import StringIO
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
import time_machine
from celery import current_app
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.mail.backends.locmem import EmailBackend
from django.db import DatabaseError, OperationalError, connection, transaction
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from accounts.models import User
from accounts.services import notify
from accounts.tasks import mail_notification
from files import services as imports
from files.forgetting import forget_old
from files.mapping import guess_mapping
from files.models import ImportRun
from files.targets import target_named
from files.tasks import run_import
from files.undoing import undo
from handoff.models import ReasonUse
from leads.models import Lead, LeadStage, Person
from leads.views import leads as lead_pages
from outbox import services as outbox
from outbox.models import OutboxMessage
from outbox.relay import Relay
from run.embedded.postgres import SILENT
from smarketing import log_format
from smarketing.request_log import RequestLogMiddleware
from tests.api import api_for
from tests.factories import client_for, make_cta, make_lead, make_reason
from tests.flows.marks import Marked, log_of_postgres, places

pytestmark = [pytest.mark.django_db, pytest.mark.xdist_group("servers")]


@pytest.fixture
def marked() -> Marked:
    return Marked.new()


@pytest.fixture(autouse=True)
def _own_folder(tmp_path: Path, settings: Settings) -> None:
    settings.IMPORT_DIR = tmp_path / "imports"


@pytest.fixture
def log() -> Iterator[StringIO]:
    """What stands in the log, as production writes it."""
    formatter = log_format.formatter_settings(as_json=True)
    handler = logging.StreamHandler(StringIO())
    handler.setFormatter(formatter.pop("()")(**formatter))
    logging.getLogger().addHandler(handler)
    yield handler.stream
    logging.getLogger().removeHandler(handler)


def test_database_is_told_to_be_silent() -> None:
    said = {}
    with connection.cursor() as cursor:
        for name in SILENT:
            cursor.execute(f"SHOW {name}")
            (said[name],) = cursor.fetchone()
    assert said == SILENT, "The server was started before its settings: manage.py stop_servers, and again."


def test_marked_person_is_found_nowhere(
    marked: Marked, mara: User, sven: User, gero: User, log: StringIO, monkeypatch: Any
) -> None:
    walk_the_loop(marked, mara, sven)
    import_a_file(marked, mara)
    make_every_error(marked, mara, gero, monkeypatch)
    assert Relay().run_once() > 0
    fail_all_tasks(marked, monkeypatch)
    with time_machine.travel(timezone.now() + timedelta(days=91)):
        forget_old()
    assert log.getvalue().count("request_finished") > 20
    found = {"the log": marked.find_in(log.getvalue())}
    found |= {place: marked.find_in(content) for place, content in places()}
    current_app.control.purge()
    assert {place: lines for place, lines in found.items() if lines} == {}


def words_of(error: BaseException) -> str:
    return str(error)


def path_of(request: Any) -> str:
    return str(request.get_full_path())


def whole_line(pattern: str, args: Any) -> str:
    return str(pattern % args)


@pytest.mark.parametrize(
    ("whose", "name", "instead"),
    [
        (log_format, "describe", words_of),
        (log_format, "_filled", whole_line),
        (RequestLogMiddleware, "format_request", staticmethod(path_of)),
    ],
)
def test_without_a_guard_the_log_has_the_person(
    marked: Marked,
    mara: User,
    gero: User,
    log: StringIO,
    monkeypatch: Any,
    whose: Any,
    name: str,
    instead: Any,
) -> None:
    monkeypatch.setattr(whose, name, instead)
    make_every_error(marked, mara, gero, monkeypatch)
    notify_of(marked, mara)
    fail_all_tasks(marked, monkeypatch)
    assert marked.find_in(log.getvalue()) != []


def test_without_the_guard_the_outbox_has_the_person(marked: Marked, mara: User, monkeypatch: Any) -> None:
    monkeypatch.setattr(outbox, "_name", words_of)
    notify_of(marked, mara)
    fail_all_tasks(marked, monkeypatch)
    assert marked.find_in(dict(places())["the outbox"]) != []


def test_without_the_guard_the_log_of_the_database_has_the_person(marked: Marked) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL log_min_messages = error")
    ask_wrongly(marked)
    assert marked.find_in(log_of_postgres()) != []


def test_report_of_a_young_import_has_the_person(marked: Marked, mara: User) -> None:
    import_a_file(marked, mara)
    assert marked.find_in(dict(places())["reports of old imports"]) != []


def walk_the_loop(marked: Marked, mara: User, sven: User) -> None:
    """By hand, edits, hand-over, attempt, rating, outcome, search and API, as people and programs do."""
    marketing, sales, cta = client_for(mara), client_for(sven), make_cta()
    person = {"name": marked.name, "company": marked.company, "email": marked.email, "note": marked.note}
    for phone in marked.phones:
        send(marketing, "/leads/new/", cta=cta.pk, **person, phone=phone)
    marketing.post("/leads/duplicates/", person)
    lead = Lead.objects.earliest("pk")
    send(marketing, f"/leads/{lead.pk}/hand-over/", to_user=sven.pk, grade="B", note=marked.note)
    asked = {"question-text": f"Wer ist {marked.name}, {marked.email}?"}
    send(sales, f"/leads/{lead.pk}/question/", **asked)
    send(marketing, f"/leads/{lead.pk}/reply/", text=marked.note)
    send(sales, f"/leads/{lead.pk}/accept/")
    called = {"attempt-channel": "phone", "attempt-reached": "yes", "attempt-note": marked.note}
    send(sales, f"/leads/{lead.pk}/attempt/", **called)
    rated = {"potential": "yes", "quality": "A", "fit": "realistic", "note": marked.note}
    send(sales, f"/leads/{lead.pk}/rate/", **rated)
    lost = {
        "reason": make_reason(ReasonUse.LOST).pk,
        "reason_text": marked.note,
        "competitor": marked.company,
    }
    send(
        sales,
        f"/leads/{lead.pk}/outcome/?kind=lost",
        decided_at=lead.received_on.strftime("%d.%m.%Y"),
        **lost,
    )
    for text in (marked.name, marked.email, *marked.phones):
        assert marketing.get("/leads/", {"q": text}).status_code == 200
        sales.get(f"/leads/?q={quote(text)}")
    body = {**person, "cta": cta.pk, "phone": marked.phones[0], "answers": {"Wer?": marked.name}}
    for _ in range(2):
        answer = api_for(mara).post("/api/v1/leads/", body, headers={"Idempotency-Key": marked.tag})
    assert answer.status_code == 200
    api_for(sven).get(f"/api/v1/leads/{lead.pk}/")


def send(client: Client, address: str, **values: Any) -> None:
    """Send a form as a page does, and see that it was taken."""
    assert client.post(address, values).status_code == 302, address


def import_a_file(marked: Marked, mara: User) -> ImportRun:
    """A file with a good row, a remarkable and a bad one; its result is read, downloaded and taken back."""
    rows = [
        "id,name,email,Frage",
        f"7,{marked.name},{marked.email},",
        f"8,{marked.name},{marked.tag}ohne,{marked.note}",
        f"7,{marked.name},zweit.{marked.email},",
    ]
    file = SimpleUploadedFile("leads.csv", "\n".join(rows).encode())
    run = imports.upload(actor=mara, target="leads", file=file)
    mapping = guess_mapping(target_named("leads").fields(), run.layout["columns"])
    imports.try_out(actor=mara, run=run, mapping=mapping, campaign="Messe", create=True)
    work_off()
    imports.start(actor=mara, run=run)
    work_off()
    run.refresh_from_db()
    assert (run.report["rows"], run.report["rejected"]) == (3, 1)
    client = client_for(mara)
    for page in ("", "errors.csv", "remarks.csv", "undo/"):
        assert client.get(f"/imports/{run.pk}/{page}").status_code == 200
    undo(actor=mara, run=run)
    return run


def work_off() -> None:
    for message in OutboxMessage.objects.filter(topic=imports.TOPIC, done_at=None):
        run_import(message.pk)


def make_every_error(marked: Marked, mara: User, gero: User, monkeypatch: Any) -> None:
    """400, 403, 404, 405, 422 and 500, with the person in path, form, header and exception."""
    client, cta = client_for(mara), make_cta()
    client.raise_request_exception = False
    make_lead(stage=LeadStage.REGISTERED, cta=cta)
    bad = {"cta": cta.pk, "name": marked.name, "email": f"{marked.tag}@", "phone": marked.note}
    assert client.post("/leads/new/", bad).status_code == 422
    assert api_for(mara).post("/api/v1/leads/", bad).status_code == 400
    for path in (f"/{quote(marked.name)}/", f"/leads/{quote(marked.email)}/", f"/api/v1/leads/{marked.tag}/"):
        assert client.get(path).status_code == 404
    assert client.get(f"/leads/{2_000_000_000}/?name={quote(marked.name)}").status_code == 404
    assert client.get("/leads/duplicates/", {"name": marked.name}).status_code == 405
    assert client_for(gero).post("/leads/new/", bad).status_code == 403
    assert Client(enforce_csrf_checks=True).post(f"/account/login/?{marked.tag}", bad).status_code == 403
    assert client.get("/", headers={"Host": f"{marked.tag}.example"}).status_code == 400
    for fail in failures(marked):
        with monkeypatch.context() as patch:
            patch.setattr(lead_pages, "find_duplicates", fail)
            # A statement that was cut off is no defect: the answer is to come again.
            assert client.post("/leads/duplicates/", bad).status_code in {500, 503}


def failures(marked: Marked) -> Iterator[Callable[..., Any]]:
    """What may go wrong in a view: a defect that names its value, and what PostgreSQL refuses."""

    def defect(**_: Any) -> None:
        try:
            int(marked.name)
        except ValueError as error:
            raise KeyError(marked.email) from error

    def clash(**_: Any) -> None:
        with transaction.atomic():
            for _number in range(2):
                Person.objects.create(name=marked.name, email=marked.email, phone=marked.phones[0])

    def wait_too_long(**_: Any) -> None:
        try:
            refuse("SET LOCAL statement_timeout = 5; SELECT pg_sleep(1), %s", [marked.note])
        except OperationalError as error:
            raise RuntimeError(marked.note) from error

    yield defect
    yield clash
    yield wait_too_long
    yield from (partial(refuse, statement, values) for statement, values in refused_statements(marked))


def refused_statements(marked: Marked) -> list[tuple[str, list[Any]]]:
    row = [marked.name, marked.email, marked.phones[0], marked.note]
    columns = "name, email, phone, company, also_reached_by, other_names, search_text"
    return [
        ("SELECT %s::integer", [marked.name]),
        ("SELECT %s::timestamptz", [marked.email]),
        (f"SELECT {marked.tag} FROM {marked.tag}frau", []),
        (f"INSERT INTO leads_person ({columns}) VALUES (%s, %s, %s, %s, '{{}}', '{{}}', '')", row),
        ("INSERT INTO leads_person (name) VALUES (repeat(%s, 300))", [marked.name]),
        (
            "DO $$ BEGIN RAISE WARNING 'saw %%', " + f"'{marked.name}'" + "; RAISE 'refused %%', '1'; END $$",
            [],
        ),
    ]


def refuse(statement: str, values: list[Any], **_: Any) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement, values)


def ask_wrongly(marked: Marked) -> None:
    for statement, values in refused_statements(marked):
        with pytest.raises(DatabaseError):
            refuse(statement, values)


def notify_of(marked: Marked, mara: User) -> None:
    """A notice whose title is the person's name waits to be mailed."""
    lead = Lead.objects.last() or make_lead()
    with transaction.atomic():
        outbox.post(topic=mail_notification.name, payload={"notification": notice_of(marked, mara, lead)})


def notice_of(marked: Marked, mara: User, lead: Lead) -> int:
    return notify(user=mara, kind="test", title=marked.name, body=marked.note, path=f"/leads/{lead.pk}/").pk


class RefusingBackend(EmailBackend):
    """A mail server that repeats in its answer whom it does not know and what was written."""

    def send_messages(self, messages: Any) -> int:
        said = "; ".join(f"{one.to}: {one.subject} {one.body}" for one in messages).encode()
        raise smtplib.SMTPRecipientsRefused({"to": (550, said)})


def fail_all_tasks(marked: Marked, monkeypatch: Any) -> None:
    """Every mail that waits is refused, as a worker would find it; and a task has a defect."""
    with monkeypatch.context() as patch:
        patch.setattr("django.conf.settings.EMAIL_BACKEND", f"{__name__}.{RefusingBackend.__name__}")
        for message in OutboxMessage.objects.open().filter(topic=mail_notification.name):
            assert mail_notification.apply(args=(message.pk,)).failed()

    def broken() -> None:
        int(marked.name)

    assert current_app.task(name=f"tests.broken_{id(marked)}")(broken).apply().failed()
