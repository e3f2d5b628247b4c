"""One POST to a chat: what is called and what is not, and what becomes of each answer."""

from __future__ import annotations

import logging
import socket
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.core.exceptions import ValidationError
from pytest_django import Settings

from accounts.chats import reach, wire
from accounts.chats.faults import ChatBusy, ChatFault, ChatRefused, Failure
from accounts.chats.secrets import read_address, seal, unseal
from accounts.chats.wire import post_json
from tests.accounts.chats import SECRET, Answer, Chat, running_chat

HELLO = {"text": "Hallo"}


@pytest.fixture
def chat(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, settings: Settings) -> Iterator[Chat]:
    settings.TEAM_CHATS_ALLOW_PRIVATE = True
    with running_chat(tmp_path, monkeypatch) as running:
        yield running


def fault_of(address: str) -> ChatFault:
    with pytest.raises(ChatFault) as caught:
        post_json(address, HELLO)
    return caught.value


def look_up(*addresses: str) -> Any:
    """A directory that says where every host is."""
    return lambda _host, port, **_: [(0, 0, 0, "", (address, port)) for address in addresses]


def test_message_arrives_under_its_whole_address(chat: Chat) -> None:
    post_json(f"{chat.address}?sig=abc", HELLO)

    assert (chat.heard, chat.paths) == ([HELLO], [f"/services/{SECRET}?sig=abc"])


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_redirect_is_refused_and_not_followed(chat: Chat, status: int) -> None:
    chat.answers = [Answer(status, {"Location": f"{chat.address}/elsewhere"})]
    fault = fault_of(chat.address)

    assert isinstance(fault, ChatRefused) and fault.failure == str(status)
    assert chat.paths == [f"/services/{SECRET}"]


@pytest.mark.parametrize("status", [400, 401, 403, 404, 410, 413])
def test_refusal_is_final(chat: Chat, status: int) -> None:
    chat.answers = [Answer(status)]
    assert isinstance(fault_of(chat.address), ChatRefused)


@pytest.mark.parametrize("status", [408, 425, 429, 500, 502, 503, 504])
def test_chat_in_trouble_may_take_it_later(chat: Chat, status: int) -> None:
    chat.answers = [Answer(status)]
    fault = fault_of(chat.address)

    assert isinstance(fault, ChatBusy) and (fault.failure, fault.after) == (str(status), timedelta())


@pytest.mark.parametrize(
    ("said", "after"),
    [
        ("90", timedelta(seconds=90)),
        ("Wed, 17 Jun 2026 10:02:00 GMT", timedelta(minutes=2)),
        ("Wed, 17 Jun 2026 09:00:00 GMT", timedelta()),
        ("bald", timedelta()),
        ("-5", timedelta()),
    ],
)
def test_chat_says_when_to_come_again(said: str, after: timedelta) -> None:
    with time_machine.travel(datetime(2026, 6, 17, 10, tzinfo=UTC), tick=False):
        assert wire._read_after(said) == after


