"""Parts of a page that are drawn once, for each language and value, and with nothing of a person."""

from __future__ import annotations

import pytest
from django import forms
from django.template import Context, Template
from django.test import Client
from django.utils import translation

from accounts.models import User
from pages.templatetags.kept import kept, kept_field
from smarketing.navigation import NavItem

NAV = "components/nav.html"


class Wish(forms.Form):
    text = forms.CharField(label="Wish")
    whose = forms.ModelChoiceField(queryset=User.objects.none())


def item(label: str, *, is_current: bool = False) -> NavItem:
    return NavItem(label=label, url="/leads/", is_current=is_current)


def read_as(user: User) -> str:
    client = Client()
    client.force_login(user)
    return client.get("/notifications/").content.decode()


def test_kept_part_is_drawn_for_each_value() -> None:
    one, other = (kept(NAV, items=(item(label),)) for label in ("Leads", "Campaigns"))
    assert ("Leads" in one, "Leads" in other, "Campaigns" in other) == (True, False, True)


def test_kept_part_is_drawn_for_each_page_it_leads_from() -> None:
    here, away = (kept(NAV, items=(item("Leads", is_current=is_current),)) for is_current in (True, False))
    assert ('aria-current="page"' in here, 'aria-current="page"' in away) == (True, False)


def test_kept_part_is_drawn_in_each_language() -> None:
    drawn = set()
    for language in ("de", "en"):
        with translation.override(language):
            drawn.add(kept("components/toasts.html"))
    assert len(drawn) == 2


def test_nothing_of_the_page_around_it_reaches_a_kept_part() -> None:
    page = Template('{% kept "components/account_links.html" items=shown %}')
    context = Context({"shown": (), "items": [item("of somebody else")], "user": "Mara"})
    assert page.render(context).strip() == ""


def test_included_part_reads_the_page_around_it() -> None:
    page = Template('{% include "components/account_links.html" %}')
    context = Context({"items": [item("of somebody else")]})
    assert "of somebody else" in page.render(context)


def test_value_that_cannot_be_a_key_is_an_error() -> None:
    with pytest.raises(TypeError):
        kept(NAV, items=[item("Leads")])


def test_field_that_somebody_has_filled_in_is_drawn_anew_and_not_kept() -> None:
    empty, filled, asked = Wish(), Wish({"text": "geheim"}), Wish(initial={"text": "vorgeschlagen"})
    before = kept_field(empty, "text")
    assert "geheim" in kept_field(filled, "text")
    assert "vorgeschlagen" in kept_field(asked, "text")
    assert kept_field(Wish(), "text") == before == empty["text"].as_field_group()


def test_field_whose_choices_are_rows_is_an_error() -> None:
    with pytest.raises(TypeError, match="whose"):
        kept_field(Wish(), "whose")


@pytest.mark.django_db
@pytest.mark.usefixtures("company")
def test_header_names_whoever_reads_it_and_what_their_role_may(mara: User, sven: User) -> None:
    pages = {user: read_as(user) for user in (mara, sven)}
    for user, other in ((mara, sven), (sven, mara)):
        assert (str(user) in pages[user], str(other) in pages[user]) == (True, False)
    assert ["/import" in pages[user] for user in (mara, sven)] == [True, False]
