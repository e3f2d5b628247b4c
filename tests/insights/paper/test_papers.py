"""What is seen, as a PDF: the same figures, one page where it is handed round, in the reader's language."""

from __future__ import annotations

import csv
import io
import sys

import pytest
from django.conf import LazySettings
from django.test import Client
from django.urls import reverse

from accounts.models import User
from campaigns.models import Campaign
from counting import job
from insights.sheets.all import SHEETS
from insights.sheets.sheet import Sheet
from leads.models import LeadStage
from tests.factories import (
    client_for,
    make_campaign,
    make_cta,
    make_lead,
    make_link_secret,
    make_milestone,
    make_promise,
    make_view,
)
from tests.figures.zoo import fill_the_zoo
from tests.insights.paper.reading import A4, ReadPdf, read_cells, read_pdf, squeeze

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("company")]
each_sheet = pytest.mark.parametrize("sheet", SHEETS, ids=lambda sheet: sheet.name)
ALL = {"period": "all"}
OVERVIEW = "/overview.pdf"


def get_pdf(client: Client, path: str, query: dict[str, str] | None = None) -> ReadPdf:
    answer = client.get(path, ALL if query is None else query)
    assert answer.status_code == 200
    assert answer["Content-Type"] == "application/pdf"
    return read_pdf(answer.content)


def test_overview_is_exactly_one_upright_page_with_the_figures_of_the_page(gero: User) -> None:
    fill_the_zoo()
    client = client_for(gero)
    pdf = get_pdf(client, OVERVIEW)
    assert pdf.sizes == [A4]
    lines = list(csv.reader(io.StringIO(client.get("/overview.csv", ALL).content.decode()), delimiter=";"))
    start = lines.index(["Woher sie kamen"])
    rows = lines[start + 2 : lines.index([], start) if [] in lines[start:] else lines.index([""], start)]
    assert len(rows) == 2
    for name, leads, rated, of, good, _low, _high, good_count, good_of, *_others in rows:
        assert squeeze(name) in pdf.words
        share = f"{float(good.replace(',', '.')):.0f} %"
        assert squeeze(f"{leads} {rated} von {of} {share} {good_count} von {good_of}") in pdf.words


def test_overview_says_which_leads_which_moment_and_which_page(gero: User) -> None:
    cta = fill_the_zoo()[0]
    pdf = get_pdf(client_for(gero), OVERVIEW, {"from": "2020-01-01", "campaign": str(cta.campaign_id)})
    assert "Leads seit dem 1. Januar 2020" in pdf.text
    assert cta.campaign.name in pdf.text
    assert "Stand:" in pdf.text
    assert "Seite 1 von 1" in pdf.text
    assert pdf.title.startswith("Was aus den Leads wurde")


def test_pdf_speaks_english_to_whoever_reads_english(gero: User) -> None:
    fill_the_zoo()
    User.objects.filter(pk=gero.pk).update(language="en")
    pdf = get_pdf(client_for(User.objects.get(pk=gero.pk)), OVERVIEW)
    assert "Page 1 of 1" in pdf.text
    assert "From lead to deal" in pdf.text
    assert pdf.language == "en"


def test_overview_of_sixty_campaigns_is_one_page_and_says_how_many_are_not_on_it(gero: User) -> None:
    fill_the_zoo()
    for number in range(58):
        name = f"{number} Wärmepumpen-Informationsveranstaltung {'Süd' * 20}"
        make_lead(cta=make_cta(make_campaign(name=name)), stage=LeadStage.RATED)
    job.compute()
    client = client_for(gero)
    pdf = get_pdf(client, OVERVIEW)
    assert pdf.sizes == [A4]
    assert "48 weitere Zeilen (Leads: 48, Abschlüsse bisher: 0)" in pdf.text


def test_what_happened_stands_by_number_at_its_month_and_leaves_it_one_page(gero: User, mara: User) -> None:
    fill_the_zoo()
    for number in range(9):
        make_milestone(mara, text=f"{number} Neue Landingpage {'für Wärmepumpen ' * 5}"[:120])
    pdf = get_pdf(client_for(gero), OVERVIEW)
    assert pdf.sizes == [A4]
    assert pdf.text.count("Neue Landingpage für Wärmepumpen") == 5 and "weitere auf der Seite" in pdf.text


def test_overview_without_leads_is_a_page_that_says_so(gero: User) -> None:
    pdf = get_pdf(client_for(gero), OVERVIEW)
    assert pdf.sizes == [A4]
    assert "Keine Leads in dieser Auswahl" in pdf.text


