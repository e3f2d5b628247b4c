"""The kept list of reasons comes with the migrations, in both languages, and goes with them."""

from __future__ import annotations

from importlib import import_module

import pytest
from django.apps import apps
from django.db import connection
from django.utils import translation

from handoff.fields import reasons_by_owner
from handoff.models import Reason, ReasonOwner, ReasonUse

migration = import_module("handoff.migrations.0001_handoffs_and_reasons")


@pytest.mark.parametrize(("use", "count"), [("return", 7), ("rating", 9), ("lost", 11)])
def test_each_use_has_its_reasons(use: str, count: int, db: None) -> None:
    assert Reason.objects.for_use(ReasonUse(use)).count() == count


def test_every_reason_has_an_owner_and_two_labels(db: None) -> None:
    for reason in Reason.objects.all():
        assert (reason.owner in ReasonOwner.values, reason.label_de != "", reason.label_en != "") == (
            True,
        ) * 3


def test_reason_reads_in_the_language_of_the_reader(db: None) -> None:
    reason = Reason.objects.get(use="lost", key="price")
    with translation.override("de"):
        assert str(reason) == "Preis zu hoch"
    with translation.override("en"):
        assert str(reason) == "Price too high"


def test_owner_without_a_reason_has_no_heading(db: None) -> None:
    before = [heading for heading, _reasons in reasons_by_owner(ReasonUse.LOST)]
    Reason.objects.filter(use=ReasonUse.LOST, owner=ReasonOwner.SALES).delete()
    after = [heading for heading, _reasons in reasons_by_owner(ReasonUse.LOST)]
    assert (set(before) - set(after), len(after)) == ({ReasonOwner.SALES.label}, len(before) - 1)


def test_reasons_go_and_come_back_and_keep_a_changed_label(db: None) -> None:
    with connection.schema_editor() as editor:
        migration.remove_reasons(apps, editor)
        assert not Reason.objects.exists()
        Reason.objects.create(
            use="lost", key="price", owner="product", label_de="Zu teuer", label_en="Too dear"
        )
        migration.add_reasons(apps, editor)
    assert (Reason.objects.count(), Reason.objects.get(use="lost", key="price").label_de) == (27, "Zu teuer")
