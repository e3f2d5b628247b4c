"""Whoever could sign a lead definition may object to it instead; no signature is taken away by that."""

from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError

from accounts.kinds import Kind
from accounts.models import Notification, Role, Team, User
from campaigns.errors import AlreadyObjected, DefinitionOutdated, ObjectionEnded
from campaigns.models import CallToAction, DefinitionObjection, LeadDefinition, ObjectionEnd
from campaigns.readiness import Step, find_missing
from campaigns.services import ctas
from campaigns.services.objections import object_to_definition, withdraw_objection
from tests.api import api_for
from tests.factories import make_campaign, make_cta, make_definition, make_objection, make_user

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]
TEXT = "Ein Download allein ist kein Lead."


@pytest.fixture
def cta(mara: User) -> CallToAction:
    """A call-to-action of Mara's campaign without any definition."""
    mara.language = "en"
    mara.save(update_fields=["language"])
    return make_cta(make_campaign(owner=mara, name="Herbst"), is_signed=False, name="Ratgeber")


@pytest.fixture
def waiting(cta: CallToAction) -> LeadDefinition:
    """Version 1, which nobody has signed."""
    return make_definition(cta, signed_by=())


@pytest.fixture
def in_force(cta: CallToAction) -> LeadDefinition:
    """Version 1, which both teams have signed."""
    cta.definition_in_force = make_definition(cta)
    cta.save(update_fields=["definition_in_force"])
    return cta.definition_in_force


def objects(actor: User, definition: LeadDefinition, text: str = TEXT) -> DefinitionObjection:
    return object_to_definition(actor=actor, definition=definition, text=text)


def propose(actor: User, cta: CallToAction) -> LeadDefinition:
    return ctas.propose_definition(actor=actor, cta=cta, lead_text="Hat angerufen.", good_text="Hat Budget.")


def told(kind: Kind) -> list[tuple[User, str, str]]:
    rows = Notification.objects.filter(kind=kind).order_by("pk").select_related("user")
    return [(row.user, row.title, row.body) for row in rows]


def test_objection_keeps_who_for_which_team_and_why(sven: User, waiting: LeadDefinition) -> None:
    row = objects(sven, waiting, f"  {TEXT} ")
    assert (row.user, row.team, row.text, row.is_open) == (sven, Team.SALES, TEXT, True)


@pytest.mark.parametrize("role", [Role.MARKETER, Role.SALES_REP, Role.SALES_LEAD])
def test_whoever_could_sign_can_object(role: Role, waiting: LeadDefinition) -> None:
    actor = make_user(role)
    assert objects(actor, waiting).team == actor.team


@pytest.mark.parametrize("role", [Role.MANAGER, Role.ADMIN])
def test_who_belongs_to_no_team_cannot_object(role: Role, waiting: LeadDefinition) -> None:
    with pytest.raises(PermissionDenied):
        objects(make_user(role), waiting)
    assert not DefinitionObjection.objects.exists()


def test_outsider_cannot_object(otto: User, waiting: LeadDefinition) -> None:
    with pytest.raises(PermissionDenied):
        objects(otto, waiting)


def test_objection_needs_a_sentence(sven: User, waiting: LeadDefinition) -> None:
    with pytest.raises(ValidationError) as refused:
        objects(sven, waiting, " \n ")
    assert list(refused.value.message_dict) == ["text"]


def test_database_takes_no_objection_without_one_either(sven: User, waiting: LeadDefinition) -> None:
    with pytest.raises(IntegrityError, match="objection_says_why"):
        make_objection(waiting, sven, text="")


def test_only_the_newest_version_is_objected_to(sven: User, waiting: LeadDefinition) -> None:
    make_definition(waiting.cta, signed_by=())
    with pytest.raises(DefinitionOutdated, match="version 2 was proposed after it"):
        objects(sven, waiting)


def test_double_click_objects_once_and_tells_once(sven: User, waiting: LeadDefinition) -> None:
    assert objects(sven, waiting) == objects(sven, waiting)
    assert (DefinitionObjection.objects.count(), len(told(Kind.DEFINITION_OBJECTED))) == (1, 1)


def test_other_words_by_the_same_person_wait_until_the_first_are_withdrawn(
    sven: User, waiting: LeadDefinition
) -> None:
    objects(sven, waiting)
    with pytest.raises(AlreadyObjected, match="You object to version 1 already"):
        objects(sven, waiting, "Es fehlt das Budget.")
    withdraw_objection(actor=sven, definition=waiting)
    assert objects(sven, waiting, "Es fehlt das Budget.").is_open