@each_sheet
def test_sheet_has_the_figures_of_its_tables_and_numbers_its_pages(gero: User, sheet: Sheet) -> None:
    fill_the_zoo()
    client = client_for(gero)
    html = client.get(reverse(sheet.route), ALL).context["drawn"].html
    pdf = get_pdf(client, reverse(f"{sheet.route}_paper"))
    assert {tuple(sorted(size)) for size in pdf.sizes} == {A4}
    texts = read_cells(html)
    assert texts
    assert [text for text in texts if squeeze(text) not in pdf.words] == []
    last = len(pdf.pages)
    assert f"Seite {last} von {last}" in " ".join(pdf.pages[-1].split())
    assert pdf.title.startswith(str(sheet.question))


def test_campaign_has_what_came_of_it_and_what_it_promises(gero: User) -> None:
    campaign = fill_the_zoo()[0].campaign
    make_promise(campaign, "Einbau in acht Wochen")
    pdf = get_pdf(client_for(gero), reverse("insights:campaign_paper", args=[campaign.pk]))
    assert campaign.name in pdf.text
    assert "Was daraus wurde" in pdf.text
    assert "Einbau in acht Wochen" in pdf.text


def test_what_people_typed_is_text_on_paper(gero: User) -> None:
    cta = fill_the_zoo()[0]
    name = "<img src=http://127.0.0.1:9/x.png> & <b>"
    Campaign.objects.filter(pk=cta.campaign_id).update(name=name)
    pdf = get_pdf(client_for(gero), reverse("insights:campaign_paper", args=[cta.campaign_id]))
    assert squeeze(name) in pdf.words


def test_tags_and_language_are_there_for_whoever_does_not_see(gero: User) -> None:
    fill_the_zoo()
    pdf = get_pdf(client_for(gero), OVERVIEW)
    assert pdf.is_tagged
    assert pdf.language == "de"
    assert pdf.has_its_fonts


def test_filter_that_was_not_understood_makes_no_pdf(gero: User) -> None:
    answer = client_for(gero).get(OVERVIEW, {"from": "31.02.2026"})
    assert answer.status_code == 400
    assert "nicht verstanden" in answer.content.decode()


def test_whoever_is_not_signed_in_gets_no_figures_on_paper() -> None:
    assert Client().get(OVERVIEW).status_code == 302


def test_reps_are_named_only_for_whoever_may_read_figures_by_rep(gero: User, mara: User, sven: User) -> None:
    fill_the_zoo()
    make_lead(stage=LeadStage.RATED, assigned_to=sven)
    job.compute()
    path, query = reverse("insights:breakdown_paper"), {**ALL, "by": "rep"}
    assert str(sven) in get_pdf(client_for(gero), path, query).text
    assert str(sven) not in get_pdf(client_for(mara), path, query).text


def test_stranger_takes_the_figures_of_a_link_along_and_learns_nobodys_name(gero: User, sven: User) -> None:
    fill_the_zoo()
    Campaign.objects.filter(pk=Campaign.objects.all()[0].pk).update(name=f"Messe mit {sven.full_name}")
    secret = make_link_secret(make_view(gero, name="Messen", said=ALL), user=gero)
    pdf = get_pdf(Client(), reverse("insights:shared_paper", args=[secret]))
    assert pdf.sizes == [A4]
    assert squeeze(sven.full_name) not in pdf.words
    assert "(Name nicht gezeigt)" in pdf.text


def test_password_of_a_link_holds_for_its_pdf(gero: User) -> None:
    fill_the_zoo()
    secret = make_link_secret(make_view(gero, said=ALL), user=gero, password="drei blaue Pferde")
    path = reverse("insights:shared_paper", args=[secret])
    client = Client()
    assert client.get(path).status_code == 302
    client.post(reverse("insights:shared", args=[secret]), {"password": "drei blaue Pferde"})
    client.cookies["figures"]["path"] = "/"
    assert client.get(path).status_code == 200


def test_link_that_ended_makes_no_pdf() -> None:
    answer = Client().get(reverse("insights:shared_paper", args=["nothing"]))
    assert answer.status_code == 302


def test_nobody_makes_pdfs_without_end(gero: User, settings: LazySettings) -> None:
    settings.LIMITS_PER_MINUTE = {**settings.LIMITS_PER_MINUTE, "papers": 1}
    client = client_for(gero)
    assert client.get(OVERVIEW).status_code == 200
    answer = client.get(OVERVIEW)
    assert answer.status_code == 429
    assert 0 < int(answer["Retry-After"]) <= 60


def test_machine_without_the_library_says_so_and_serves_all_else(
    gero: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "executable", "/nowhere/python")
    client = client_for(gero)
    answer = client.get(OVERVIEW)
    assert answer.status_code == 503
    assert "kann gerade keine PDFs erzeugen" in answer.content.decode()
    assert client.get("/overview/").status_code == 200
