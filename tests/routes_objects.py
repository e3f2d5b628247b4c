"""What the walk over all routes (test_routes.py) puts into their addresses.

A new route needs nothing here while its kwargs are known. Otherwise add an entry to OBJECTS: under its
name, under its name up to the first "-" (a viewset), or under its kwargs in alphabetical order.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from allauth.usersessions.models import UserSession
from django.utils import timezone

from accounts.models import Role, User
from accounts.services import ask_for_email, create_token, invite, make_sign_in_secret, notify
from accounts.services.notice_choices import unsubscribe_secret
from bulk.api.urls import BEGUN_ELSEWHERE, STARTS
from bulk.deeds import DEEDS
from bulk.models import BulkAction
from campaigns.models import DailyCost, Need
from feedback.services.calendars import make_calendar_address
from feedback.services.rating_links import make_rating_secret
from files.models import ImportRun
from leads.models import Door, LeadStage, PutAside
from outbox.models import OutboxMessage
from surveys.links import ANSWER_LINK, OPT_OUT_LINK
from tests.accounts.chats import make_team_chat
from tests.campaigns.entering import make_cost_entry
from tests.factories import (
    make_absence,
    make_another_view,
    make_attempt_price,
    make_campaign,
    make_comment,
    make_cta,
    make_dispute,
    make_finding,
    make_lead,
    make_link,
    make_link_secret,
    make_milestone,
    make_misled,
    make_user,
)
from tests.routes_of_firms import (
    NOWHERE,
    Kwargs,
    at_domain,
    at_firm,
    at_hidden_firm,
    at_merge,
    at_person_of_firm,
    at_two_apart,
    at_two_firms,
    other_lead,
    own_lead,
)
from tests.second_opinions.saying import make_opinion
from tests.surveys.saying import make_survey


@dataclass(frozen=True, kw_only=True, slots=True)
class Objects:
    """How to make the object of an address: one this person sees, and one hidden from them, if any is.

    `missing` is an address of the same form behind which there is nothing.
    """

    own: Callable[[User], Kwargs]
    missing: Kwargs
    hidden: Callable[[User], Kwargs | None] = lambda _: None


def _hidden_lead(key: str) -> Callable[[User], Kwargs | None]:
    def make(user: User) -> Kwargs | None:
        lead = other_lead(user)
        return {key: lead.pk} if lead else None

    return make


def _rated(user: User) -> Kwargs:
    return {"lead_id": own_lead(user, LeadStage.RATED).pk}


def _questioned(user: User) -> Kwargs:
    """A lead whose rating this person questions, or somebody does."""
    lead = own_lead(user, LeadStage.RATED)
    return {"lead_id": make_dispute(lead, user).lead_id}


def _bulk(deed: str) -> Objects:
    """An action of this person that has ended, and one of somebody else."""

    def make(user: User) -> Kwargs:
        return {"pk": bulk_action(user, deed)}

    return Objects(own=make, missing={"pk": NOWHERE}, hidden=lambda _: make(make_user()))


def bulk_action(user: User, deed: str) -> int:
    """An action that this person asked for and that has ended."""
    return BulkAction.objects.create(user=user, deed=deed, ended_at=timezone.now()).pk


def _bulk_page(deed: str) -> Objects:
    return Objects(
        own=lambda user: {"action_id": bulk_action(user, deed)},
        missing={"action_id": NOWHERE},
        hidden=lambda _: {"action_id": bulk_action(make_user(), deed)},
    )


def _misled(_user: User) -> Kwargs:
    promise = make_misled()
    return {"campaign_id": promise.campaign_id, "promise_id": promise.pk}


def _misled_elsewhere(_user: User) -> Kwargs:
    """A promise of one campaign at the address of another."""
    return {"campaign_id": make_campaign().pk, "promise_id": make_misled().pk}


def _cost_entry(_user: User) -> Kwargs:
    entry = make_cost_entry()
    return {"campaign_id": entry.campaign_id, "entry_id": entry.pk}


def _cost(user: User) -> Kwargs:
    day = timezone.now().date()
    cost = DailyCost.objects.create(campaign=make_campaign(), day=day, amount_cents=100)
    return {"campaign_id": cost.campaign_id, "day": day.isoformat()}


def _import_run(user: User) -> Kwargs:
    run = ImportRun.objects.create(target="leads", user=user, file_name="leads.csv")
    return {"run_id": run.pk}


def put_aside(user: User) -> Kwargs:
    row = PutAside.objects.create(
        door=Door.API,
        user=user,
        owner=f"user {user.pk}",
        source="Test",
        fingerprint="0" * 64,
        enquiry={"values": {}, "cta_id": make_cta().pk},
        came_at=timezone.now(),
        refused_at=timezone.now(),
    )
    return {"put_aside_id": row.pk}


def _parked(user: User) -> Kwargs:
    now = timezone.now()
    return {"message_id": OutboxMessage.objects.create(topic="accounts.mail_notification", parked_at=now).pk}


def _token(owner: User) -> Kwargs:
    return {"pk": create_token(actor=owner, name="Test", scopes=["leads.view"])[0].pk}


def _notification(owner: User) -> Kwargs:
    return {"pk": notify(user=owner, kind="test", title="Neu", path="/profile/").pk}


def _invitation(user: User) -> Kwargs:
    number = User.objects.count()
    invitation = invite(actor=make_user(Role.ADMIN), email=f"neu{number}@example.com", role=Role.MARKETER)
    return {"pk": invitation.pk}


def _secret(user: User) -> Kwargs:
    invitation = invite(actor=make_user(Role.ADMIN), email="tor@example.com", role=Role.MARKETER)
    return {"secret": invitation.link_secret()}


def _calendar(_user: User) -> Kwargs:
    return {"secret": make_calendar_address(actor=make_user(Role.SALES_REP))}


def _rating_link(_user: User) -> Kwargs:
    lead = make_lead(stage=LeadStage.CONTACTED)
    assert lead.assigned_to is not None
    return {"secret": make_rating_secret(handoff=lead.handoffs.get(), rep=lead.assigned_to)}


PERSON = Objects(own=lambda _: {"pk": make_user().pk}, missing={"pk": NOWHERE})


def _absence_objects(key: str) -> Objects:
    """One that this person may change, and for whom there is such one of somebody else's."""

    def own(user: User) -> Kwargs:
        person = user if user.team else make_user(Role.SALES_REP)
        return {key: (person.absences.first() or make_absence(person)).pk}

    def hidden(user: User) -> Kwargs | None:
        if user.role not in {Role.MARKETER, Role.SALES_REP}:
            return None
        return {key: make_absence(make_user(Role.SALES_REP)).pk}

    return Objects(own=own, missing={key: NOWHERE}, hidden=hidden)