def test_colleague_may_object_too(sven: User, lena: User, waiting: LeadDefinition) -> None:
    rows = [objects(sven, waiting), objects(lena, waiting)]
    assert waiting.open_objections == rows


def test_objection_takes_no_signature_away(sven: User, waiting: LeadDefinition, mara: User) -> None:
    ctas.sign_definition(actor=mara, definition=waiting)
    objects(sven, waiting)
    assert waiting.missing_teams == [Team.SALES]


def test_what_is_in_force_stays_so_under_an_objection(
    sven: User, cta: CallToAction, in_force: LeadDefinition
) -> None:
    objects(sven, in_force)
    assert list(CallToAction.objects.ready()) == [cta]
    assert in_force.open_objections[0].user == sven


def test_open_objection_of_a_signed_team_does_not_keep_the_other_from_signing(
    lena: User, sven: User, mara: User, waiting: LeadDefinition
) -> None:
    ctas.sign_definition(actor=lena, definition=waiting)
    objection = objects(sven, waiting)
    ctas.sign_definition(actor=mara, definition=waiting)
    waiting.cta.refresh_from_db()
    objection.refresh_from_db()
    assert (waiting.cta.definition_in_force, objection.is_open) == (waiting, True)


def test_signature_of_the_same_team_settles_it_and_both_stay(
    sven: User, lena: User, waiting: LeadDefinition
) -> None:
    objection = objects(sven, waiting)
    signature = ctas.sign_definition(actor=lena, definition=waiting)
    objection.refresh_from_db()
    assert (objection.ended_how, objection.ended_by) == (ObjectionEnd.SIGNED, lena)
    assert waiting.said == [objection, signature]


def test_signature_of_the_other_team_leaves_it_open(sven: User, mara: User, waiting: LeadDefinition) -> None:
    objects(sven, waiting)
    ctas.sign_definition(actor=mara, definition=waiting)
    assert len(waiting.open_objections) == 1


def test_new_version_answers_all_of_the_version_before(
    sven: User, mara: User, cta: CallToAction, waiting: LeadDefinition
) -> None:
    rows = [objects(sven, waiting), objects(mara, waiting)]
    newer = propose(mara, cta)
    for row in rows:
        row.refresh_from_db()
    assert [(row.ended_how, row.ended_by) for row in rows] == [(ObjectionEnd.NEW_VERSION, mara)] * 2
    assert newer.open_objections == []


def test_who_objected_can_withdraw_it(sven: User, waiting: LeadDefinition) -> None:
    objects(sven, waiting)
    row = withdraw_objection(actor=sven, definition=waiting)
    assert (row.ended_how, waiting.open_objections) == (ObjectionEnd.WITHDRAWN, [])


def test_nobody_else_can_withdraw_it(sven: User, lena: User, waiting: LeadDefinition) -> None:
    row = objects(sven, waiting)
    with pytest.raises(PermissionDenied, match="Only who objected"):
        withdraw_objection(actor=lena, definition=waiting, objection_id=row.pk)


def test_what_has_ended_is_not_withdrawn(sven: User, waiting: LeadDefinition) -> None:
    row = objects(sven, waiting)
    withdraw_objection(actor=sven, definition=waiting, objection_id=row.pk)
    with pytest.raises(ObjectionEnded):
        withdraw_objection(actor=sven, definition=waiting, objection_id=row.pk)


def test_owner_and_author_are_told_with_the_sentence(sven: User, mara: User, cta: CallToAction) -> None:
    author = make_user(language="en")
    definition = make_definition(cta, signed_by=(), author=author)
    objects(sven, definition)
    body = "Sven Vertrieb (Sales) objects to version 1. Write a new version. Campaign: Herbst."
    title = "Objection: lead definition of “Ratgeber”"
    assert told(Kind.DEFINITION_OBJECTED) == [(one, title, f"{body}\n\n{TEXT}") for one in (mara, author)]


def test_of_one_in_force_it_is_told_that_it_stays_so(sven: User, in_force: LeadDefinition) -> None:
    objects(sven, in_force)
    ((_user, _title, body),) = told(Kind.DEFINITION_OBJECTED)
    assert "which both teams have signed. It stays in force" in body


