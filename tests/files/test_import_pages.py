"""The pages of imports, as a browser without JavaScript walks them."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries, Settings

from accounts.models import Language, User
from campaigns.models import Campaign
from files.models import ImportRun, ImportState
from files.progress import Progress
from files.tasks import run_import
from leads.models import Lead
from outbox.models import OutboxMessage
from tests.factories import client_for, make_company, make_lead, make_user

pytestmark = pytest.mark.django_db

CONTENT = "Lead ID;E-Mail;Stern\n1;erika@example.com;Widder\n;=kaputt;Stier\n"


@pytest.fixture(autouse=True)
def _own_folder(tmp_path: Path, settings: Settings) -> None:
    settings.IMPORT_DIR = tmp_path / "imports"


@pytest.fixture
def desk(mara: User) -> Client:
    """Mara's browser, in English."""
    mara.language = Language.ENGLISH
    mara.save()
    return client_for(mara)


def upload(desk: Client, content: str = CONTENT, target: str = "leads") -> ImportRun:
    file = SimpleUploadedFile("messe.csv", content.encode())
    response = desk.post(reverse("files:import_new"), {"target": target, "file": file})
    run = ImportRun.objects.latest("pk")
    assert response.headers["Location"] == page_of(run)
    return run


def page_of(run: ImportRun, name: str = "import_run") -> str:
    return reverse(f"files:{name}", args=[run.pk])


def work_off() -> None:
    for message in OutboxMessage.objects.filter(done_at=None):
        run_import(message.pk)


def test_a_file_goes_from_upload_to_result(desk: Client) -> None:
    run = upload(desk)
    page = desk.get(page_of(run)).content.decode()
    assert page.count("<select") == 3 + 7  # three columns; campaign and what a file does not say
    assert 'value="external_id" selected' in page and "Widder" in page

    mapped = {"column_0": "external_id", "column_1": "email", "column_2": "", "new_campaign": "Messe"}
    assert desk.post(page_of(run), mapped).status_code == 302
    assert "nothing is kept" in desk.get(page_of(run)).content.decode()
    work_off()
    page = desk.get(page_of(run)).content.decode()
    assert "1 row would be left out" in page and "Import 1 row" in page and "=kaputt" in page

    desk.post(page_of(run, "import_start"))
    work_off()
    page = desk.get(page_of(run)).content.decode()
    assert "Rejected rows" in page and "Import 1 row<" not in page
    assert Lead.objects.values_list("campaign__name", "raw").get() == ("Messe", {"Stern": "Widder"})


def test_outcomes_come_in_by_the_same_page(desk: Client) -> None:
    make_lead(external_id="L-1")
    run = upload(desk, "id,won_at\nL-1,2025-02-01\n", target="outcomes")
    assert "new_campaign" not in desk.get(page_of(run)).content.decode()

    desk.post(page_of(run), {"column_0": "external_id", "column_1": "won_at"})
    work_off()
    desk.post(page_of(run, "import_start"))
    work_off()

    assert Lead.objects.get().stage == "won"


def test_rejected_rows_can_be_downloaded_mended_and_imported_again(desk: Client) -> None:
    run = upload(desk)
    desk.post(page_of(run), {"column_0": "external_id", "column_1": "email", "new_campaign": "Messe"})
    work_off()

    response = desk.get(page_of(run, "import_errors"))

    heading, row = response.content.decode().splitlines()
    assert heading == "Smarketing: Row,Smarketing: Message,Lead ID,E-Mail,Stern"
    assert row.startswith("3,E-Mail: “=kaputt” is not an e-mail address.") and row.endswith(
        ",,'=kaputt,Stier"
    )
    assert response.headers["Content-Disposition"] == 'attachment; filename="messe-rejected.csv"'
    again = upload(desk, response.content.decode().replace("'=kaputt", "otto@example.com"))
    assert [name for name in again.layout["columns"] if name] == ["Lead ID", "E-Mail", "Stern"]


