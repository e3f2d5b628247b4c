from __future__ import annotations

from datetime import timedelta
from importlib import import_module

import pytest
import time_machine
from django.db.models import DateTimeField, Exists, OuterRef
from django.db.models.functions import Now
from django.utils import timezone, translation

from accounts.models import User
from handoff.models import Handoff
from leads.models import Lead, LeadStage
from tests.factories import make_lead
from values.compiled import AnyGiven, Compiled, Given, Within

pytestmark = pytest.mark.django_db


@pytest.fixture
def unregistered(monkeypatch: pytest.MonkeyPatch) -> None:
    """What a test compiles is none of the house's statements."""
    monkeypatch.setattr(Compiled, "every", [])


def test_rows_are_those_the_queryset_gives_with_what_it_fetches(sven: User, unregistered: None) -> None:
    first, _second = make_lead(assigned_to=sven), make_lead()
    named = Compiled(lambda: Lead.objects.filter(AnyGiven("leads")).select_related("assigned_to"))
    (found,) = named.rows(leads=[first.pk])
    assert (found, found.assigned_to) == (first, sven)


def test_statement_runs_with_other_values_each_time(sven: User, unregistered: None) -> None:
    lead = make_lead()
    until = Given("until", DateTimeField())
    come_in = Compiled(lambda: Lead.objects.filter(received_at__lt=until).values_list("pk", flat=True))
    after, before = lead.received_at + timedelta(days=1), lead.received_at
    assert [come_in.rows(until=one) for one in (after, before, after)] == [[lead.pk], [], [lead.pk]]


def test_value_that_is_not_said_is_an_error(unregistered: None) -> None:
    with pytest.raises(KeyError, match="leads"):
        Compiled(lambda: Lead.objects.filter(AnyGiven("leads"))).rows()


def test_statement_stays_within_what_a_reader_may_see(sven: User, sina: User, unregistered: None) -> None:
    own, foreign = (make_lead(stage=LeadStage.ACCEPTED, assigned_to=rep) for rep in (sven, sina))
    accepted = Compiled(lambda: Lead.objects.filter(Within(), stage=LeadStage.ACCEPTED).order_by("pk"))
    found = [accepted.rows(Lead.objects.visible_to(one)) for one in (sven, sina)]
    assert found == [[own], [foreign]]


def test_statement_within_nothing_finds_nothing_and_within_all_everything(unregistered: None) -> None:
    lead = make_lead()
    all_leads = Compiled(lambda: Lead.objects.filter(Within()))
    assert (all_leads.rows(Lead.objects.none()), all_leads.rows(Lead.objects.all())) == ([], [lead])


def test_statement_that_is_not_told_within_what_is_an_error(unregistered: None) -> None:
    with pytest.raises(TypeError, match="within"):
        Compiled(lambda: Lead.objects.filter(Within())).rows()


def test_statement_cannot_stay_within_conditions_on_other_tables(unregistered: None) -> None:
    joined = Lead.objects.filter(person__name="Erika")
    with pytest.raises(ValueError, match="own table"):
        Compiled(lambda: Lead.objects.filter(Within())).rows(joined)


def test_place_of_what_a_reader_may_see_is_refused_in_a_subquery(unregistered: None) -> None:
    """There it could bind to the table around it, and let everything through."""
    inner = Lead.objects.filter(Within(), pk=OuterRef("lead"))
    with pytest.raises(ValueError, match="called U0"):
        Compiled(lambda: Handoff.objects.filter(Exists(inner))).rows(Lead.objects.all())


def test_every_statement_that_is_kept_is_the_same_in_another_year_and_language() -> None:
    assert import_module("smarketing.urls").urlpatterns  # which brings all of them
    with time_machine.travel("2031-03-01"), translation.override("en"):
        english = [one.compile()[2:] for one in Compiled.every]
    with time_machine.travel("2032-08-01"), translation.override("de"):
        german = [one.compile()[2:] for one in Compiled.every]
    assert english
    assert repr(english) == repr(german)


def test_moment_asked_for_while_building_would_be_seen(unregistered: None) -> None:
    moment = Compiled(lambda: Lead.objects.filter(received_at__lt=timezone.now()))
    by_database = Compiled(lambda: Lead.objects.filter(received_at__lt=Now()))
    with time_machine.travel("2031-03-01"):
        first = [repr(one.compile()[2:]) for one in (moment, by_database)]
    with time_machine.travel("2032-08-01"):
        second = [repr(one.compile()[2:]) for one in (moment, by_database)]
    assert [one == other for one, other in zip(first, second, strict=True)] == [False, True]
