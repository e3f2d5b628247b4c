"""Migrations expand first and contract later: what counts as which, and that ours keep to it."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.postgres import operations as postgres
from django.contrib.postgres.fields import ArrayField
from django.db import migrations, models
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState
from django.db.models.functions import Now, Random

from smarketing.schema.contractions import find_contractions, find_stoppages
from smarketing.schema.steps import dotted, in_order, need_of
from tests.test_architecture import APPS

# There was no installation before these. They make the first tables, beside no older code.
BASE = {
    ("accounts", "0001_people_and_company"),
    ("campaigns", "0001_campaigns_and_ways_in"),
    ("counting", "0001_counts_of_conversion"),
    ("feedback", "0001_attempts_ratings_and_outcomes"),
    ("files", "0001_import_runs"),
    ("handoff", "0001_handoffs_and_reasons"),
    ("leads", "0001_persons_and_leads"),
    ("outbox", "0001_outbox_messages"),
    ("pages", "0001_receipts"),
    ("smarketing", "0001_cache_table"),
}
TEXT = models.CharField(max_length=20)
NUMBER_IS_RIGHT = models.CheckConstraint(condition=models.Q(number__gt=0), name="number_is_right")


def migration(*operations: Operation, **said: Any) -> migrations.Migration:
    """A migration of the app `shop`, with what its class says."""
    made: Any = migrations.Migration("0002_change", "shop")
    made.operations = list(operations)
    for name, value in said.items():
        setattr(made, name, value)
    return made  # type: ignore[no-any-return]


def tables() -> ProjectState:
    """A shop has things, with a name, a number, tags, and perhaps a note."""
    state = ProjectState()
    fields: list[tuple[str, models.Field[Any, Any]]] = [
        ("id", models.BigAutoField(primary_key=True)),
        ("name", models.CharField(max_length=20)),
        ("number", models.IntegerField()),
        ("note", models.TextField(null=True)),
        ("tags", ArrayField(models.CharField(max_length=20, choices=[("a", "A")]))),
    ]
    migrations.CreateModel("Thing", fields).state_forwards("shop", state)
    return state


def add(field: models.Field[Any, Any]) -> Operation:
    return migrations.AddField("thing", "added", field)


def alter(name: str, field: models.Field[Any, Any]) -> Operation:
    return migrations.AlterField("thing", name, field)


@pytest.mark.parametrize(
    "operation",
    [
        migrations.CreateModel("Other", [("id", models.BigAutoField(primary_key=True))]),
        add(models.TextField(null=True)),
        add(models.IntegerField(db_default=0)),
        add(models.DateTimeField(db_default=Now())),
        alter("name", models.CharField(max_length=40)),
        alter("name", models.CharField(max_length=20, help_text="Said.", choices=[("a", "A")])),
        alter("name", models.CharField(max_length=20, null=True)),
        alter("number", models.IntegerField(default=3)),
        alter("tags", ArrayField(models.CharField(max_length=20, choices=[("a", "A"), ("b", "B")]))),
        postgres.AddIndexConcurrently("thing", models.Index(fields=["name"], name="by_name")),
        migrations.RemoveIndex("thing", "by_name"),
        migrations.AlterModelOptions("thing", {"ordering": ["name"]}),
        migrations.RunSQL("SELECT 1", hints={"expands": "it changes nothing"}),
        migrations.SeparateDatabaseAndState(state_operations=[migrations.RemoveField("thing", "note")]),
    ],
    ids=lambda operation: operation.describe(),
)
def test_operation_that_only_expands_takes_nothing_away_and_stops_nobody(operation: Operation) -> None:
    state = tables()
    state.models["shop", "thing"].options["indexes"] = [models.Index(fields=["name"], name="by_name")]
    written = migration(operation)
    assert (find_contractions(written, state), find_stoppages(written, state)) == ([], [])


@pytest.mark.parametrize(
    ("operation", "found"),
    [
        (add(TEXT), "code that does not know the column writes no row without it; null or db_default"),
        (migrations.RemoveField("thing", "note"), "the release before may count on what was"),
        (migrations.RenameField("thing", "note", "words"), "the release before may count on what was"),
        (migrations.DeleteModel("Thing"), "the release before may count on what was"),
        (migrations.RenameModel("Thing", "Other"), "the release before may count on what was"),
        (migrations.AlterModelTable("thing", "things"), "the release before may count on what was"),
        (
            postgres.AddConstraintNotValid("thing", NUMBER_IS_RIGHT),
            "the release before may count on what was",
        ),
        (alter("name", models.CharField(max_length=10)), "max_length 20 becomes 10"),
        (alter("note", models.TextField()), "null True becomes None"),
        (
            alter("tags", ArrayField(models.CharField(max_length=40))),
            "base_field {'max_length': 20, 'choices': [('a', 'A')]} becomes {'max_length': 40}",
        ),
        (alter("name", models.CharField(max_length=20, unique=True)), "unique None becomes True"),
        (alter("name", models.CharField(max_length=20, db_column="n")), "db_column None becomes n"),
        (
            alter("number", models.BigIntegerField()),
            "django.db.models.IntegerField becomes django.db.models.BigIntegerField",
        ),
        (
            migrations.RunSQL("DROP TABLE x"),
            'only its author knows; hints={"expands": why the release before goes on with it}',
        ),
        (
            migrations.SeparateDatabaseAndState(
                database_operations=[migrations.RemoveField("thing", "note")]
            ),
            "the release before may count on what was",
        ),
    ],
    ids=lambda value: value.describe() if isinstance(value, Operation) else "",
)
def test_operation_that_takes_something_away_is_found(operation: Operation, found: str) -> None:
    [said] = find_contractions(migration(operation), tables())
    assert said.endswith(f": {found}")


@pytest.mark.parametrize(
    ("operation", "found"),
    [
        (
            migrations.AddIndex("thing", models.Index(fields=["name"], name="by_name")),
            "nobody writes while it is built; AddIndexConcurrently, in a migration that is not atomic",
        ),
        (
            migrations.AddConstraint("thing", NUMBER_IS_RIGHT),
            "nobody reads while all rows are looked at; AddConstraintNotValid, then ValidateConstraint",
        ),
        (
            add(models.FloatField(db_default=Random())),
            "all rows are written anew; a db_default that is a value",
        ),
        (
            add(models.CharField(max_length=20, null=True, db_index=True)),
            "its index is built while the table is held; db_index=False, then AddIndexConcurrently",
        ),
        (
            alter("note", models.TextField()),
            "null True becomes None, and the table is held while all rows are looked at",
        ),
    ],
    ids=lambda value: value.describe() if isinstance(value, Operation) else "",
)
def test_operation_that_holds_a_table_for_long_is_found(operation: Operation, found: str) -> None:
    [said] = find_stoppages(migration(operation), tables())
    assert said.endswith(f": {found}")


def test_table_a_migration_makes_itself_may_be_changed_in_it_at_will() -> None:
    written = migration(
        migrations.CreateModel("Other", [("id", models.BigAutoField(primary_key=True))]),
        migrations.AddField("other", "name", TEXT),
        migrations.AddConstraint("other", models.UniqueConstraint(fields=["name"], name="once")),
        migrations.RemoveField("other", "name"),
    )
    assert (find_contractions(written, tables()), find_stoppages(written, tables())) == ([], [])


def test_contraction_needs_what_its_class_says_or_else_itself() -> None:
    away = migrations.RemoveField("thing", "note")
    assert need_of(migration(away, needs="shop.0001_first"), tables()) == "shop.0001_first"
    assert need_of(migration(away), tables()) == "shop.0002_change"
    assert need_of(migration(add(models.TextField(null=True)), needs="shop.0001_first"), tables()) == ""


def faults(written: migrations.Migration, before: ProjectState, earlier: set[str]) -> list[str]:
    """What is wrong with a migration of ours."""
    found = find_stoppages(written, before)
    contractions, needs = find_contractions(written, before), getattr(written, "needs", "")
    if contractions and not needs:
        found += [f"{said}; or say from which migration on it is not used: needs" for said in contractions]
    if needs and needs not in earlier:
        found.append(f"needs {needs!r}, which is no migration before this one")
    return [f"{written}: {said}" for said in found]


def test_migrations_since_the_base_expand_or_say_what_they_need() -> None:
    executor = MigrationExecutor(None)
    graph = executor.loader.graph
    found = [
        fault
        for written, before in in_order(executor)
        if (key := (written.app_label, written.name)) not in BASE and key[0] in APPS
        for fault in faults(
            written, before, {dotted(one) for one in graph.forwards_plan(key)} - {dotted(key)}
        )
    ]
    assert set(graph.nodes) >= BASE
    assert found == []


def test_twin_of_our_migrations_one_that_keeps_to_nothing_is_found() -> None:
    written = migration(migrations.RemoveField("thing", "note"), needs="shop.0003_later")
    assert len(faults(written, tables(), {"shop.0001_first"})) == 1
    written.needs = ""  # type: ignore[attr-defined]
    assert len(faults(written, tables(), {"shop.0001_first"})) == 1
    written.needs = "shop.0001_first"  # type: ignore[attr-defined]
    assert faults(written, tables(), {"shop.0001_first"}) == []
