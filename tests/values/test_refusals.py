from __future__ import annotations

import pytest

from values.refusals import EditConflict, IllegalMove, StaleVersion


def test_refusal_is_printed_as_its_message() -> None:
    assert [str(IllegalMove("Not from here.")), str(EditConflict("Too late.", current=None))] == [
        "Not from here.",
        "Too late.",
    ]


@pytest.mark.usefixtures("english")
def test_stale_version_says_which_was_read_and_which_stands_there() -> None:
    stale = StaleVersion(expected=3, current=4)
    assert (stale.message, stale.expected, stale.current, stale.conflicts) == (
        "This was changed meanwhile: you started from version 3, now it is 4.",
        3,
        4,
        (),
    )
