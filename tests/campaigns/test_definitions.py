"""Both teams sign a lead definition, each for itself; only then it holds."""

from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from accounts.models import Notification, Role, Team, User
from campaigns.errors import AlreadySigned, DefinitionOutdated
from campaigns.models import CallToAction, DefinitionSignature, LeadDefinition
from campaigns.services import ctas
from tests.factories import make_campaign, make_cta, make_definition, make_lead, make_user


@pytest.fixture
def cta(mara: User, lena: User) -> CallToAction:
    """A call-to-action of Mara's campaign without any definition."""
    return make_cta(make_campaign(owner=mara), is_signed=False, name="Ratgeber")


def propose(actor: User, cta: CallToAction, lead_text: str = "Hat angefragt.") -> LeadDefinition:
    return ctas.propose_definition(actor=actor, cta=cta, lead_text=lead_text, good_text="Hat Budget.")


def force_of(cta: CallToAction) -> LeadDefinition | None:
    cta.refresh_from_db()
    return cta.definition_in_force


def test_definition_versions_count_up(mara: User, cta: CallToAction) -> None:
    versions = [propose(mara, cta, f"Text {number}").version for number in range(3)]
    assert versions == [1, 2, 3]


def test_definition_holds_only_with_both_signatures(mara: User, lena: User, cta: CallToAction) -> None:
    definition = propose(mara, cta)
    ctas.sign_definition(actor=mara, definition=definition)
    assert force_of(cta) is None
    ctas.sign_definition(actor=lena, definition=definition)
    assert force_of(cta) == definition


def test_signature_is_of_the_actors_team_whoever_signs_first(
    mara: User, sven: User, cta: CallToAction
) -> None:
    definition = propose(mara, cta)
    assert ctas.sign_definition(actor=sven, definition=definition).team == Team.SALES
    assert definition.missing_teams == [Team.MARKETING]


def test_one_team_cannot_sign_twice(mara: User, cta: CallToAction) -> None:
    definition = propose(mara, cta)
    ctas.sign_definition(actor=mara, definition=definition)
    colleague = make_user(Role.MARKETER)
    with pytest.raises(AlreadySigned, match="Mara Marketing"):
        ctas.sign_definition(actor=colleague, definition=definition)
    assert force_of(cta) is None


@pytest.mark.parametrize("role", [Role.MANAGER, Role.ADMIN])
def test_who_belongs_to_no_team_cannot_sign(role: Role, mara: User, cta: CallToAction) -> None:
    definition = propose(mara, cta)
    with pytest.raises(PermissionDenied):
        ctas.sign_definition(actor=make_user(role), definition=definition)
    assert not DefinitionSignature.objects.exists()


def test_outsider_cannot_sign(otto: User, mara: User, cta: CallToAction) -> None:
    definition = propose(mara, cta)
    with pytest.raises(PermissionDenied):
        ctas.sign_definition(actor=otto, definition=definition)


def test_superseded_version_can_no_longer_be_signed(mara: User, lena: User, cta: CallToAction) -> None:
    old = propose(mara, cta)
    propose(mara, cta, "Hat angerufen.")
    with pytest.raises(DefinitionOutdated):
        ctas.sign_definition(actor=lena, definition=old)


def test_old_version_stays_in_force_until_the_new_one_is_signed(
    mara: User, lena: User, cta: CallToAction
) -> None:
    old = propose(mara, cta)
    for signer in (mara, lena):
        ctas.sign_definition(actor=signer, definition=old)
    new = propose(mara, cta, "Hat angerufen.")
    ctas.sign_definition(actor=mara, definition=new)
    assert force_of(cta) == old
    ctas.sign_definition(actor=lena, definition=new)
    assert force_of(cta) == new


def test_older_leads_keep_their_definition(mara: User, lena: User) -> None:
    cta = make_cta()
    old, lead = cta.definition_in_force, make_lead(cta=cta)
    new = propose(mara, cta, "Hat angerufen.")
    for signer in (mara, lena):
        ctas.sign_definition(actor=signer, definition=new)
    lead.refresh_from_db()
    assert lead.definition == old


def test_same_words_again_are_no_new_version(mara: User, cta: CallToAction) -> None:
    propose(mara, cta)
    with pytest.raises(ValidationError) as caught:
        propose(mara, cta)
    assert list(caught.value.message_dict) == ["lead_text"]


@pytest.mark.parametrize("field", ["lead_text", "good_text"])
def test_definition_needs_both_texts(field: str, mara: User, cta: CallToAction) -> None:
    texts = {"lead_text": "Hat angefragt.", "good_text": "Hat Budget.", field: " \n "}
    with pytest.raises(ValidationError) as caught:
        ctas.propose_definition(actor=mara, cta=cta, **texts)
    assert list(caught.value.message_dict) == [field]
    assert not LeadDefinition.objects.exists()


def test_definition_too_long_is_refused(mara: User, cta: CallToAction) -> None:
    with pytest.raises(ValidationError) as caught:
        propose(mara, cta, "x" * 2001)
    assert list(caught.value.message_dict) == ["lead_text"]


def test_sales_cannot_propose(lena: User, cta: CallToAction) -> None:
    with pytest.raises(PermissionDenied):
        propose(lena, cta)


def test_proposal_asks_the_owner_and_sales_leads_in_their_language(
    mara: User, lena: User, sven: User, cta: CallToAction
) -> None:
    User.objects.filter(pk=lena.pk).update(language="en")
    propose(make_user(Role.MARKETER), cta)
    told = dict(Notification.objects.values_list("user__full_name", "title"))
    assert set(told) == {"Mara Marketing", "Lena Leitung"}
    assert told["Lena Leitung"] == "Please sign: lead definition of “Ratgeber”"


def test_proposal_asks_all_of_sales_where_nobody_leads(mara: User, sven: User, sina: User) -> None:
    propose(mara, make_cta(make_campaign(owner=mara), is_signed=False))
    assert set(Notification.objects.values_list("user", flat=True)) == {sven.pk, sina.pk}


def test_agreement_is_told_to_who_proposed_and_signed(mara: User, lena: User, cta: CallToAction) -> None:
    definition = propose(mara, cta)
    ctas.sign_definition(actor=mara, definition=definition)
    ctas.sign_definition(actor=lena, definition=definition)
    agreed = Notification.objects.filter(kind="definition_in_force")
    assert list(agreed.values_list("user__full_name", "path")) == [("Mara Marketing", f"/ctas/{cta.pk}/")]


def test_missing_teams_are_read_from_prefetched_rows(cta: CallToAction) -> None:
    make_definition(cta, signed_by=(Team.MARKETING,))
    row = CallToAction.objects.with_definitions().get(pk=cta.pk)
    assert row.waiting_definition is not None
    assert row.waiting_definition.missing_teams == [Team.SALES]