def test_silent_chat_is_waited_for_so_long(chat: Chat, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(wire, "STEP_SECONDS", 0.2)
    chat.answers = [Answer(dribble=1.0)]
    fault = fault_of(chat.address)

    assert isinstance(fault, ChatBusy) and fault.failure == Failure.TIMEOUT


def test_chat_that_answers_byte_by_byte_is_waited_for_so_long(
    chat: Chat, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(wire, "WHOLE_SECONDS", 0.5)
    chat.answers = [Answer(dribble=0.05)]
    began = time.monotonic()
    fault = fault_of(chat.address)

    assert fault.failure == Failure.TIMEOUT and time.monotonic() - began < 5


def test_byte_by_byte_would_take_as_long_as_it_likes_without_an_end(
    chat: Chat, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(wire._Call, "hang_up", lambda _: None)
    monkeypatch.setattr(wire, "WHOLE_SECONDS", 0.2)
    chat.answers = [Answer(dribble=0.002)]
    began = time.monotonic()
    post_json(chat.address, HELLO)

    assert time.monotonic() - began > 1


def test_only_the_head_of_an_endless_answer_is_read(chat: Chat) -> None:
    chat.answers = [Answer(200, {"Content-Length": "1000000000000"})]

    post_json(chat.address, HELLO)


def test_nobody_at_the_port_is_tried_again(chat: Chat) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        fault = fault_of(f"https://localhost:{taken.getsockname()[1]}/services/x")

    assert isinstance(fault, ChatBusy) and fault.failure == Failure.UNREACHABLE


def test_host_that_nobody_knows_is_tried_again(chat: Chat, monkeypatch: pytest.MonkeyPatch) -> None:
    def unknown(*_: Any, **__: Any) -> Any:
        raise socket.gaierror(socket.EAI_NONAME, "unknown")

    monkeypatch.setattr(reach, "getaddrinfo", unknown)
    assert fault_of("https://hooks.example.com/x").failure == Failure.UNKNOWN_HOST


def test_host_proves_to_be_the_one_of_the_address(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, settings: Settings
) -> None:
    settings.TEAM_CHATS_ALLOW_PRIVATE = True
    with running_chat(tmp_path, monkeypatch, name="other.example.com") as other:
        fault = fault_of(other.address)

    assert (fault.failure, other.heard) == (Failure.CERTIFICATE, [])


def test_second_address_of_a_host_is_tried_where_the_first_is_dead(
    chat: Chat, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reach, "getaddrinfo", look_up("::1", "127.0.0.1"))
    post_json(chat.address, HELLO)

    assert chat.heard == [HELLO]


@pytest.mark.parametrize(
    "address",
    [
        *("127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0"),
        *("224.0.0.1", "240.0.0.1", "255.255.255.255", "::1", "::", "fe80::1", "fe80::1%eth0", "fc00::1"),
        *("::ffff:127.0.0.1", "::127.0.0.1", "64:ff9b::10.0.0.1", "2002:7f00:1::", "ff02::1"),
    ],
)
def test_network_of_its_own_is_not_reached(address: str) -> None:
    assert not reach.is_allowed(address)


@pytest.mark.parametrize("address", ["3.64.0.1", "2600:1f18::1", "64:ff9b::3.64.0.1"])
def test_internet_is_reached(address: str) -> None:
    assert reach.is_allowed(address)


def test_chat_on_this_machine_is_not_called(chat: Chat, settings: Settings) -> None:
    settings.TEAM_CHATS_ALLOW_PRIVATE = False
    fault = fault_of(chat.address)

    assert isinstance(fault, ChatRefused) and fault.failure == Failure.INSIDE
    assert chat.heard == []


def test_host_with_one_address_inside_is_refused_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reach, "getaddrinfo", look_up("3.64.0.1", "10.0.0.5"))
    assert fault_of("https://hooks.example.com/x").failure == Failure.INSIDE


def test_name_that_leads_elsewhere_a_moment_later_is_called_where_it_was_judged(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    called: list[Any] = []

    def call(where: tuple[str, int], timeout: float) -> Any:
        called.append(where)
        raise ConnectionRefusedError

    answers = iter([look_up("3.64.0.1"), look_up("127.0.0.1")])
    monkeypatch.setattr(reach, "getaddrinfo", lambda *a, **b: next(answers)(*a, **b))
    monkeypatch.setattr("accounts.chats.wire.socket.create_connection", call)
    fault_of("https://hooks.example.com/x")

    assert called == [("3.64.0.1", 443)]


def test_address_stands_in_no_line_of_the_log(chat: Chat, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        post_json(chat.address, HELLO)
        chat.answers = [Answer(404)]
        fault = fault_of(chat.address)

    assert "geheim" not in caplog.text.lower() and "geheim" not in repr(fault).lower()


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "required"),
        ("http://hooks.example.com/x", "address"),
        ("hooks.example.com/x", "address"),
        ("https:///x", "address"),
        ("https://user:pass@hooks.example.com/x", "address"),
        ("https://hooks.example.com/x#part", "address"),
        ("https://hooks.example.com:99999/x", "address"),
        ("https://hooks.example.com:0/x", "address"),
        ("https://hooks.example.com/ x", "address"),
        ("https://hooks.example.com/" + "x" * 2000, "address"),
        ("https://10.0.0.5/x", "inside"),
        ("https://[::1]/x", "inside"),
        ("https://localhost/x", "inside"),
    ],
)
def test_what_is_no_address_of_a_chat_is_refused(text: str, code: str, english: None) -> None:
    with pytest.raises(ValidationError) as caught:
        read_address(text)

    (error,) = caught.value.error_dict["address"]
    assert error.code == code and "/x" not in error.messages[0]


def test_pasted_address_loses_its_spaces() -> None:
    assert read_address(" https://hooks.example.com/x \n") == (
        "https://hooks.example.com/x",
        "hooks.example.com",
    )


def test_address_is_opened_by_the_key_that_sealed_it_even_after_a_change(settings: Settings) -> None:
    sealed, former = seal("https://hooks.example.com/x"), settings.SECRET_KEY
    settings.SECRET_KEY = "another-key-of-the-portal-0123456789-0123456789-abc"
    with pytest.raises(ChatRefused, match="unreadable"):
        unseal(sealed)
    settings.SECRET_KEY_FALLBACKS = [former]

    assert "hooks" not in sealed and unseal(sealed) == "https://hooks.example.com/x"
