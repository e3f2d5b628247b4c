from __future__ import annotations

import pytest
from django.core.management import call_command
from rest_framework.test import APIClient

from accounts.models import ApiToken, User
from tests.api import api_for
from tests.factories import make_cta

LEADS = "/api/v1/leads/"


def test_api_without_a_token_asks_for_one(db: None) -> None:
    answer = APIClient().get(LEADS)
    assert (answer.status_code, answer["WWW-Authenticate"]) == (401, 'Bearer realm="api"')


@pytest.mark.parametrize("header", ["Bearer smk_nothing", "Bearer", "Bearer a b", "Bearer smk_ü"])
def test_api_refuses_what_is_no_valid_token(db: None, header: str) -> None:
    assert APIClient(HTTP_AUTHORIZATION=header.encode("latin-1")).get(LEADS).status_code == 401


def test_api_refuses_a_revoked_token(mara: User) -> None:
    client = api_for(mara)
    ApiToken.objects.update(revoked_at=mara.joined_at)
    assert client.get(LEADS).status_code == 401


def test_api_takes_the_session_of_a_page_too(mara: User) -> None:
    client = APIClient()
    client.force_login(mara)
    assert client.get(LEADS).status_code == 200


def test_session_without_csrf_token_writes_nothing(mara: User) -> None:
    client = APIClient(enforce_csrf_checks=True)
    client.force_login(mara)
    assert client.post("/api/v1/campaigns/", {"name": "Herbst"}).status_code == 403


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (b'{"name": "a", "name": "b"}', "name"),
        (b'{"name": NaN}', "NaN"),
        (b'{"name": "a"', "JSON"),
        (b"\xff\xfe", "UTF-8"),
        (b"[" * 100_000, ""),
        (b"[1, 2]", ""),
        (b'"text"', ""),
        (b"null", ""),
        (b'{"name": "a\\u0000b"}', ""),
        (b'{"name": "a\\ud800b"}', ""),
        (b'{"name": "a", "starts_on": "0000-13-45"}', "starts_on"),
        (b'{"name": "a", "owner": 1e400}', ""),
        (b'{"name": "a", "owner": 99999999999999999999999}', "owner"),
    ],
)
def test_strange_json_is_refused_with_a_reason(mara: User, body: bytes, words: str) -> None:
    answer = api_for(mara).post("/api/v1/campaigns/", body, content_type="application/json")
    assert answer.status_code == 400
    assert words in answer.content.decode()


def test_body_in_another_format_is_refused(mara: User) -> None:
    answer = api_for(mara).post("/api/v1/campaigns/", "name=Herbst", content_type="text/plain")
    assert answer.status_code == 415


def test_body_beyond_one_megabyte_is_refused(mara: User) -> None:
    body = b'{"name": "' + b"a" * 1_000_001 + b'"}'
    answer = api_for(mara).post("/api/v1/campaigns/", body, content_type="application/json")
    assert answer.status_code in (400, 413)


@pytest.mark.parametrize(
    "path", ["?cursor=%00", "?cursor=zzz", "?page_size=-1", "99999999999999999999999/", "x/"]
)
def test_strange_addresses_are_never_a_crash(mara: User, path: str) -> None:
    assert api_for(mara).get(LEADS + path).status_code in (200, 400, 404)


@pytest.mark.parametrize(
    ("query", "place", "said"),
    [
        ("cursor=cD14", "cursor", "“cD14” is not a place in this list. Take it from `next` or `previous`."),
        ("cursor=x", "cursor", "“x” is not a place in this list. Take it from `next` or `previous`."),
        ("page_size=0", "page_size", "“0” is no number of rows. Allowed are 1 to 200."),
        ("page_size=x%00", "page_size", "“x·” is no number of rows. Allowed are 1 to 200."),
    ],
)
def test_garbled_page_is_named(mara: User, query: str, place: str, said: str) -> None:
    User.objects.update(language="en")
    answer = api_for(mara).get(f"{LEADS}?{query}")
    assert (answer.status_code, answer.json()["errors"]) == (
        400,
        [{"place": place, "message": said, "code": place}],
    )


@pytest.mark.parametrize(
    ("body", "place", "value", "name"),
    [
        (b'{"name": "a\\u0000b"}', "name", "a·b", "U+0000 at position 2"),
        (b'{"promises": ["x", "\\udc00"]}', "promises.1", "·", "U+DC00 at position 1"),
        (b'{"a": {"\\ud800": 1}}', "a", "·", "U+D800 at position 1"),
        (b'{"\\u0000": 1}', "", "·", "U+0000 at position 1"),
    ],
)
def test_character_that_cannot_be_kept_is_named_wherever_it_stands(
    mara: User, body: bytes, place: str, value: str, name: str
) -> None:
    User.objects.update(language="en")
    answer = api_for(mara).post("/api/v1/campaigns/", body, content_type="application/json")
    said = f"“{value}” holds a character that cannot be kept: {name}."
    message = f"{said} Allowed are letters, digits, signs and spaces."
    assert (answer.status_code, answer.json()["errors"]) == (
        400,
        [{"place": place, "message": message, "code": "forbidden_character"}],
    )


def test_answers_are_in_the_language_of_the_person(mara: User) -> None:
    mara.language = "en"
    mara.save(update_fields=["language"])
    answer = api_for(mara).post("/api/v1/campaigns/", {})
    assert answer.json()["errors"] == [
        {"place": "name", "message": "Please fill in this field.", "code": "required"}
    ]


def test_schema_describes_every_endpoint_without_a_warning(db: None) -> None:
    call_command("spectacular", "--validate", "--fail-on-warn", "--file", "/dev/null")


def test_docs_page_is_for_people_who_are_signed_in(mara: User) -> None:
    client = APIClient()
    assert client.get("/api/docs/").status_code in (302, 401, 403)
    client.force_login(mara)
    assert client.get("/api/docs/").status_code == 200


@pytest.mark.parametrize("moment", ["0001-01-01", "0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-12:00"])
def test_moment_beyond_the_calendar_is_named(mara: User, moment: str) -> None:
    User.objects.update(language="en")
    said = {"cta": make_cta().pk, "email": "erika@example.org", "received_at": moment}
    answer = api_for(mara).post("/api/v1/leads/", said)
    assert (answer.status_code, answer.json()["errors"][0]["place"]) == (400, "received_at")
