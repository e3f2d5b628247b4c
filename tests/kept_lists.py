"""A test with real transactions ends by emptying every table: done fast, and the kept lists are put back."""

from __future__ import annotations

from collections.abc import Generator
from functools import cache
from importlib import import_module

import pytest
from django.apps import apps
from django.db import connection, transaction
from django.test import TransactionTestCase
from pytest_django.plugin import blocking_manager_key

from campaigns.models import Need
from counting.models import Mark
from handoff.models import Reason

add_reasons = import_module("handoff.migrations.0001_handoffs_and_reasons").add_reasons
add_needs = import_module("campaigns.migrations.0001_campaigns_and_ways_in").add_needs

# What Django writes of every model after a flush, half a second long; no test changes it.
OF_THE_MODELS = frozenset({"auth_permission", "django_content_type"})


def pytest_configure() -> None:
    """Let tests with real transactions end by `empty_tables` in place of Django's flush."""
    setattr(TransactionTestCase, "_fixture_teardown", lambda _: empty_tables())  # noqa: B010  # typed as a method


def empty_tables() -> None:
    """Delete all rows but those of the models, as soon as nobody else writes.

    TRUNCATE makes new files for each of a hundred tables and their indexes, however empty: half a second.
    """
    assert str(connection.settings_dict["NAME"]).startswith("test_"), "This is not the database of the tests."
    names = connection.introspection.django_table_names(only_existing=True, include_views=False)
    tables = [connection.ops.quote_name(name) for name in names if name not in OF_THE_MODELS]
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"LOCK TABLE {', '.join(tables)} IN ACCESS EXCLUSIVE MODE")
        # No trigger counts, no reference is asked for.
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute("; ".join(f"DELETE FROM {table}" for table in tables))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_teardown(item: pytest.Item, nextitem: pytest.Item | None) -> Generator[None, None, None]:
    """After the fixtures of a transactional test are gone, write reasons and needs as the migrations did.

    Behind the last test there is no database any more.
    """
    yield
    if nextitem is None or not is_transactional(item):
        return
    with item.config.stash[blocking_manager_key].unblock():
        put_back()


def put_back() -> None:
    """Write the kept lists where they are gone, and leave nothing to be counted for that."""
    if not Reason.objects.exists():
        rows = reasons()
        for row in rows:
            row.pk = None  # the next number, which nobody else is given
        Reason.objects.bulk_create(rows)
    if not Need.objects.exists():
        with connection.schema_editor() as editor:
            add_needs(apps, editor)
    Mark.objects.all().delete()


@cache
def reasons() -> tuple[Reason, ...]:
    """As the migration writes them: one by one, which takes many times as long as all at once."""
    with transaction.atomic(), connection.schema_editor() as editor:
        Reason.objects.all().delete()
        add_reasons(apps, editor)
        written = tuple(Reason.objects.all())
        transaction.set_rollback(True)
    return written


def is_transactional(item: pytest.Item) -> bool:
    """Whether this test commits, so that its tables are emptied behind it."""
    names = getattr(item, "fixturenames", ())
    marker = item.get_closest_marker("django_db")
    by_marker = marker is not None and bool(marker.kwargs.get("transaction"))
    return by_marker or "transactional_db" in names or "live_server" in names
