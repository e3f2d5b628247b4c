"""A trial that draws by the dice of its test and says what it saw."""

from __future__ import annotations

import random
from collections.abc import Callable
from functools import partial

import pytest

from tests.faults.trial import Trial, try_out


@pytest.fixture
def trial(dice: random.Random, say: Callable[[str], None]) -> Trial:
    return partial(try_out, dice=dice, say=say)
