from __future__ import annotations

from django.http import QueryDict

from pages.addresses import address, requery


def test_address_leaves_blank_values_out() -> None:
    assert address("/inbox/", section="new", rep=None, q="") == "/inbox/?section=new"
    assert address("/inbox/", rep=None) == "/inbox/"


def test_address_quotes_its_values() -> None:
    assert address("/leads/", q="Müller & Söhne") == "/leads/?q=M%C3%BCller+%26+S%C3%B6hne"


def test_requery_changes_adds_and_takes_away() -> None:
    query = QueryDict("stage=won&after=7&need=1&need=2")
    assert requery(query, after=None, before=9, stage="lost") == "?need=1&need=2&before=9&stage=lost"


def test_requery_leaves_the_query_alone() -> None:
    query = QueryDict("after=7")
    assert requery(query, after="") == "?"
    assert query.urlencode() == "after=7"
