from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from values.cells import protect, unprotect


@pytest.mark.parametrize(
    "cell", ["=1+1", "+49 30 1", "-5", "@SUM(A1)", "\tx", "\rx", "\x00x", "＝1", "＋1", "－1", "＠x"]
)
def test_protect_guards_every_beginning_of_a_formula(cell: str) -> None:
    assert (protect(cell), unprotect(f"'{cell}")) == (f"'{cell}", cell)


@pytest.mark.parametrize("cell", ["", "'", "'Erika", "O'Neil", "''", "12", "'0151"])
def test_unprotect_leaves_other_apostrophes_alone(cell: str) -> None:
    assert unprotect(cell) == cell


def test_unprotect_removes_exactly_one_apostrophe() -> None:
    assert unprotect("''=1") == "'=1"


@given(st.text(alphabet="'=+-@\tab＝", max_size=6))
def test_unprotect_gives_back_what_protect_was_given(cell: str) -> None:
    assert unprotect(protect(cell)) == cell
