"""What somebody looks at again and again has a name: their own, or everybody's."""

from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import QueryDict

from accounts.models import User
from insights.models import SavedView
from insights.pages.address import Address
from insights.services import saved_views
from insights.services.saved_views import change_view, delete_view, save_view
from insights.sheets.all import SHEETS
from tests.factories import client_for, make_campaign, make_view

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("company")]
VIEWS = "/overview/views/"


def test_view_keeps_the_page_and_the_known_names_of_its_address(mara: User) -> None:
    campaign = make_campaign().pk
    said = f"?page={SHEETS[0].name}&period=this_month&campaign={campaign}&utm_source=x&rows=all"
    answer = client_for(mara).post(VIEWS + said, {"name": "Diesen Monat"})
    view = SavedView.objects.get()
    assert (view.user, view.page, view.name) == (mara, SHEETS[0].name, "Diesen Monat")
    assert view.said == {"period": "this_month", "campaign": str(campaign), "rows": "all"}
    assert answer["Location"] == f"/overview/{SHEETS[0].name}/?period=this_month&campaign={campaign}&rows=all"


def test_page_nobody_knows_is_kept_as_the_overview(mara: User) -> None:
    client_for(mara).post(f"{VIEWS}?page=nowhere", {"name": "Alles"})
    assert SavedView.objects.get().page == "overview"


def test_view_of_a_sheet_that_is_gone_leads_to_the_overview(mara: User) -> None:
    make_view(mara, page="gone", said={"period": "all", "unknown": "x"})
    assert 'href="/overview/?period=all"' in client_for(mara).get(VIEWS).content.decode()


def test_selection_that_is_not_understood_is_not_kept(mara: User) -> None:
    answer = client_for(mara).post(f"{VIEWS}?from=31.02.2026", {"name": "Messen"})
    assert answer.status_code == 422
    assert "kann nicht gespeichert werden" in answer.content.decode()
    assert not SavedView.objects.exists()


def test_name_somebody_has_given_already_is_refused_beside_it(mara: User) -> None:
    make_view(mara)
    answer = client_for(mara).post(VIEWS, {"name": " Messen "})
    assert list(answer.context["form"].errors) == ["name"]
    assert SavedView.objects.count() == 1


def test_two_people_may_use_the_same_name(mara: User, sven: User) -> None:
    make_view(mara)
    save_view(actor=sven, address=Address(()), name="Messen")
    assert SavedView.objects.filter(name="Messen").count() == 2


def test_nobody_has_more_views_than_anybody_looks_through(
    mara: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(saved_views, "MOST_OF_ONE_PERSON", 1)
    make_view(mara)
    with pytest.raises(ValidationError) as refused:
        save_view(actor=mara, address=Address(()), name="Noch eine")
    assert list(refused.value.message_dict) == ["name"]


def test_own_views_are_seen_by_oneself_those_of_the_company_by_all(mara: User, sven: User) -> None:
    make_view(mara, name="Nur Mara")
    make_view(mara, name="Für alle", is_for_company=True)
    assert [view.name for view in SavedView.objects.visible_to(sven)] == ["Für alle"]
    assert [view.name for view in SavedView.objects.visible_to(mara).by_name()] == ["Für alle", "Nur Mara"]


def test_menu_of_the_page_is_a_fragment_of_the_same_address(mara: User) -> None:
    make_view(mara)
    page = client_for(mara).get("/overview/?period=all").content.decode()
    assert 'hx-get="/overview/views/?page=overview&amp;period=all"' in page
    menu = client_for(mara).get(f"{VIEWS}?page=overview", HTTP_HX_REQUEST="true").content.decode()
    assert "Messen" in menu
    assert "<html" not in menu


def test_manager_lets_everybody_see_a_view(gero: User, sven: User) -> None:
    client_for(gero).post(VIEWS, {"name": "Runde", "is_for_company": "on"})
    assert "Runde" in client_for(sven).get(VIEWS).content.decode()


def test_nobody_else_publishes_one(mara: User) -> None:
    client_for(mara).post(VIEWS, {"name": "Runde", "is_for_company": "on"})
    assert not SavedView.objects.get().is_for_company
    with pytest.raises(PermissionDenied):
        change_view(actor=mara, view=SavedView.objects.get(), is_for_company=True)


def test_company_view_of_somebody_else_is_changed_by_a_manager_alone(
    mara: User, sven: User, gero: User
) -> None:
    view = make_view(mara, is_for_company=True)
    with pytest.raises(PermissionDenied):
        change_view(actor=sven, view=view, name="Meine")
    assert client_for(sven).post(f"{VIEWS}{view.pk}/", {"name": "Meine"}).status_code == 403
    change_view(actor=gero, view=view, name="Messen im Herbst")
    view.refresh_from_db()
    assert (view.name, view.user, view.is_for_company) == ("Messen im Herbst", mara, True)


def test_deleted_view_is_gone_and_deleting_it_again_is_harmless(mara: User) -> None:
    view = make_view(mara)
    delete_view(actor=mara, view=view)
    delete_view(actor=mara, view=view)
    assert not SavedView.objects.exists()


def test_foreign_view_is_nowhere(mara: User, sven: User) -> None:
    view = make_view(mara)
    assert client_for(sven).post(f"{VIEWS}{view.pk}/delete/").status_code == 404
    assert SavedView.objects.exists()


def test_name_is_escaped_wherever_it_stands(mara: User) -> None:
    view = make_view(mara, name="<b>Messen</b>")
    for path in (VIEWS, f"{VIEWS}{view.pk}/"):
        assert "<b>Messen</b>" not in client_for(mara).get(path).content.decode()


def test_address_says_its_page_and_its_values() -> None:
    address = Address.of(QueryDict("period=all&by=cta"), "insights:breakdown")
    assert address.name == "breakdown"
    assert address.views() == "/overview/views/?page=breakdown&period=all&by=cta"
