"""Which migrations older code bears, though it does not know them.

Each is written down beside the tables: with an empty `needs` where it only expands, and where it contracts
with the migration that code must know so as to do without what is taken away. The class of the migration says
it (`needs = "leads.0007_name"`); one that says nothing needs itself, so that no older code bears it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from django.db import connection
from django.db.migrations import Migration
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.state import ProjectState

from smarketing.models import SchemaStep
from smarketing.schema.contractions import find_contractions

Key = tuple[str, str]


def dotted(key: Key) -> str:
    return ".".join(key)


def in_order(executor: MigrationExecutor) -> Iterator[tuple[Migration, ProjectState]]:
    """Every migration of this code, with the tables as they are before it; take what you need at once."""
    state = ProjectState(real_apps=executor.loader.unmigrated_apps)
    for migration, _ in executor.migration_plan(executor.loader.graph.leaf_nodes(), clean_start=True):
        yield migration, state
        state = migration.mutate_state(state, preserve=False)


def need_of(migration: Migration, before: ProjectState) -> str:
    """Return the migration that code has to know to bear this one; empty where any does."""
    if not find_contractions(migration, before):
        return ""
    return str(getattr(migration, "needs", "") or dotted((migration.app_label, migration.name)))


def record_steps() -> None:
    """Write down what each migration of this code needs; what newer code wrote stays."""
    if SchemaStep._meta.db_table not in connection.introspection.table_names():
        return
    steps = [
        SchemaStep(app=migration.app_label, name=migration.name, needs=need_of(migration, before))
        for migration, before in in_order(MigrationExecutor(connection))
    ]
    SchemaStep.objects.bulk_create(
        steps, update_conflicts=True, unique_fields=["app", "name"], update_fields=["needs"]
    )


def find_unborne(unknown: Iterable[Key], known: Iterable[Key]) -> list[Key]:
    """Return those of the unknown migrations beside which code that knows `known` cannot go on."""
    asked = sorted(unknown)
    if not asked:
        return []
    if SchemaStep._meta.db_table not in connection.introspection.table_names():
        return asked
    needs = {(step.app, step.name): step.needs for step in SchemaStep.objects.all()}
    enough = {"", *map(dotted, known)}
    return [key for key in asked if needs.get(key, dotted(key)) not in enough]
