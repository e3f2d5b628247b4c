"""Invitations: mailed, renewed, withdrawn, and taken once."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from accounts.errors import InvitationClosed
from accounts.models import Company, Invitation, Role, User
from accounts.services import (
    accept_invitation,
    find_open_invitation,
    invite,
    resend_invitation,
    withdraw_invitation,
)
from outbox.models import OutboxMessage
from tests.factories import PASSWORD


@pytest.fixture
def invitation(ada: User) -> Invitation:
    return invite(actor=ada, email="Neu@Example.com", role=Role.SALES_REP, language="en")


def accept(secret: str) -> User:
    return accept_invitation(secret=secret, full_name="Nina Neu", password=PASSWORD, language="en")


def test_invite_posts_the_mail_with_ids_only(invitation: Invitation) -> None:
    message = OutboxMessage.objects.get()

    assert (message.topic, message.payload) == ("accounts.mail_invitation", {"invitation": invitation.pk})


def test_invite_keeps_only_a_hash_of_the_link(invitation: Invitation) -> None:
    values = Invitation.objects.values().get()

    assert invitation.link_secret() not in str(values)


def test_invite_is_for_administrators(mara: User) -> None:
    with pytest.raises(PermissionDenied):
        invite(actor=mara, email="neu@example.com", role=Role.ADMIN)


def test_invite_refuses_somebody_who_is_here(ada: User, mara: User) -> None:
    with pytest.raises(ValidationError) as caught:
        invite(actor=ada, email="MARA@example.com", role=Role.MARKETER)

    assert list(caught.value.error_dict) == ["email"]


def test_invite_refuses_a_second_invitation(ada: User, invitation: Invitation) -> None:
    with pytest.raises(ValidationError) as caught:
        invite(actor=ada, email="neu@example.com", role=Role.MARKETER)

    assert list(caught.value.error_dict) == ["email"]


def test_invite_replaces_one_that_has_run_out(ada: User, invitation: Invitation) -> None:
    Invitation.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    renewed = invite(actor=ada, email="neu@example.com", role=Role.MARKETER)

    assert list(Invitation.objects.waiting()) == [renewed]


@pytest.mark.parametrize("email", ["", "neu", "neu@example.com\nBcc: alle@example.com"])
def test_invite_refuses_what_is_no_address(ada: User, email: str) -> None:
    with pytest.raises(ValidationError) as caught:
        invite(actor=ada, email=email, role=Role.MARKETER)

    assert list(caught.value.error_dict) == ["email"]


def test_accept_invitation_makes_the_person_in_the_role(invitation: Invitation) -> None:
    nina = accept(invitation.link_secret())

    assert (nina.email, nina.role, nina.full_name) == ("neu@example.com", "sales_rep", "Nina Neu")


def test_accept_invitation_works_once(invitation: Invitation) -> None:
    accept(invitation.link_secret())

    with pytest.raises(InvitationClosed):
        accept(invitation.link_secret())


def test_accept_invitation_lives_in_the_companys_zone(invitation: Invitation) -> None:
    Company.objects.update(time_zone="Europe/Vienna")

    assert accept(invitation.link_secret()).time_zone == "Europe/Vienna"


def test_accept_invitation_ends_after_seven_days(invitation: Invitation) -> None:
    secret = invitation.link_secret()
    Invitation.objects.update(expires_at=timezone.now())

    with pytest.raises(InvitationClosed):
        accept(secret)


def test_accept_invitation_keeps_the_link_after_a_weak_password(invitation: Invitation) -> None:
    with pytest.raises(ValidationError):
        accept_invitation(secret=invitation.link_secret(), full_name="N", password="kurz", language="de")

    assert find_open_invitation(invitation.link_secret()) == invitation


def test_resend_invitation_ends_the_old_link(ada: User, invitation: Invitation) -> None:
    old = invitation.link_secret()
    renewed = resend_invitation(actor=ada, invitation=invitation)

    assert (find_open_invitation(old), find_open_invitation(renewed.link_secret())) == (None, invitation)


def test_withdraw_invitation_ends_the_link(ada: User, invitation: Invitation) -> None:
    withdraw_invitation(actor=ada, invitation=invitation)

    assert find_open_invitation(invitation.link_secret()) is None


def test_resend_invitation_refuses_one_that_is_settled(ada: User, invitation: Invitation) -> None:
    accept(invitation.link_secret())

    with pytest.raises(InvitationClosed):
        resend_invitation(actor=ada, invitation=invitation)
