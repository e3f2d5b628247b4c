"""A part of the address that nobody knows is named; what mail programs and ad platforms add is not."""

from __future__ import annotations

import pytest
from django.http import QueryDict
from django.utils import translation

from accounts.models import Language, User
from insights.pages.unknown_parts import say_unknown_parts
from insights.sheets.all import SHEETS
from tests.api import api_for
from tests.factories import client_for

pytestmark = pytest.mark.django_db
PATHS = ["/overview/", *(f"/overview/{sheet.name}/" for sheet in SHEETS)]
ALLOWED = "period, from, to, campaign, cta, channel"
SAID = {
    Language.GERMAN: f"„start“ in der Adresse ist hier kein Filter; es gibt {ALLOWED}.",
    Language.ENGLISH: f"“start” in the address is no filter here; there are {ALLOWED}.",
}


def said(query: str, language: str = "en") -> str:
    with translation.override(language):
        return say_unknown_parts(QueryDict(query))


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("language", Language)
def test_every_sheet_names_a_filter_nobody_knows(gero: User, path: str, language: Language) -> None:
    User.objects.update(language=language)
    answer = client_for(gero).get(path, {"start": "2020-01-01"})
    assert (answer.status_code, SAID[language] in answer.content.decode()) == (200, True)


def test_page_with_known_filters_names_none(gero: User) -> None:
    page = client_for(gero).get("/overview/", {"period": "all", "sort": "name", "utm_source": "mail"})
    assert "is no filter" not in page.content.decode()
    assert "kein Filter" not in page.content.decode()


@pytest.mark.parametrize(
    "added",
    ["utm_source=a&utm_campaign=b", "UTM_Medium=c", "fbclid=x", "gclid=x&gbraid=y", "mc_cid=1&mc_eid=2"],
)
def test_what_a_link_gets_on_its_way_is_dropped_in_silence(added: str) -> None:
    assert said(f"period=all&meeting=1&{added}") == ""


def test_known_parts_are_those_of_all_pages_of_figures() -> None:
    assert said("period=&from=&to=&campaign=&cta=&channel=&against=&by=&sort=&rows=&since=&meeting=") == ""


def test_several_are_named_together_and_at_most_three() -> None:
    assert said("start=1&end=2").startswith("“start”, “end” in the address are no filters here;")
    assert said("a=1&b=2&c=3&d=4").startswith("“a”, “b”, “c”, … in the address are no filters here;")


def test_name_is_shown_as_text_and_short(gero: User) -> None:
    page = client_for(gero).get("/overview/", {"<b>x</b>": "1"}).content.decode()
    assert "&lt;b&gt;x&lt;/b&gt;" in page and "<b>x</b>" not in page
    assert len(said("x" * 500 + "=1")) < 200


@pytest.mark.parametrize(
    "sheet", ["", "money/", "alignment/", "breakdown/", "changes/", "helped/", "health/"]
)
def test_programs_are_refused_a_filter_nobody_knows(gero: User, sheet: str) -> None:
    answer = api_for(gero).get(f"/api/v1/conversion/{sheet}", {"start": "2020-01-01", "by": "campaign"})
    assert answer.status_code == 400
    assert "start" in str(answer.json()["errors"])