def test_rows_with_remarks_can_be_downloaded_for_german_excel(mara: User) -> None:
    run = ImportRun.objects.create(
        target="leads",
        user=mara,
        file_name="ü/ö.csv",
        state=ImportState.DONE,
        layout={"encoding": "", "separator": "", "heading_row": 1, "columns": ["a", "b"], "stamp": ""},
        report={"remarks": [{"row": 2, "column": "a", "value": "+1", "message": "x"}]},
        lines={"2": ["+1", "y"]},
    )

    content = client_for(mara).get(page_of(run, "import_remarks")).content

    assert content.startswith("\ufeff".encode())
    assert content.decode("utf-8-sig").splitlines()[1] == "2;a: x;'+1;y"


def test_another_row_can_be_taken_for_the_headings(desk: Client) -> None:
    run = upload(desk, "farbe;form\nrot;rund\nblau;eckig\n")

    assert desk.post(page_of(run, "import_heading"), {"row": 2}).status_code == 302

    page = desk.get(page_of(run)).content.decode()
    assert ("Headings in row 2" in page, "<b>rot</b>" in page) == (True, True)


def test_a_row_that_is_none_is_no_heading(desk: Client) -> None:
    run = upload(desk)

    page = desk.post(page_of(run, "import_heading"), {"row": 99}, follow=True).content.decode()

    assert "Row 99 holds nothing" in page
    assert ImportRun.objects.get().layout == run.layout


WORDS = "id;email;created at;Status;Close date\n1;a@example.com;2026-01-01;Deal zu;2026-02-01\n"
MEANT = {
    "column_0": "external_id",
    "column_1": "email",
    "column_2": "created_at",
    "column_3": "status",
    "column_4": "decided_at",
    "new_campaign": "Messe",
}


def test_a_word_nobody_knows_is_asked_for_and_remembered(desk: Client) -> None:
    run = upload(desk, WORDS)
    desk.post(page_of(run), MEANT)
    work_off()
    assert "not known: please choose" in desk.get(page_of(run)).content.decode()

    desk.post(page_of(run, "import_words"), {"word_0": "won"})
    work_off()
    desk.post(page_of(run, "import_start"))
    work_off()
    assert Lead.objects.get().stage == "won"

    again = upload(desk, WORDS)
    desk.post(page_of(again), MEANT)
    assert ImportRun.objects.get(pk=again.pk).options["words"] == {"status": {"Deal zu": "won"}}


def test_dates_with_two_readings_are_asked_for(desk: Client) -> None:
    run = upload(desk, "id;email;created at\n1;a@example.com;03/04/2026\n")
    desk.post(page_of(run), MEANT | {"column_3": "", "column_4": ""})
    work_off()

    assert "“created at” has dates that can be read in two ways" in desk.get(page_of(run)).content.decode()


def test_what_was_said_of_a_file_is_proposed_for_the_next(desk: Client) -> None:
    run = upload(desk)
    said = {"source": "Messe-App", "time_zone": "Europe/London", "country": "AT"}
    desk.post(page_of(run), {"column_0": "external_id", "new_campaign": "Messe"} | said)

    page = desk.get(page_of(upload(desk))).content.decode()

    assert 'value="Messe-App"' in page
    assert '<option value="Europe/London" selected' in page and '<option value="AT" selected' in page


@pytest.mark.parametrize(
    ("chosen", "message"),
    [
        ({"column_0": "email", "column_1": "email", "new_campaign": "X"}, "is taken by the column"),
        ({"column_1": "email"}, "No campaign"),
        ({"column_2": "name", "new_campaign": "X"}, "Map at least one of"),
        ({"new_campaign": "X"}, "None of the columns is mapped"),
        ({"column_0": "farbe", "new_campaign": "X"}, "“farbe” is not in the list."),
        ({"column_0": "external_id", "campaign": "2000000000"}, "This is not in the list."),
    ],
)
def test_a_mapping_that_cannot_work_is_shown_again(
    desk: Client, chosen: dict[str, str], message: str
) -> None:
    run = upload(desk)

    response = desk.post(page_of(run), chosen)

    assert (response.status_code, message in response.content.decode()) == (422, True)
    assert ImportRun.objects.get().state == ImportState.UPLOADED


