"""Two people at once: the lock decides, and without it something would be lost."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

import pytest

from accounts.models import Role, Team, User
from campaigns.errors import AlreadySigned
from campaigns.models import CallToAction, Campaign, DefinitionSignature, LeadDefinition
from campaigns.services import campaigns, ctas
from tests.at_once import at_once
from tests.factories import make_campaign, make_cta, make_definition, make_user
from values.refusals import Refusal, StaleVersion

pytestmark = pytest.mark.django_db(transaction=True)
REPEATS = 10


def run_at_once(*jobs: Callable[[], Any]) -> list[str]:
    """Start the jobs together; what each was refused with, or "done", in alphabetical order."""
    results = at_once(*jobs, refused=Refusal)
    return sorted(type(one).__name__ if isinstance(one, Refusal) else "done" for one in results)


def edit_at_once(mara: User, campaign: Campaign) -> list[str]:
    """Two edits that both began with version 1."""

    def edit(name: str) -> Callable[[], Any]:
        return lambda: campaigns.update_campaign(
            actor=mara, campaign=campaign, expected_version=1, target_group=name
        )

    return run_at_once(edit("Mieter"), edit("Vermieter"))


def meet_after_reading(monkeypatch: pytest.MonkeyPatch) -> None:
    """Switch the guard off: rows are read without a lock, and both have read before one writes."""
    both_have_read = threading.Barrier(2)

    def read(campaign: Campaign, **_: object) -> Campaign:
        row = Campaign.objects.get(pk=campaign.pk)
        both_have_read.wait()
        return row

    monkeypatch.setattr(campaigns, "lock_row", read)


def test_of_two_edits_at_once_one_is_told_about_the_other() -> None:
    mara = make_user()
    for _repeat in range(REPEATS):
        campaign = make_campaign()
        assert edit_at_once(mara, campaign) == [StaleVersion.__name__, "done"]
        campaign.refresh_from_db()
        assert campaign.row_version == 2


def test_without_the_lock_one_edit_would_be_lost(monkeypatch: pytest.MonkeyPatch) -> None:
    meet_after_reading(monkeypatch)
    campaign = make_campaign()
    assert edit_at_once(make_user(), campaign) == ["done", "done"]
    campaign.refresh_from_db()
    assert campaign.row_version == 2


def sign_at_once(cta: CallToAction) -> list[str]:
    """Two people of sales sign the same version."""
    definition = make_definition(cta, signed_by=(Team.MARKETING,))
    people = [make_user(Role.SALES_REP) for _ in range(2)]
    return run_at_once(
        *(
            lambda person=person: ctas.sign_definition(actor=person, definition=definition)
            for person in people
        )
    )


def test_of_two_signatures_for_one_team_one_counts() -> None:
    for _repeat in range(REPEATS):
        cta = make_cta(is_signed=False)
        assert sign_at_once(cta) == [AlreadySigned.__name__, "done"]
        cta.refresh_from_db()
        assert cta.definition_in_force is not None
        assert DefinitionSignature.objects.filter(definition__cta=cta, team=Team.SALES).count() == 1


def test_both_teams_signing_at_once_put_the_definition_in_force() -> None:
    mara, sven = make_user(Role.MARKETER), make_user(Role.SALES_REP)
    for _repeat in range(REPEATS):
        cta = make_cta(is_signed=False)
        definition = make_definition(cta, signed_by=())
        ends = run_at_once(
            lambda: ctas.sign_definition(actor=mara, definition=definition),  # noqa: B023
            lambda: ctas.sign_definition(actor=sven, definition=definition),  # noqa: B023
        )
        cta.refresh_from_db()
        assert (ends, cta.definition_in_force) == (["done", "done"], definition)


def test_without_the_lock_neither_would_see_the_others_signature(monkeypatch: pytest.MonkeyPatch) -> None:
    both_have_looked = threading.Barrier(2)

    def look_and_meet(definition: LeadDefinition) -> list[Team]:
        signed = set(definition.signatures.values_list("team", flat=True))
        both_have_looked.wait()
        return [team for team in Team if team not in signed]

    monkeypatch.setattr(ctas, "lock_cta", lambda cta: CallToAction.objects.get(pk=cta.pk))
    monkeypatch.setattr(LeadDefinition, "missing_teams", property(look_and_meet))
    mara, sven, cta = make_user(Role.MARKETER), make_user(Role.SALES_REP), make_cta(is_signed=False)
    definition = make_definition(cta, signed_by=())
    run_at_once(
        lambda: ctas.sign_definition(actor=mara, definition=definition),
        lambda: ctas.sign_definition(actor=sven, definition=definition),
    )
    cta.refresh_from_db()
    assert cta.definition_in_force is None