def _session(user: User) -> Kwargs:
    session = UserSession.objects.create(
        user=user, ip="127.0.0.1", session_key=f"key-{user.pk}", user_agent=""
    )
    return {"pk": session.pk}


def _others_session(_user: User) -> Kwargs:
    return _session(make_user())


def _email_change(user: User) -> Kwargs:
    return {"secret": ask_for_email(actor=user, email=f"neu{user.pk}@example.com").link_secret()}


def _unsubscribe(user: User) -> Kwargs:
    return {"secret": unsubscribe_secret(user, ["lead_returned"])}


def _survey(_user: User) -> Kwargs:
    return {"secret": ANSWER_LINK.sign(make_survey().pk)}


def _survey_mails(user: User) -> Kwargs:
    return {"secret": OPT_OUT_LINK.sign(["f" * 64, user.language])}


def _link(user: User) -> Kwargs:
    return {"secret": make_sign_in_secret(user)}


TEAM_CHAT = Objects(own=lambda _: {"pk": make_team_chat().pk}, missing={"pk": NOWHERE})
INVITATION = Objects(own=_invitation, missing={"pk": NOWHERE})
CTA = Objects(own=lambda _: {"pk": make_cta().pk}, missing={"pk": NOWHERE})
VERSION = Objects(own=lambda _: {"pk": make_cta().pk, "version": 1}, missing={"pk": NOWHERE, "version": 1})


def _comment(user: User) -> Kwargs:
    return {"comment_id": make_comment(make_campaign(), user).pk}


COMMENT = Objects(own=_comment, missing={"comment_id": NOWHERE}, hidden=lambda _: _comment(make_user()))


def _won(user: User) -> Kwargs:
    return {"lead_id": own_lead(user, LeadStage.WON).pk}


RATED = Objects(own=_rated, hidden=_hidden_lead("lead_id"), missing={"lead_id": NOWHERE})
QUESTIONED = Objects(own=_questioned, hidden=_hidden_lead("lead_id"), missing={"lead_id": NOWHERE})

