"""Sends a request and looks whether the answer is one: what the walks over the API and the pages share."""

from __future__ import annotations

import json
import os
import random
import re
import sys
import traceback
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

import pytest
from django.core.signals import got_request_exception
from django.db import transaction

from tests.test_routes import count_rows

Item = TypeVar("Item")
# What was not taken is said in the form that is shown again, beside its field or above it; else on a page.
SAYS_WHY = re.compile(r'class="errors"|role="alert"|<div class="empty">\s*<h1')


def seed() -> int:
    """ODD_SEED, or the same in every run: the suite finds on one day what it finds on any other."""
    return int(os.environ.get("ODD_SEED") or 1)


class Dice:
    """Which odd values a field gets: all of them, or a few that rotate from field to field."""

    def __init__(self, *, share: int | None) -> None:
        self.share, self.seed = share, seed()
        self._random = random.Random(self.seed)

    def pick(self, values: Iterable[Item], *, times: int = 1) -> list[Item]:
        """Some of them, `times` as many as a field gets values; all where every value is sent."""
        every = list(values)
        if self.share is None:
            return every
        return self._random.sample(every, min(self.share * times, len(every)))


@dataclass
class Findings:
    """What went wrong, each with the request that does it again."""

    dice: Dice
    asked: int = 0
    wrong: list[str] = field(default_factory=list)

    def ask(self, what: str, send: Callable[[], Any]) -> Any:
        """Send it, note what is wrong with the answer, and undo whatever it did."""
        self.asked += 1
        with undone(), caught() as errors:
            answer = send()
            is_refused = 400 <= answer.status_code < 500
            rows = count_rows() if is_refused else {}
        problem = "" if answer.status_code < 500 else f"{answer.status_code} {errors}"
        if is_refused:
            problem = self._look_at_refusal(answer, rows)
        if problem:
            self.wrong.append(f"{what}: {problem}")
        return answer

    def _look_at_refusal(self, answer: Any, rows: dict[str, int]) -> str:
        """What is wrong with it; `rows` were there at its end. It is undone: now are those from before."""
        if rows != count_rows():
            return f"{answer.status_code} and yet something was written"
        return "" if says_why(answer) else f"{answer.status_code} without a word: {answer.content[:200]!r}"

    def judge(self) -> None:
        """Fail with all that went wrong."""
        if self.wrong:
            head = f"{len(self.wrong)} of {self.asked} requests (ODD_SEED={self.dice.seed}):"
            pytest.fail("\n".join([head, *self.wrong]), pytrace=False)


def says_why(answer: Any) -> bool:
    """A refusal names something: in the API a detail and messages for values, on a page words."""
    if "json" in answer.get("Content-Type", ""):
        body = json.loads(answer.content)
        if "form" in body:  # allauth, to what asks for JSON
            return "errors" in json.dumps(body)
        return bool(body.get("detail")) and all(error["message"] for error in body.get("errors", []))
    text = answer.content.decode()
    if answer.status_code in {409, 422}:
        return bool(SAYS_WHY.search(text))
    return answer.status_code == 405 or "<h1" in text


@contextmanager
def undone() -> Iterator[None]:
    """What happens within is rolled back, a broken transaction included."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


@contextmanager
def caught() -> Iterator[list[str]]:
    """What views raised, each with the line of ours it came from."""
    errors: list[str] = []

    def note(**_: Any) -> None:
        error = sys.exc_info()[1]
        if error is not None:
            errors.append(f"{type(error).__name__} {str(error)[:150]!r} at {_place(error)}")

    got_request_exception.connect(note)
    try:
        yield errors
    finally:
        got_request_exception.disconnect(note)


def _place(error: BaseException) -> str:
    frames = traceback.extract_tb(error.__traceback__)
    ours = [frame for frame in frames if "site-packages" not in frame.filename]
    last = (ours or list(frames))[-1]
    return f"{Path(last.filename).name}:{last.lineno}"
