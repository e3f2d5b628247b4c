"""A test with real transactions ends by emptying every table; this puts the kept lists back for the next."""

from __future__ import annotations

from collections.abc import Generator
from importlib import import_module

import pytest
from django.apps import apps
from django.db import connection
from pytest_django.plugin import blocking_manager_key

from campaigns.models import Need
from counting.models import Mark
from handoff.models import Reason

add_reasons = import_module("handoff.migrations.0001_handoffs_and_reasons").add_reasons
add_needs = import_module("campaigns.migrations.0001_campaigns_and_ways_in").add_needs


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
    with connection.schema_editor() as editor:
        if not Reason.objects.exists():
            add_reasons(apps, editor)
        if not Need.objects.exists():
            add_needs(apps, editor)
    Mark.objects.all().delete()


def is_transactional(item: pytest.Item) -> bool:
    """Whether this test commits, so that its tables are emptied behind it."""
    names = getattr(item, "fixturenames", ())
    marker = item.get_closest_marker("django_db")
    by_marker = marker is not None and bool(marker.kwargs.get("transaction"))
    return by_marker or "transactional_db" in names or "live_server" in names