OBJECTS: dict[str, Objects] = {
    "bulk:action": _bulk_page("hand_over"),
    **{f"bulk:{deed}_undo": _bulk_page(deed) for deed in DEEDS},
    "api:bulk": _bulk("hand_over"),
    **{f"api:bulk_{start}_undo": _bulk(start) for start in (*STARTS, *BEGUN_ELSEWHERE)},
    "accounts:invitation": Objects(own=_secret, missing={"secret": "no-such-secret"}),
    "accounts:own_email_confirm": Objects(
        own=_email_change, missing={"secret": "no-such-secret"}, hidden=lambda _: _email_change(make_user())
    ),
    "accounts:notices_unsubscribe": Objects(own=_unsubscribe, missing={"secret": "no-such-secret"}),
    "surveys:answer": Objects(own=_survey, missing={"secret": "no-such-secret"}),
    "surveys:stop_mails": Objects(own=_survey_mails, missing={"secret": "no-such-secret"}),
    "accounts:sign_in_link": Objects(own=_link, missing={"secret": "no-such-secret"}),
    "accounts:session_end": Objects(own=_session, missing={"pk": NOWHERE}, hidden=_others_session),
    "feedback:rate_from_mail": Objects(own=_rating_link, missing={"secret": "no-such-secret"}),
    "feedback:calendar_feed": Objects(own=_calendar, missing={"secret": "no-such-secret"}),
    "feedback:question_rating": Objects(
        own=_rated, hidden=_hidden_lead("lead_id"), missing={"lead_id": NOWHERE}
    ),
    "feedback:customer": Objects(own=_won, hidden=_hidden_lead("lead_id"), missing={"lead_id": NOWHERE}),
    "feedback:settle_rating": QUESTIONED,
    "feedback:withdraw_question": QUESTIONED,
    "accounts:invitation_resend": INVITATION,
    "accounts:invitation_withdraw": INVITATION,
    "accounts:notification_open": Objects(
        own=_notification, hidden=lambda _: _notification(make_user()), missing={"pk": NOWHERE}
    ),
    "accounts:person": PERSON,
    "deactivate": PERSON,
    "api:person_work": PERSON,
    "api:person_deactivate": PERSON,
    "api:absence": _absence_objects("pk"),
    "api:absence_end": _absence_objects("pk"),
    "absence_id": _absence_objects("absence_id"),
    "accounts:person_reactivate": PERSON,
    "accounts:team_chat": TEAM_CHAT,
    "accounts:team_chat_remove": TEAM_CHAT,
    "accounts:team_chat_test": TEAM_CHAT,
    "accounts:token_revoke": Objects(
        own=_token, hidden=lambda _: _token(make_user()), missing={"pk": NOWHERE}
    ),
    "api:campaigns": Objects(own=lambda _: {"pk": make_campaign().pk}, missing={"pk": NOWHERE}),
    "api:ctas": CTA,
    "api:ctas-sign-definition": VERSION,
    "api:ctas-object-to-definition": VERSION,
    "api:ctas-withdraw-objection": VERSION,
    "api:firms": Objects(own=at_firm("pk"), hidden=at_hidden_firm("pk"), missing={"pk": NOWHERE}),
    "desk:firm_merge_undo": Objects(own=at_merge, missing={"merge_id": NOWHERE}),
    "firm_id": Objects(
        own=at_firm("firm_id"), hidden=at_hidden_firm("firm_id"), missing={"firm_id": NOWHERE}
    ),
    "domain_id firm_id": Objects(own=at_domain, missing={"firm_id": NOWHERE, "domain_id": NOWHERE}),
    "firm_id other_id": Objects(own=at_two_firms, missing={"firm_id": NOWHERE, "other_id": NOWHERE}),
    "desk:firm_apart_undo": Objects(own=at_two_apart, missing={"apart_id": NOWHERE}),
    "firm_id person_id": Objects(own=at_person_of_firm, missing={"firm_id": NOWHERE, "person_id": NOWHERE}),
    "api:leads": Objects(
        own=lambda user: {"pk": own_lead(user).pk}, hidden=_hidden_lead("pk"), missing={"pk": NOWHERE}
    ),
    "comment_id": COMMENT,
    "api:comment": Objects(
        own=lambda user: {"pk": _comment(user)["comment_id"]},
        missing={"pk": NOWHERE},
        hidden=lambda _: {"pk": _comment(make_user())["comment_id"]},
    ),
    "milestone_id": Objects(
        own=lambda user: {"milestone_id": make_milestone(user).pk}, missing={"milestone_id": NOWHERE}
    ),
    "finding_id": Objects(own=lambda _: {"finding_id": make_finding().pk}, missing={"finding_id": NOWHERE}),
    "api:findings": Objects(own=lambda _: {"pk": make_finding().pk}, missing={"pk": NOWHERE}),
    "opinion_id": Objects(
        own=lambda user: {"opinion_id": make_opinion(of=user).pk},
        hidden=lambda _: {"opinion_id": make_opinion().pk},
        missing={"opinion_id": NOWHERE},
    ),
    "api:second-opinions": Objects(
        own=lambda user: {"pk": make_opinion(of=user).pk},
        hidden=lambda _: {"pk": make_opinion().pk},
        missing={"pk": NOWHERE},
    ),
    "price_id": Objects(
        own=lambda user: {"price_id": make_attempt_price(user, since=date(2026, 1, 1)).pk},
        missing={"price_id": NOWHERE},
    ),
    "link_id": Objects(own=lambda _: {"link_id": make_link().pk}, missing={"link_id": NOWHERE}),
    "insights:shared": Objects(
        own=lambda _: {"secret": make_link_secret()}, missing={"secret": "no-such-secret"}
    ),
    "insights:shared_paper": Objects(
        own=lambda _: {"secret": make_link_secret()}, missing={"secret": "no-such-secret"}
    ),
    "view_id": Objects(
        own=lambda user: {"view_id": make_another_view(user).pk},
        missing={"view_id": NOWHERE},
        hidden=lambda _: {"view_id": make_another_view(make_user()).pk},
    ),
    "api:views": Objects(
        own=lambda user: {"pk": make_another_view(user).pk},
        missing={"pk": NOWHERE},
        hidden=lambda _: {"pk": make_another_view(make_user()).pk},
    ),
    "api:view": Objects(own=lambda _: {"pk": make_link().pk}, missing={"pk": NOWHERE}),
    "api:attempt-prices": Objects(
        own=lambda user: {"pk": make_attempt_price(user, since=date(2026, 1, 1)).pk}, missing={"pk": NOWHERE}
    ),
    "api:milestones": Objects(own=lambda user: {"pk": make_milestone(user).pk}, missing={"pk": NOWHERE}),
    "campaign_id": Objects(
        own=lambda _: {"campaign_id": make_campaign().pk}, missing={"campaign_id": NOWHERE}
    ),
    "campaign_id promise_id": Objects(
        own=_misled, missing={"campaign_id": NOWHERE, "promise_id": NOWHERE}, hidden=_misled_elsewhere
    ),
    "campaign_id need_id": Objects(
        own=lambda _: {"campaign_id": make_campaign().pk, "need_id": Need.objects.active()[0].pk},
        missing={"campaign_id": NOWHERE, "need_id": NOWHERE},
    ),
    "campaign_id fit": Objects(
        own=lambda _: {"campaign_id": make_campaign().pk, "fit": "too_high"},
        missing={"campaign_id": NOWHERE, "fit": "too_high"},
        hidden=lambda _: {"campaign_id": make_campaign().pk, "fit": "no-such-judgement"},
    ),
    "campaign_id entry_id": Objects(own=_cost_entry, missing={"campaign_id": NOWHERE, "entry_id": NOWHERE}),
    "campaign_id day": Objects(own=_cost, missing={"campaign_id": NOWHERE, "day": "2026-01-01"}),
    "cta_id": Objects(own=lambda _: {"cta_id": make_cta().pk}, missing={"cta_id": NOWHERE}),
    "cta_id version": Objects(
        own=lambda _: {"cta_id": make_cta().pk, "version": 1}, missing={"cta_id": NOWHERE, "version": 1}
    ),
    "entry_id list_name": Objects(
        own=lambda _: {"list_name": "needs", "entry_id": Need.objects.active()[0].pk},
        missing={"list_name": "needs", "entry_id": NOWHERE},
    ),
    "list_name": Objects(own=lambda _: {"list_name": "needs"}, missing={"list_name": "no-such-list"}),
    "message_id": Objects(own=_parked, missing={"message_id": NOWHERE}),
    "lead_id": Objects(
        own=lambda user: {"lead_id": own_lead(user).pk},
        hidden=_hidden_lead("lead_id"),
        missing={"lead_id": NOWHERE},
    ),
    "put_aside_id": Objects(own=put_aside, missing={"put_aside_id": NOWHERE}),
    "run_id": Objects(own=_import_run, missing={"run_id": NOWHERE}),
}
