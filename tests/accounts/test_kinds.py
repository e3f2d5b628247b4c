"""Every kind that is told of stands in the list, and the list has none that nobody tells of."""

from __future__ import annotations

import ast
from collections.abc import Iterator

import pytest

from accounts.kinds import ABOUT, Kind, effective_way, kinds_for, ways_of
from accounts.models import Role, User, Way
from tests.test_architecture import APPS, sources

TELLING = {"notify", "notify_administrators"}


def told_kinds() -> Iterator[str]:
    """The kinds named wherever the product tells of something; a word instead of one fails."""
    for path in sources(*APPS):
        text = path.read_text(encoding="utf-8")
        if "from accounts.kinds import" not in text:
            continue
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.Attribute) and getattr(node.value, "id", "") == "Kind":
                yield Kind.__members__.get(node.attr, "")
            elif isinstance(node, ast.Call) and getattr(node.func, "id", "") in TELLING:
                yield from (_word(said.value) for said in node.keywords if said.arg == "kind")


def _word(value: ast.expr) -> str:
    return f"the word {value.value!r}" if isinstance(value, ast.Constant) else ""


def test_every_kind_told_of_is_in_the_list_and_the_other_way_round() -> None:
    assert {kind for kind in told_kinds() if kind} == set(Kind.values)


def test_every_kind_has_its_line_in_the_order_of_the_list() -> None:
    assert list(ABOUT) == list(Kind)


@pytest.mark.parametrize("kind", Kind)
def test_usual_way_can_be_chosen(kind: Kind) -> None:
    assert ABOUT[kind].usual in ways_of(kind)


@pytest.mark.parametrize(
    ("role", "kind", "gets"),
    [
        (Role.SALES_REP, Kind.LEAD_HANDED_OVER, True),
        (Role.SALES_REP, Kind.LEAD_RETURNED, False),
        (Role.MARKETER, Kind.LEAD_RETURNED, True),
        (Role.MARKETER, Kind.DISK_GETS_FULL, False),
        (Role.ADMIN, Kind.DISK_GETS_FULL, True),
    ],
)
def test_person_chooses_only_what_their_role_can_get(role: Role, kind: Kind, gets: bool) -> None:
    assert (kind in kinds_for(User(role=role))) is gets


@pytest.mark.parametrize(
    ("kind", "chosen", "way"),
    [
        (Kind.LEAD_RATED, None, Way.DIGEST),
        (Kind.LEAD_RATED, Way.OFF, Way.OFF),
        (Kind.LEAD_QUESTION, Way.OFF, Way.PAGE),
        ("of_another_release", None, Way.MAIL),
        ("of_another_release", Way.PAGE, Way.PAGE),
        ("of_another_release", Way.OFF, Way.MAIL),
    ],
)
def test_what_somebody_waits_for_is_never_off(kind: str, chosen: str | None, way: Way) -> None:
    assert effective_way(kind, chosen) is way
