"""An import can be taken back, until somebody works on one of its leads."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from accounts.models import Language, User
from counting import job
from counting.models import ConversionCell
from feedback.models import ContactAttempt, LeadStanding, Outcome, Rating
from files import services as imports
from files.mapping import guess_mapping
from files.models import ImportRun, ImportState
from files.targets import target_named
from files.tasks import run_import
from files.undoing import undo
from handoff.services import hand_over
from leads.models import Lead, Person, Touch
from outbox.models import OutboxMessage
from tests.factories import client_for, make_lead, make_person
from values.refusals import IllegalMove

pytestmark = pytest.mark.django_db

CONTENT = (
    "id,email,created_at,cta,utm_source,quality,status,close date\n"
    "1,erika@example.com,2026-01-01,Probe,google,A,won,2026-02-01\n"
    "2,otto@example.com,2026-01-01,Probe,,,,\n"
)


@pytest.fixture(autouse=True)
def _own_folder(tmp_path: Path, settings: Settings, english: None) -> None:
    settings.IMPORT_DIR = tmp_path / "imports"


@pytest.fixture
def imported(mara: User) -> ImportRun:
    file = SimpleUploadedFile("leads.csv", CONTENT.encode())
    run = imports.upload(actor=mara, target="leads", file=file)
    mapping = guess_mapping(target_named("leads").fields(), run.layout["columns"])
    imports.try_out(actor=mara, run=run, mapping=mapping, campaign="Messe", create=True)
    work_off()
    imports.start(actor=mara, run=run)
    work_off()
    run.refresh_from_db()
    return run


@pytest.fixture
def desk(mara: User) -> Client:
    mara.language = Language.ENGLISH
    mara.save()
    return client_for(mara)


def counted() -> int:
    """How many leads the cells hold."""
    return sum(ConversionCell.objects.values_list("leads", flat=True))


def work_off() -> None:
    for message in OutboxMessage.objects.filter(topic=imports.TOPIC, done_at=None):
        run_import(message.pk)


def test_an_import_is_taken_back_with_all_it_brought(mara: User, imported: ImportRun) -> None:
    assert (Lead.objects.count(), Outcome.objects.count()) == (2, 1)

    assert undo(actor=mara, run=imported).count == 2

    assert [model.objects.count() for model in (Lead, Person, Touch, Rating, Outcome, LeadStanding)] == [
        0
    ] * 6
    imported.refresh_from_db()
    assert (imported.state, imported.lines) == (ImportState.UNDONE, {})


def test_what_was_there_before_stays(mara: User, imported: ImportRun) -> None:
    other = make_lead(person=Person.objects.get(email="otto@example.com"))
    known = make_person(email="eva@example.com")

    undo(actor=mara, run=imported)

    assert list(Lead.objects.all()) == [other]
    assert set(Person.objects.all()) == {other.person, known}


def test_the_figures_follow(mara: User, imported: ImportRun) -> None:
    job.catch_up()
    assert counted() == 2

    undo(actor=mara, run=imported)
    job.catch_up()

    assert counted() == 0


def test_an_import_somebody_works_on_stays_and_names_the_leads(
    mara: User, imported: ImportRun, desk: Client
) -> None:
    lead = Lead.objects.get(external_id="2")
    lead.person.name = "Otto Beispiel"
    lead.person.save()
    hand_over(actor=mara, lead=lead, to_user=None, grade="B")

    with pytest.raises(IllegalMove, match="1 lead"):
        undo(actor=mara, run=imported)
    page = desk.get(reverse("files:import_undo", args=[imported.pk])).content.decode()
    assert "Otto Beispiel" in page and reverse("lead", args=[lead.pk]) in page
    assert Lead.objects.count() == 2


def test_a_call_of_sales_keeps_the_import(mara: User, imported: ImportRun, sven: User) -> None:
    lead = Lead.objects.get(external_id="2")
    ContactAttempt.objects.create(
        lead=lead, user=sven, channel="email", was_reached=False, happened_at=lead.received_at
    )

    with pytest.raises(IllegalMove):
        undo(actor=mara, run=imported)


def test_the_page_says_what_goes_before_it_goes(imported: ImportRun, desk: Client) -> None:
    address = reverse("files:import_undo", args=[imported.pk])
    assert "2 leads go" in desk.get(address).content.decode()
    assert Lead.objects.count() == 2

    assert desk.post(address).headers["Location"] == reverse("files:import_list")
    assert Lead.objects.count() == 0
    assert desk.post(address).status_code == 302


def test_what_was_only_tried_out_cannot_be_taken_back(mara: User) -> None:
    run = ImportRun.objects.create(target="leads", user=mara, file_name="x.csv", state=ImportState.CHECKED)

    with pytest.raises(IllegalMove):
        undo(actor=mara, run=run)
