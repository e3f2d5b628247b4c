"""Rows are written alike, whether they are few or many."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from leads.capture import rows as written_by
from leads.capture.rows import NewRows, next_ids, write_rows
from leads.models import Person

pytestmark = pytest.mark.django_db

TEXTS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=20)
COLUMNS = ("id", "name", "company", "email", "phone", "also_reached_by", "other_names", "search_text")
# More than are put together at once.
MANY = written_by.AT_ONCE + 1


def write(names: list[str]) -> list[tuple[Any, ...]]:
    """Persons of these names, as they are read again; nothing of them stays."""
    with transaction.atomic():
        ids = next_ids({Person: len(names)})[Person]
        rows = [(pk, name, name, "", "", "{}", "{}", name) for pk, name in zip(ids, names, strict=True)]
        write_rows([NewRows(Person, COLUMNS, rows, {"created_at": timezone.now()})])
        found = Person.objects.filter(pk__in=ids).order_by("pk")
        read = list(found.values_list("name", "company", "also_reached_by", "search_text"))
        transaction.set_rollback(True)
    return read


@settings(deadline=None, max_examples=50, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(names=st.lists(TEXTS, min_size=1, max_size=5))
@example(names=["\\N", "None", "a\tb", "a\nb", "a\r\nb", "\\", "\\.", ""])
def test_many_rows_are_written_like_few(names: list[str]) -> None:
    with pytest.MonkeyPatch.context() as patch:
        results = []
        for few in (0, len(names)):
            patch.setattr(written_by, "FEW", few)
            results.append(write(names))
    assert results[0] == results[1] == [(name, name, [], name) for name in names]


def test_all_of_many_rows_are_written_in_their_order() -> None:
    names = [f"Person {number}" for number in range(MANY)]
    assert [name for name, *_ in write(names)] == names