def test_a_campaign_is_chosen_or_made_not_both(desk: Client) -> None:
    campaign = Campaign.objects.create(name="Herbst")
    run = upload(desk)

    both = {"column_0": "external_id", "campaign": campaign.pk, "new_campaign": "X"}
    assert desk.post(page_of(run), both).status_code == 422
    assert desk.post(page_of(run), {"column_0": "external_id", "campaign": campaign.pk}).status_code == 302
    assert ImportRun.objects.get().options["create"] is False


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04", b"\x00\x00\x00"])
def test_a_file_that_is_no_table_is_refused_beside_its_field(desk: Client, content: bytes) -> None:
    file = SimpleUploadedFile("x.csv", content)

    response = desk.post(reverse("files:import_new"), {"target": "leads", "file": file})

    assert (response.status_code, ImportRun.objects.count()) == (422, 0)
    assert "errors" in response.content.decode()


def test_the_progress_answers_htmx_with_the_fragment_and_reloads_at_the_end(desk: Client) -> None:
    run = upload(desk)
    desk.post(page_of(run), {"column_0": "external_id", "new_campaign": "Messe"})
    ImportRun.objects.filter(pk=run.pk).update(
        rows_done=500, rows_total=1000, report={"started_at": "2025-01-01T00:00:00+00:00"}
    )

    fragment = desk.get(page_of(run), headers={"HX-Request": "true"})
    assert "<html" not in fragment.content.decode() and "500 of 1,000" in fragment.content.decode()
    work_off()
    assert desk.get(page_of(run), headers={"HX-Request": "true"}).headers["HX-Refresh"] == "true"


def test_a_run_whose_file_is_gone_says_so(desk: Client, mara: User) -> None:
    run = ImportRun.objects.create(target="leads", user=mara, file_name="alt.csv", stored_path="gone.csv")

    assert "upload it again" in desk.get(page_of(run)).content.decode()
    assert desk.post(page_of(run), {"column_0": "email"}).status_code == 400
    assert desk.post(page_of(run, "import_discard")).headers["Location"] == reverse("files:import_list")


def test_a_file_that_was_changed_says_so(desk: Client, tmp_path: Path) -> None:
    run = upload(desk)
    (tmp_path / "imports" / run.stored_path).write_text("id\n1\n")

    assert "changed since it was uploaded" in desk.get(page_of(run)).content.decode()


def test_a_run_that_is_under_way_cannot_be_started_again(desk: Client) -> None:
    run = upload(desk)
    desk.post(page_of(run), {"column_0": "external_id", "new_campaign": "Messe"})

    page = desk.post(page_of(run, "import_start"), follow=True).content.decode()
    assert "cannot be changed now" in page


def test_runs_of_others_look_like_missing_ones(desk: Client, gero: User) -> None:
    run = ImportRun.objects.create(target="leads", user=gero, file_name="x.csv")

    for name in ("import_run", "import_errors"):
        assert desk.get(page_of(run, name)).status_code == 404
    for name in ("import_run", "import_start", "import_discard"):
        assert desk.post(page_of(run, name)).status_code == 404


def test_the_list_takes_as_many_queries_for_three_runs_as_for_one(
    desk: Client, mara: User, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    ImportRun.objects.create(target="leads", user=mara, file_name="a.csv")
    desk.get(reverse("files:import_list"))
    for _ in range(2):
        with django_assert_num_queries(5):
            assert "a.csv" in desk.get(reverse("files:import_list")).content.decode()
        ImportRun.objects.create(
            target="leads", user=mara, file_name="b.csv", report={"created": 1}, state="done"
        )
        ImportRun.objects.create(target="outcomes", user=mara, file_name="c.csv", state="failed")


@pytest.mark.django_db(transaction=True)
def test_progress_is_seen_while_the_import_has_not_committed() -> None:
    make_company()
    run = ImportRun.objects.create(target="leads", user=make_user(), file_name="x.csv")
    with Progress(run.pk) as progress, transaction.atomic():
        progress(5, 10)
        transaction.set_rollback(True)

    run.refresh_from_db()
    assert (run.rows_done, run.rows_total, list(run.report)) == (5, 10, ["started_at"])
