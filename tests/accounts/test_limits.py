"""How often somebody may call: counted in PostgreSQL, over all processes, and given back evenly."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.db.models import F
from django.test import Client, RequestFactory
from rest_framework.test import APIClient

from accounts import limits
from accounts.limits import Limit, address_of, forget_full_allowances, spend
from accounts.models import CallAllowance, User
from accounts.permissions import Action
from tests.api import api_for
from tests.factories import client_for, make_lead
from tests.test_routes import GUARDED
from values.refusals import TooManyCalls

LEADS = "/api/v1/leads/"


@pytest.fixture(autouse=True)
def few(settings: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Three calls a minute of each kind, and the clock of the database stands."""
    settings.LIMITS_PER_MINUTE = dict.fromkeys(settings.LIMITS_PER_MINUTE, 3)
    monkeypatch.setattr(limits, "_NOW", "timestamptz '2026-11-26 12:00Z'")
    limits._write.cache_clear()
    yield
    limits._write.cache_clear()


def spend_all(limit: Limit = Limit.READS, who: str = "token 1", calls: int = 3) -> None:
    for _ in range(calls):
        spend(limit, who)


def let_pass(seconds: float) -> None:
    """As if so many seconds had passed, by the clock of the database."""
    CallAllowance.objects.update(full_at=F("full_at") - timedelta(seconds=seconds))


def test_calls_up_to_the_limit_pass_and_the_next_is_refused(db: None) -> None:
    spend_all()
    with pytest.raises(TooManyCalls) as refused:
        spend(Limit.READS, "token 1")
    assert (refused.value.status, refused.value.wait) == (429, 20)


def test_refusal_says_how_long_in_the_language_of_the_reader(english: None) -> None:
    assert [str(TooManyCalls(wait=wait)) for wait in (1, 20)] == [
        "Too many calls. In 1 second the next is let through.",
        "Too many calls. In 20 seconds the next is let through.",
    ]


def test_wait_that_is_named_is_true(db: None) -> None:
    spend_all()
    let_pass(18)
    with pytest.raises(TooManyCalls) as refused:
        spend(Limit.READS, "token 1")
    let_pass(refused.value.wait)
    spend(Limit.READS, "token 1")
    assert refused.value.wait == 2


def test_calls_come_back_one_by_one_and_never_more_than_the_limit(db: None) -> None:
    spend_all()
    let_pass(40)
    spend_all(calls=2)
    let_pass(3600)
    spend_all(calls=3)
    with pytest.raises(TooManyCalls):
        spend(Limit.READS, "token 1")


@pytest.mark.parametrize("per_minute", [1, 7, 11, 600])
def test_limit_that_does_not_divide_a_minute_lets_exactly_as_many_through(
    db: None, settings: Any, per_minute: int
) -> None:
    settings.LIMITS_PER_MINUTE["reads"] = per_minute
    spend_all(calls=per_minute)
    with pytest.raises(TooManyCalls):
        spend(Limit.READS, "token 1")


def test_callers_and_kinds_are_counted_apart(db: None) -> None:
    spend_all(Limit.READS, "token 1")
    spend_all(Limit.WRITES, "token 1")
    spend_all(Limit.READS, "token 2")
    assert CallAllowance.objects.count() == 3


def test_limit_of_zero_counts_nothing(db: None, settings: Any) -> None:
    settings.LIMITS_PER_MINUTE["reads"] = 0
    spend_all(calls=9)
    assert not CallAllowance.objects.exists()


def test_refused_call_writes_nothing(db: None) -> None:
    spend_all()
    before = CallAllowance.objects.get().full_at
    with pytest.raises(TooManyCalls):
        spend(Limit.READS, "token 1")
    assert CallAllowance.objects.get().full_at == before


def test_clock_that_was_put_back_holds_nobody_up(db: None) -> None:
    spend_all()
    let_pass(-600)
    spend_all()
    with pytest.raises(TooManyCalls):
        spend(Limit.READS, "token 1")


def test_who_set_out_a_moment_earlier_is_not_let_through_anew(db: None) -> None:
    spend_all()
    let_pass(-1)
    with pytest.raises(TooManyCalls) as refused:
        spend(Limit.READS, "token 1")
    assert refused.value.wait == 21


def test_nothing_of_a_caller_can_be_read_from_what_is_kept(db: None) -> None:
    spend(Limit.STRANGERS, "192.0.2.7")
    spend(Limit.STRANGERS, "192.0.2.7")
    key = CallAllowance.objects.get().key
    assert (len(key), "192" in key) == (32, False)


def test_table_is_unlogged_so_that_no_call_waits_for_a_disk(db: None) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT relpersistence FROM pg_class WHERE relname = 'accounts_callallowance'")
        assert cursor.fetchone() == ("u",)


def test_full_allowances_are_forgotten_and_others_kept(db: None) -> None:
    spend(Limit.READS, "token 1")
    let_pass(3600)
    spend(Limit.READS, "token 2")
    forget_full_allowances()
    spend_all(who="token 2", calls=2)
    with pytest.raises(TooManyCalls):
        spend(Limit.READS, "token 2")
    assert CallAllowance.objects.count() == 1


def test_token_that_reads_too_often_is_asked_to_wait(mara: User) -> None:
    client = api_for(mara, scopes=[Action.VIEW_LEADS])
    answers = [client.get(LEADS) for _ in range(4)]
    assert [answer.status_code for answer in answers] == [200, 200, 200, 429]
    assert (answers[3]["Retry-After"], answers[3]["Content-Type"]) == ("20", "application/problem+json")
    assert answers[3].json()["title"] == "Too Many Requests"


