"""Whatever a file holds, every row is counted once, and the same file again brings nothing."""

from __future__ import annotations

import csv
import tempfile
from io import StringIO
from pathlib import Path

import pytest
from django.db import transaction
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from accounts.models import Company
from leads.models import Lead
from tests.importing import counts, run, write

pytestmark = pytest.mark.django_db

CELLS = {
    "id": st.sampled_from(["", "1", "2", "3", "x" * 161, "a\x00b"]),
    "created_at": st.sampled_from(
        ["", "2025-01-01", "01/02/2025", "13/02/2025", "2025-03-30 02:30", "9999-01-01"]
    ),
    "email": st.sampled_from(["", "a@example.com", "B@example.com", "b@example.com", "kaputt"]),
    "phone": st.sampled_from(["", "030 1234567", "0151 23456789", "12"]),
    "name": st.sampled_from(["", "Erika Muster", "Otto", "=1+1", "\u202eTrick"]),
    "cta": st.sampled_from(["", "Probe", "probe", "Messe"]),
    "channel": st.sampled_from(["", "Suche", "unknown"]),
    "grade": st.sampled_from(["", "A", "d", "E"]),
    "quality": st.sampled_from(["", "B", "Z"]),
    "note": st.text(max_size=5),
    "extra": st.sampled_from(["", "1", "\x00"]),
}
ROWS = st.lists(st.fixed_dictionaries(CELLS), max_size=12)
BROKEN = st.sampled_from(["", '"offen\n', "1,2\n", "\n", ",,,,,,,,,,\n", "1,,,,,,,,,,,,,\n", 'a"b,\n'])


def file_of(rows: list[dict[str, str]], broken: str) -> str:
    out = StringIO()
    writer = csv.DictWriter(out, list(CELLS), lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows[:6])
    out.write(broken)
    writer.writerows(rows[6:])
    return out.getvalue()


SETTINGS = settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


@given(rows=ROWS, broken=BROKEN)
@SETTINGS
def test_every_row_is_counted_once(company: Company, rows: list[dict[str, str]], broken: str) -> None:
    content = file_of(rows, broken).encode("utf-8", "surrogatepass")
    with tempfile.TemporaryDirectory() as folder, transaction.atomic():
        path = write(Path(folder), content)
        created, merged, suppressed, rejected = counts(run(path))
        assert Lead.objects.count() == created
        assert sum(counts(run(path))) == created + merged + suppressed + rejected
        transaction.set_rollback(True)


# Rows that say whose they are: a row that names nobody, or a number that comes with somebody else, is whose
# later rows of the file make it, so that the same file again may find more than the first time.
PERSONS = {
    "a@example.com": {"phone": "030 1234567", "name": "Erika Muster"},
    "b@example.com": {"phone": "0151 23456789", "name": "Otto"},
}
WAYS = {"": ["", "Probe", "Messe"], "1": ["Probe"], "2": ["Messe"]}


@st.composite
def rows_that_name_their_person(draw: st.DrawFn) -> dict[str, str]:
    email, number = draw(st.sampled_from(sorted(PERSONS))), draw(st.sampled_from(sorted(WAYS)))
    row = {name: draw(CELLS[name]) for name in ("created_at", "channel", "grade", "quality", "note", "extra")}
    known = {name: draw(st.sampled_from(["", value])) for name, value in PERSONS[email].items()}
    cta = draw(st.sampled_from(WAYS[number]))
    return {"id": number and email[0] + number, "email": email, "cta": cta, **known, **row}


def row(**cells: str) -> dict[str, str]:
    return dict.fromkeys(CELLS, "") | cells


# Two leads of one moment, of which the numbered one is asked for before the other.
ONE_MOMENT = [
    row(email="b@example.com", cta="Probe"),
    row(email="b@example.com", cta="Probe", id="b1"),
    row(email="b@example.com", cta="Probe", extra="1"),
]
# A number below a row of its person and moment that has none.
NUMBER_BELOW = [
    row(email="b@example.com", cta="Probe", created_at="2025-01-01", extra="1"),
    row(email="b@example.com", cta="Probe", created_at="2025-01-01", id="b1"),
]
# A row without a time between two enquiries of its person.
NEWER_BELOW = [
    row(email="b@example.com", cta="Probe", created_at="2025-01-01"),
    row(email="b@example.com", cta="Probe", extra="1"),
    row(email="b@example.com", cta="Probe", created_at="13/02/2025"),
]
TIMELESS_NUMBER_BELOW = [
    row(email="b@example.com", cta="Probe", created_at="2025-01-01"),
    row(email="b@example.com", cta="Probe", extra="1"),
    row(email="b@example.com", cta="Probe", id="b1"),
]


@given(rows=st.lists(rows_that_name_their_person(), max_size=12), broken=BROKEN)
@example(rows=ONE_MOMENT, broken="")
@example(rows=NUMBER_BELOW, broken="")
@example(rows=NEWER_BELOW, broken="")
@example(rows=TIMELESS_NUMBER_BELOW, broken="")
@SETTINGS
def test_the_same_file_again_brings_nothing(
    company: Company, rows: list[dict[str, str]], broken: str
) -> None:
    content = file_of(rows, broken).encode("utf-8", "surrogatepass")
    with tempfile.TemporaryDirectory() as folder, transaction.atomic():
        path = write(Path(folder), content)
        created, merged, suppressed, rejected = counts(run(path))
        assert counts(run(path)) == (0, 0, created + merged + suppressed, rejected)
        transaction.set_rollback(True)
