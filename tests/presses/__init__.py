"""Every form that changes something, filled in: who sends it, where to and what; by the name of its route.

A new form needs a function in one of these modules, entered under its route; tests/pages/test_once.py says so
where one lacks it.
"""

from __future__ import annotations

from tests.presses import (  # noqa: F401 - each enters its forms
    accounts,
    bulk,
    campaigns,
    files,
    firms,
    insights,
    leads,
    lists,
    second_opinions,
    surveys,
)
from tests.presses.sending import PRESSES, TOKEN, Answer, Press

__all__ = ["PRESSES", "TOKEN", "Answer", "Press"]
