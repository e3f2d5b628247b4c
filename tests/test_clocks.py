"""Tests stop every clock at once, with time-machine: one stopped by hand leaves others going."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

TESTS = Path(__file__).parent
REPLACING = {"setattr", "patch", "object"}
CLOCKS = {"now", "utcnow", "today", "localdate", "localtime", "time", "time_ns", "timesince"}


def stopped_by_hand(source: str) -> Iterator[int]:
    """The lines of a module in which a clock is replaced: by `setattr`, by `patch`, or assigned to."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and _last_name(node.func) in REPLACING:
            if any(_names_a_clock(argument) for argument in node.args[:2]):
                yield node.lineno
        elif isinstance(node, ast.Assign):
            if any(isinstance(target, ast.Attribute) and target.attr in CLOCKS for target in node.targets):
                yield node.lineno


def _last_name(called: ast.expr) -> str:
    return called.attr if isinstance(called, ast.Attribute) else getattr(called, "id", "")


def _names_a_clock(argument: ast.expr) -> bool:
    """Whether this text, or the end of this f-string, is the name of a clock."""
    parts = argument.values if isinstance(argument, ast.JoinedStr) else [argument]
    last = parts[-1] if parts else argument
    return isinstance(last, ast.Constant) and str(last.value).rpartition(".")[2] in CLOCKS


def test_no_test_stops_a_clock_by_hand() -> None:
    offenders = [
        f"{path.relative_to(TESTS)}:{line}"
        for path in sorted(TESTS.rglob("*.py"))
        for line in stopped_by_hand(path.read_text(encoding="utf-8"))
    ]
    assert offenders == []


def test_clock_stopped_by_hand_is_found() -> None:
    source = """
monkeypatch.setattr(timezone, "now", lambda: NOON)
monkeypatch.setattr(f"{module}.today", lambda: day)
mock.patch("django.utils.timezone.now")
mock.patch.object(time, "time")
timezone.now = noon
monkeypatch.setattr(days, "KEPT_SECONDS", 3600)
later = timezone.now()
"""
    assert sorted(stopped_by_hand(source)) == [2, 3, 4, 5, 6]