def test_all_of_marketing_is_told_where_nobody_owns_it(sven: User, mara: User) -> None:
    other = make_user()
    objects(sven, make_definition(make_cta(is_signed=False), signed_by=()))
    assert {user for user, _title, _body in told(Kind.DEFINITION_OBJECTED)} == {mara, other}


def test_nobody_is_told_of_their_own_objection(mara: User, waiting: LeadDefinition) -> None:
    objects(mara, waiting)
    assert told(Kind.DEFINITION_OBJECTED) == []


def test_who_cannot_sign_in_any_more_is_not_told(otto: User, sven: User, cta: CallToAction) -> None:
    objects(sven, make_definition(cta, signed_by=(), author=otto))
    assert otto not in {user for user, _title, _body in told(Kind.DEFINITION_OBJECTED)}


def test_address_in_the_sentence_is_covered_in_what_is_told(sven: User, waiting: LeadDefinition) -> None:
    objects(sven, waiting, "Fragen an max@example.com")
    ((_user, _title, body),) = told(Kind.DEFINITION_OBJECTED)
    assert "max@example.com" not in body


def test_who_objected_is_told_of_the_new_version_in_their_language(
    sven: User, mara: User, cta: CallToAction, waiting: LeadDefinition
) -> None:
    User.objects.filter(pk=sven.pk).update(language="en")
    objects(sven, waiting)
    propose(mara, cta)
    body = "Mara Marketing proposed version 2. You objected to version 1. Campaign: Herbst."
    title = "Your objection is answered: lead definition of “Ratgeber”"
    assert told(Kind.DEFINITION_OBJECTION_ANSWERED) == [(sven, title, body)]


def test_who_objected_is_told_that_a_colleague_has_signed(
    sven: User, lena: User, waiting: LeadDefinition
) -> None:
    objects(sven, waiting)
    ctas.sign_definition(actor=lena, definition=waiting)
    assert [user for user, _title, _body in told(Kind.DEFINITION_OBJECTION_ANSWERED)] == [sven]


def test_who_signs_after_all_is_told_nothing_of_it(sven: User, waiting: LeadDefinition) -> None:
    objects(sven, waiting)
    ctas.sign_definition(actor=sven, definition=waiting)
    assert told(Kind.DEFINITION_OBJECTION_ANSWERED) == []


def test_withdrawal_is_told_to_who_was_asked(sven: User, mara: User, waiting: LeadDefinition) -> None:
    objects(sven, waiting)
    withdraw_objection(actor=sven, definition=waiting)
    body = "Sven Vertrieb (Sales) no longer objects to version 1. Campaign: Herbst."
    title = "Objection withdrawn: lead definition of “Ratgeber”"
    assert told(Kind.DEFINITION_OBJECTION_WITHDRAWN) == [(mara, title, body)]


def test_next_step_of_a_campaign_is_to_answer_the_objection(sven: User, waiting: LeadDefinition) -> None:
    objects(sven, waiting)
    missing = find_missing(list(CallToAction.objects.with_definitions()))
    assert missing is not None
    assert (missing.step, missing.definition) == (Step.ANSWER, waiting)


def test_api_objects_lists_and_withdraws(sven: User, waiting: LeadDefinition) -> None:
    api, path = api_for(sven), f"/api/v1/ctas/{waiting.cta_id}/definitions/"
    made = api.post(f"{path}1/objections/", {"text": TEXT}, format="json")
    assert (made.status_code, made.json()["team"], made.json()["ended_at"]) == (201, "sales", None)
    assert [row["id"] for row in api.get(path).json()[0]["objections"]] == [made.json()["id"]]
    ended = api.post(f"{path}1/objections/withdraw/", {}, format="json")
    assert (ended.status_code, ended.json()["ended_how"]) == (201, "withdrawn")


def test_api_says_which_version_came_after(sven: User, waiting: LeadDefinition) -> None:
    make_definition(waiting.cta, signed_by=())
    path = f"/api/v1/ctas/{waiting.cta_id}/definitions/1/objections/"
    answered = api_for(sven).post(path, {"text": TEXT}, format="json")
    assert (answered.status_code, answered.json()["code"]) == (409, "DefinitionOutdated")


def test_api_knows_no_version_that_is_not_there(sven: User, waiting: LeadDefinition) -> None:
    path = f"/api/v1/ctas/{waiting.cta_id}/definitions/7/objections/"
    assert api_for(sven).post(path, {"text": TEXT}, format="json").status_code == 404
