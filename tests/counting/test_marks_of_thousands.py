"""What triggers cost follows the change, whichever came first in a session: a single row or thousands."""

from __future__ import annotations

from importlib import import_module

import pytest
from django.db import connection

from accounts.models import User
from feedback.models import LeadStanding
from leads.models import Lead
from tests.copies import copies_of
from tests.feedback.saying import accepted_lead, say

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("company")]

LEADS = 2_000
AS_FIRST_WRITTEN = import_module("counting.migrations.0001_counts_of_conversion").FUNCTIONS
CHANGE = "UPDATE feedback_leadstanding SET contacted_at = now() + interval '1 minute' * attempt_count"
# What PostgreSQL has read by going through all leads, in this transaction.
READ = "SELECT seq_tup_read FROM pg_stat_xact_user_tables WHERE relname = 'leads_lead'"
COMPARING = """
    SELECT function.proname, coalesce(function.proconfig, '{}') FROM pg_trigger AS one
    JOIN pg_proc AS function ON function.oid = one.tgfoid
    WHERE one.tgoldtable IS NOT NULL AND one.tgnewtable IS NOT NULL AND function.prosrc LIKE '%JOIN%'
"""


@pytest.fixture
def lead(sven: User) -> Lead:
    """A rated lead, and thousands like it."""
    lead = accepted_lead(sven)
    say(sven, lead)
    copies = copies_of(lead, LEADS)
    LeadStanding.objects.bulk_create(LeadStanding(lead=copy, attempt_count=1) for copy in copies)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE leads_lead, feedback_leadstanding")
        # As in a session that has not changed anything yet.
        cursor.execute("DISCARD PLANS")
    return lead


def read_after_thousands(lead: Lead) -> int:
    """How many leads are gone through as one changes, in a session that has changed thousands."""
    with connection.cursor() as cursor:
        cursor.execute(CHANGE)
        cursor.execute(READ)
        (before,) = cursor.fetchone()
        cursor.execute(f"{CHANGE} WHERE lead_id = %s", [lead.pk])
        cursor.execute(READ)
        (after,) = cursor.fetchone()
    return int(after - before)


def test_single_change_after_thousands_goes_through_no_leads(lead: Lead) -> None:
    assert read_after_thousands(lead) == 0


def test_single_change_after_thousands_went_through_all_leads(lead: Lead) -> None:
    name = "FUNCTION counting_mark_changed_standings"
    body = AS_FIRST_WRITTEN.split(name)[1].split("$$;")[0]
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE OR REPLACE {name}{body}$$")
    assert read_after_thousands(lead) >= LEADS


def test_no_trigger_compares_rows_before_and_after_one_by_one() -> None:
    with connection.cursor() as cursor:
        cursor.execute(COMPARING)
        functions = dict(cursor.fetchall())
    assert len(functions) >= 7
    assert [name for name, settings in functions.items() if "enable_nestloop=off" not in settings] == []
