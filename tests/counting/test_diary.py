"""What is noted of figures of past months: by the job for each cell, by triggers for each lead and cost."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.db import connection
from pytest_django import DjangoAssertNumQueries

from accounts.models import Company, User
from campaigns.models import CallToAction, DailyCost
from counting import job, proof
from counting.diary import begun_on, read_causes, read_moved, read_notes
from counting.filters import Filters
from counting.models import CauseKind, ChangeCause, ConversionCell, DiaryNote, FigureChange, NoteKind
from feedback.models import LeadStanding, Outcome
from feedback.services.undoing import undo
from leads.models import Grade, Lead, LeadKind, LeadStage
from leads.services.kinds import set_kind
from tests.counting.recount import causes_added_up, diary
from tests.factories import make_campaign, make_channel, make_cta, make_lead, make_user
from tests.feedback.saying import accepted_lead, say, win

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("company")]
MARCH = datetime(2026, 3, 2, 12, tzinfo=UTC)
JUNE = datetime(2026, 6, 10, 12, tzinfo=UTC)
BEFORE = date(2026, 6, 9)


@pytest.fixture(autouse=True)
def _june() -> Iterator[None]:
    with time_machine.travel(JUNE):
        yield


def forget() -> None:
    """What is there is counted, and nothing is noted of it."""
    job.compute()
    ChangeCause.objects.all().delete()
    FigureChange.objects.all().delete()


def moved(**wanted: Any) -> dict[str, int]:
    """What moved since, without what did not; the causes tell of the same."""
    job.compute()
    assert diary() == causes_added_up()
    found = read_moved(Filters(**wanted), BEFORE)
    return {name: by for name, by in found.items() if by}


def causes(**wanted: Any) -> dict[CauseKind, int]:
    job.compute()
    return {cause.kind: cause.leads for cause in read_causes(Filters(**wanted), BEFORE)}


def march_lead(rep: User, **fields: Any) -> Lead:
    return accepted_lead(rep, received_at=MARCH, **fields)


def test_lead_entered_after_its_month_is_noted(sven: User) -> None:
    make_lead(received_at=MARCH, stage=LeadStage.RATED, quality=Grade.A)
    assert moved() == {"leads": 1, "rated_recorded": 1, "good_recorded": 1, "telling": 1}
    assert causes() == {CauseKind.ENTERED: 1}


def test_lead_of_the_running_month_is_not_noted() -> None:
    make_lead(received_at=JUNE)
    job.compute()
    assert not FigureChange.objects.exists()


def test_deal_of_a_past_month_is_noted_with_its_value(sven: User) -> None:
    lead = march_lead(sven)
    forget()
    win(sven, lead, value_cents=120_000)
    assert moved() == {"won": 1, "revenue_cents": 120_000}
    assert causes() == {CauseKind.WON: 1}


def test_deal_taken_back_leaves_nothing_in_sum_and_both_causes(sven: User) -> None:
    lead = march_lead(sven)
    forget()
    undo(actor=sven, kind="outcome", fact_id=win(sven, lead).pk)
    assert moved() == {}
    assert causes() == {CauseKind.WON: 1, CauseKind.CORRECTED: 1}


def test_value_that_is_corrected_is_noted_as_a_correction(sven: User) -> None:
    lead = march_lead(sven)
    first = win(sven, lead, value_cents=100_000)
    forget()
    win(sven, lead, value_cents=90_000, expected_outcome_id=first.pk)
    assert moved() == {"revenue_cents": -10_000}
    assert causes() == {CauseKind.CORRECTED: 1}


def test_second_rating_that_says_the_same_moves_nothing(sven: User) -> None:
    lead = march_lead(sven)
    first = say(sven, lead, quality=Grade.A)
    forget()
    say(sven, lead, quality=Grade.B, expected_rating_id=first.pk)
    assert (moved(), causes()) == ({}, {})


def test_second_rating_that_says_the_reverse_is_noted(sven: User) -> None:
    lead = march_lead(sven)
    first = say(sven, lead, quality=Grade.A)
    forget()
    say(sven, lead, quality=Grade.D, expected_rating_id=first.pk)
    assert (moved(), causes()) == ({"good_recorded": -1}, {CauseKind.RATED_ANEW: 1})


def test_lead_taken_out_and_counted_after_all_is_noted_twice(mara: User) -> None:
    lead = make_lead(received_at=MARCH)
    forget()
    set_kind(actor=mara, lead=lead, kind=LeadKind.SPAM)
    assert (moved(), causes()) == ({"leads": -1, "telling": -1}, {CauseKind.OUT: 1})
    set_kind(actor=mara, lead=lead, kind=LeadKind.REAL)
    assert (moved(), causes()) == ({}, {CauseKind.OUT: 1, CauseKind.BACK: 1})


def test_lead_moved_to_another_campaign_is_noted_in_both() -> None:
    lead, other = make_lead(received_at=MARCH, stage=LeadStage.LOST), make_campaign()
    forget()
    Lead.objects.filter(pk=lead.pk).update(campaign=other)
    assert moved(campaign_id=lead.campaign_id)["lost"] == -1
    assert moved(campaign_id=other.pk)["lost"] == 1
    assert moved() == {}
    assert causes(campaign_id=other.pk) == {CauseKind.MOVED: 1}


def test_all_that_a_deleted_lead_moved_is_of_one_kind() -> None:
    lead = make_lead(received_at=MARCH)
    forget()
    LeadStanding.objects.create(lead=lead, outcome="lost", decided_at=MARCH)
    job.compute()
    lead.delete()
    assert moved() == {"leads": -1, "telling": -1}
    assert causes() == {CauseKind.DELETED: 1}


def test_cost_of_a_past_day_is_noted_when_it_is_entered_and_changed() -> None:
    campaign = make_campaign()
    cost = DailyCost.objects.create(campaign=campaign, day=MARCH.date(), amount_cents=9_900)
    job.compute()
    DailyCost.objects.filter(pk=cost.pk).update(amount_cents=10_000)
    job.compute()
    (cause,) = read_causes(Filters(), BEFORE)
    assert (cause.kind, cause.leads, cause.moved["cost_cents"]) == (CauseKind.SPENT, 0, 10_000)


def test_cost_is_told_of_no_call_to_action() -> None:
    cta = make_cta()
    DailyCost.objects.create(campaign=cta.campaign, day=MARCH.date(), amount_cents=9_900)
    job.compute()
    assert read_causes(Filters(cta_id=cta.pk), BEFORE) == []


def test_what_happens_on_one_day_is_one_row_of_a_cell(sven: User) -> None:
    cta = make_cta()
    leads = [march_lead(sven, cta=cta) for _ in range(3)]
    forget()
    for lead in leads:
        win(sven, lead)
        job.compute()
    assert [(row.noted_on, row.won) for row in FigureChange.objects.all()] == [(JUNE.date(), 3)]


def test_change_is_of_the_day_on_which_it_was_counted(sven: User) -> None:
    lead = march_lead(sven)
    forget()
    win(sven, lead)
    with time_machine.travel(JUNE + timedelta(days=2)):
        job.compute()
    for noted in (FigureChange, ChangeCause):
        assert set(noted.objects.values_list("noted_on", flat=True)) == {date(2026, 6, 12)}


def test_rebuild_notes_one_line_and_what_was_waiting(sven: User) -> None:
    leads = [march_lead(sven) for _ in range(3)]
    forget()
    win(sven, leads[0])
    job.rebuild()
    assert moved() == {"won": 1, "revenue_cents": 250_000}
    assert read_notes(BEFORE) == [(NoteKind.REBUILT, JUNE.date())]


def test_rebuild_of_counts_that_were_right_notes_nothing_else() -> None:
    for stage in LeadStage:
        make_lead(stage=stage, received_at=MARCH)
    forget()
    job.rebuild()
    assert not FigureChange.objects.exists()


def test_other_maturity_age_is_one_line(sven: User) -> None:
    win(sven, march_lead(sven))
    forget()
    Company.objects.update(maturity_days=120)
    job.compute()
    assert not FigureChange.objects.exists()
    assert read_notes(BEFORE) == [(NoteKind.OTHER_AGE, JUNE.date())]


def test_count_that_drifted_is_mended_without_a_cause(sven: User) -> None:
    win(sven, march_lead(sven))
    forget()
    ConversionCell.objects.update(won=0)
    proof.verify()
    assert FigureChange.objects.get().won == 1
    assert not ChangeCause.objects.exists()


def test_without_its_trigger_a_change_has_no_cause(sven: User) -> None:
    """The twin: the causes are what the triggers noted, and the job notes the change all the same."""
    lead = march_lead(sven)
    forget()
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE feedback_leadstanding DISABLE TRIGGER counting_note_changed")
        cursor.execute("ALTER TABLE feedback_leadstanding DISABLE TRIGGER counting_note_new")
    win(sven, lead)
    job.compute()
    assert read_moved(Filters(), BEFORE)["won"] == 1
    assert read_causes(Filters(), BEFORE) == []


def test_day_channel_and_campaign_narrow_what_is_told() -> None:
    search = make_channel("Suche")
    cta: CallToAction = make_cta()
    make_lead(cta=cta, channel=search, received_at=MARCH)
    make_lead(received_at=MARCH + timedelta(days=40))
    assert moved()["leads"] == 2
    for wanted in (
        {"channel_id": search.pk},
        {"cta_id": cta.pk},
        {"end": date(2026, 3, 31)},
        {"start": MARCH.date(), "end": MARCH.date()},
    ):
        assert moved(**wanted)["leads"] == 1


def test_diary_begins_on_the_day_of_its_note() -> None:
    DiaryNote.objects.get_or_create(kind=NoteKind.BEGUN)
    assert begun_on() is not None
    DiaryNote.objects.all().delete()
    assert begun_on() is None


@pytest.mark.parametrize("leads", [1, 3])
def test_reading_costs_the_same_queries_for_one_lead_and_for_three(
    leads: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for _ in range(leads):
        make_lead(received_at=MARCH)
    job.compute()
    with django_assert_num_queries(2):
        read_moved(Filters(), BEFORE)
        read_causes(Filters(), BEFORE)


def test_imported_outcome_of_a_known_lead_is_won_later() -> None:
    lead = make_lead(received_at=MARCH, assigned_to=make_user())
    forget()
    Outcome.objects.create(lead=lead, kind="won", decided_at=MARCH)
    LeadStanding.objects.create(lead=lead, outcome="won", decided_at=MARCH)
    assert causes() == {CauseKind.WON: 1}