def test_what_is_refused_counts_too(mara: User) -> None:
    client = api_for(mara, scopes=[Action.VIEW_LEADS])
    assert [client.post(LEADS, {}).status_code for _ in range(4)] == [403, 403, 403, 429]


def test_reading_leaves_writing_alone_and_other_tokens_too(mara: User) -> None:
    client, other = (api_for(mara, scopes=[Action.VIEW_LEADS, Action.CAPTURE_LEADS]) for _ in range(2))
    assert [client.get(LEADS).status_code for _ in range(4)][3] == 429
    assert (client.post(LEADS, {}).status_code, other.get(LEADS).status_code) == (400, 200)


def test_person_in_the_browser_has_a_limit_of_their_own(mara: User) -> None:
    assert [client_for(mara).get(LEADS).status_code for _ in range(4)] == [200, 200, 200, 429]


@pytest.mark.parametrize("header", [{}, {"HTTP_AUTHORIZATION": "Bearer smk_guess"}])
def test_stranger_is_asked_to_wait_by_address(mara: User, header: dict[str, Any]) -> None:
    here, there = APIClient(**header), APIClient(REMOTE_ADDR="192.0.2.7", **header)
    assert [here.get(LEADS).status_code for _ in range(4)] == [401, 401, 401, 429]
    assert there.get(LEADS).status_code == 401


def test_valid_token_passes_from_an_address_with_wrong_ones(mara: User) -> None:
    assert [APIClient().get(LEADS).status_code for _ in range(4)][3] == 429
    assert api_for(mara).get(LEADS).status_code == 200


def test_strangers_who_ask_for_the_document_are_counted(db: None) -> None:
    assert [APIClient().get("/api/schema/").status_code for _ in range(4)] == [401, 401, 401, 429]


@pytest.mark.parametrize(
    ("said", "address"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2:ffff::1", "2001:db8:1:2::/64"),
        ("unknown", ""),
    ],
)
def test_address_is_one_host_or_the_network_of_an_ipv6_customer(
    rf: RequestFactory, said: str, address: str
) -> None:
    assert address_of(rf.get("/", REMOTE_ADDR=said)) == address


def test_address_is_what_the_trusted_proxy_says(rf: RequestFactory, settings: Any) -> None:
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    request = rf.get("/", headers={"x-forwarded-for": "203.0.113.9, 192.0.2.7"})
    assert address_of(request) == "192.0.2.7"


@pytest.mark.parametrize("path", ["/leads/?q=erika", "/campaigns/?q=herbst"])
def test_list_that_is_searched_too_often_asks_to_wait(mara: User, english: None, path: str) -> None:
    mara.language = "en"
    mara.save(update_fields=["language"])
    client = client_for(mara)
    answers = [client.get(path) for _ in range(4)]
    assert [answer.status_code for answer in answers] == [200, 200, 200, 429]
    assert answers[3]["Retry-After"] == "20"
    assert "Wait 20 seconds" in answers[3].content.decode()


def test_list_without_a_search_is_never_counted(mara: User) -> None:
    client = client_for(mara)
    assert {client.get("/leads/?q=&stage=won").status_code for _ in range(5)} == {200}


def test_search_by_token_and_in_the_browser_is_one_count(mara: User) -> None:
    client, program = client_for(mara), api_for(mara)
    for path in ("?external_id=1", "?external_id=2"):
        assert program.get(LEADS + path).status_code == 200
    assert client.get("/leads/?q=erika").status_code == 200
    assert program.get(LEADS + "?external_id=3").status_code == 429
    assert client_for(mara).get("/leads/?q=erika").status_code == 429


def test_every_page_with_a_search_field_is_limited(mara: User, unprinted: None) -> None:
    make_lead()
    client = client_for(mara)
    addresses = [f"/{route.pattern}" for route in GUARDED.values() if not route.kwargs and not route.is_api]
    # The header of each has one too, which leads to the page of the search.
    pages = {address: client.get(address).getvalue().partition(b"<main")[2] for address in addresses}
    searched = [address for address, content in pages.items() if b'type="search"' in content]
    answers = {}
    for address in searched:
        CallAllowance.objects.all().delete()
        answers[address] = [client.get(address, {"q": "erika"}).status_code for _ in range(4)]
    assert set(searched) >= {"/leads/", "/campaigns/", "/search/"}
    assert answers == {address: [200, 200, 200, 429] for address in searched}


def test_looking_up_who_is_typed_pauses_and_says_so(mara: User) -> None:
    client: Client = client_for(mara)
    answers = [client.post("/leads/duplicates/", {"name": f"Erika {turn}"}) for turn in range(4)]
    assert [answer.status_code for answer in answers] == [200, 200, 200, 429]
    assert (answers[3]["Retry-After"], "20" in answers[3].content.decode()) == ("20", True)


def test_form_of_a_lead_stays_usable_while_looking_up_pauses(mara: User) -> None:
    client = client_for(mara)
    answers = [client.post("/leads/new/", {"name": "Erika", "check": "1"}) for _ in range(4)]
    assert [answer.status_code for answer in answers] == [200, 200, 200, 200]
    assert answers[3].context["refusal"].wait == 20
