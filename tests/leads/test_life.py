from __future__ import annotations

from itertools import product

import pytest
from django.utils import translation

from accounts.models import Role
from leads.life import MOVES, advance, illegal_move, stands_in
from leads.models import Lead, LeadStage
from tests.factories import make_lead, make_user
from values.refusals import IllegalMove, StaleVersion
from values.versions import lock_row

pytestmark = pytest.mark.django_db

LEGAL = {
    "registered": "handed_over",
    "handed_over": "accepted returned",
    "returned": "handed_over",
    "accepted": "contacted rated won lost returned handed_over",
    "contacted": "rated won lost returned handed_over",
    "rated": "won lost",
    "won": "accepted contacted rated lost",
    "lost": "accepted contacted rated won",
}


@pytest.mark.parametrize(("current", "wanted"), list(product(LeadStage, LeadStage)))
def test_only_legal_moves_change_the_stage(current: LeadStage, wanted: LeadStage) -> None:
    lead = make_lead(stage=current, assigned_to=make_user(Role.SALES_REP))
    if current == wanted or wanted in LEGAL[current].split():
        advance(lead=lead, stage=wanted)
        assert Lead.objects.get().stage == wanted
    else:
        with pytest.raises(IllegalMove) as error:
            advance(lead=lead, stage=wanted)
        assert str(current.label) in error.value.message and str(wanted.label) in error.value.message
        assert Lead.objects.get().stage == current


def test_every_stage_has_its_moves() -> None:
    assert {str(stage): set(moves) for stage, moves in MOVES.items()} == {
        stage: {LeadStage(word) for word in words.split()} for stage, words in LEGAL.items()
    }


def test_every_stage_is_with_one_team_or_closed() -> None:
    groups = [*LeadStage.with_marketing, *LeadStage.with_sales, *LeadStage.closed]
    assert sorted(groups) == sorted(LeadStage)


def test_groups_hold_what_the_rules_ask_for() -> None:
    assert LeadStage.with_marketing == ("registered", "returned")
    assert LeadStage.closed == ("won", "lost")
    assert LeadStage.working == ("accepted", "contacted", "rated")
    assert LeadStage.accepted_or_later == (*LeadStage.working, *LeadStage.closed)


def test_illegal_move_names_what_is_possible() -> None:
    with pytest.raises(IllegalMove) as error:
        advance(lead=make_lead(), stage=LeadStage.WON)
    assert str(LeadStage.HANDED_OVER.label) in error.value.message


def test_illegal_move_quotes_every_stage_as_germans_do() -> None:
    with translation.override("de"):
        said = illegal_move(LeadStage.HANDED_OVER, LeadStage.WON).message
    assert said.endswith("Möglich ist von hier: „Zurückgegeben“, „Angenommen“.")


def test_illegal_move_says_both_stages_and_all_that_can_follow(english: None) -> None:
    assert illegal_move(LeadStage.HANDED_OVER, LeadStage.WON).message == (
        "This lead is “Handed over” and cannot become “Won”. Possible from here: “Returned”, “Accepted”."
    )


def test_condition_finds_the_leads_of_these_stages() -> None:
    won, _registered = make_lead(stage=LeadStage.WON), make_lead()
    assert [*Lead.objects.filter(stands_in(LeadStage.closed))] == [won]


def test_move_counts_the_version_up_and_saves_what_goes_with_it() -> None:
    lead = make_lead()
    lead.grade, lead.note = "A", "not asked for"
    advance(lead=lead, stage=LeadStage.HANDED_OVER, also=("grade",))
    saved = Lead.objects.get()
    assert (saved.stage, saved.grade, saved.note, saved.row_version) == ("handed_over", "A", "", 2)


def test_lock_refuses_a_version_nobody_reads_any_more() -> None:
    lead = make_lead()
    with pytest.raises(StaleVersion) as error:
        lock_row(lead, expected_version=7)
    assert (error.value.expected, error.value.current) == (7, 1)
