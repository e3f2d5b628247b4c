"""Rows for tests, written straight into the models with sensible values; every function returns the row.

The services have tests of their own: a test that needs a lead in some stage asks here.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from functools import cache
from itertools import count
from time import time
from typing import Any

from django.contrib.auth.hashers import make_password
from django.test import Client
from django.utils import timezone

from accounts.models import Company, Land, Role, Team, User
from accounts.own_company import forget_own_company, today
from campaigns.models import (
    CallToAction,
    Campaign,
    Channel,
    CtaKind,
    DefinitionObjection,
    DefinitionSignature,
    LeadDefinition,
    Milestone,
    Need,
    Promise,
)
from feedback.models import (
    AttemptPrice,
    CampaignJudgement,
    ContactAttempt,
    Dispute,
    ExpectationFit,
    FollowUp,
    LeadStanding,
    Outcome,
    OutcomeKind,
    Potential,
    Rating,
)
from findings.models import Finding, FindingDirection, FindingKind, Look
from handoff.models import Absence, Answer, Handoff, HandoffAnswer, Reason, ReasonOwner, ReasonUse
from insights.models import SavedView, ViewLink
from insights.services.links import make_link as share_view
from leads.models import Consent, Door, Grade, Lead, LeadKind, LeadStage, Person
from talk.models import Comment, Thing, column_of

PASSWORD = "blaue-orange-7-wolken"
_numbers = count(1)

HANDED_OVER_ONCE = frozenset(LeadStage) - {LeadStage.REGISTERED}
ACCEPTED_ONCE = frozenset(LeadStage.accepted_or_later)
CONTACTED_ONCE = ACCEPTED_ONCE - {LeadStage.ACCEPTED}
RATED_ONCE = CONTACTED_ONCE - {LeadStage.CONTACTED}
CLOSED = ACCEPTED_ONCE & frozenset(LeadStage.closed)


@cache
def password_hash() -> str:
    """Argon2 is slow on purpose: once per test run is enough."""
    return make_password(PASSWORD)


def make_company(**fields: Any) -> Company:
    values = {"name": "Beispiel GmbH", "currency": "EUR", "time_zone": "Europe/Berlin", "land": Land.BE}
    forget_own_company()
    return Company.objects.create(**{**values, **fields})


def make_user(role: Role = Role.MARKETER, *, email: str = "", full_name: str = "", **fields: Any) -> User:
    number = next(_numbers)
    return User.objects.create(
        email=email or f"person{number}@example.com",
        full_name=full_name or f"Person {number}",
        role=role,
        password=password_hash(),
        **fields,
    )


def client_for(user: User) -> Client:
    """A browser in which this person has just typed the password."""
    client = stale_client_for(user)
    session = client.session
    session["account_authentication_methods"] = [{"method": "password", "at": time(), "email": user.email}]
    session["account_authentication_methods_user"] = str(user.pk)
    session.save()
    return client


def stale_client_for(user: User) -> Client:
    """A browser in which this person signed in some time ago."""
    client = Client()
    client.force_login(user)
    session = client.session
    session["seen_at"] = time()
    session.save()
    return client


def make_channel(name: str = "Suche") -> Channel:
    return Channel.objects.get_or_create(name=name)[0]


def make_campaign(**fields: Any) -> Campaign:
    values = {"name": f"Kampagne {next(_numbers)}", "status": Campaign.Status.LIVE}
    return Campaign.objects.create(**{**values, **fields})


def make_promise(campaign: Campaign, text: str = "Lieferung in 48 Stunden", **fields: Any) -> Promise:
    return Promise.objects.create(campaign=campaign, text=text, **fields)


def make_cta(campaign: Campaign | None = None, *, is_signed: bool = True, **fields: Any) -> CallToAction:
    """A call-to-action of a live campaign; `is_signed` also puts a definition in force."""
    values = {"name": f"Angebot {next(_numbers)}", "kind": CtaKind.CONTACT_DETAILS}
    cta = CallToAction.objects.create(campaign=campaign or make_campaign(), **{**values, **fields})
    if is_signed:
        cta.definition_in_force = make_definition(cta)
        cta.save(update_fields=["definition_in_force"])
    return cta


def make_definition(
    cta: CallToAction, *, signed_by: tuple[Team, ...] = tuple(Team), **fields: Any
) -> LeadDefinition:
    """The next version of the definition, with the signatures of these teams; it is not put in force."""
    values = {
        "version": cta.definitions.count() + 1,
        "lead_text": "Hat ein Angebot angefordert.",
        "good_text": "Hat Budget und entscheidet mit.",
    }
    definition = LeadDefinition.objects.create(cta=cta, **{**values, **fields})
    signers = {Team.MARKETING: Role.MARKETER, Team.SALES: Role.SALES_LEAD}
    for team in signed_by:
        signer = User.objects.filter(role=signers[team]).first() or make_user(signers[team])
        DefinitionSignature.objects.create(definition=definition, team=team, user=signer)
    return definition


def make_objection(
    definition: LeadDefinition, user: User, *, text: str = "Ein Download allein ist kein Lead."
) -> DefinitionObjection:
    """Somebody of a team objects to this version."""
    team = user.team
    assert team is not None
    return DefinitionObjection.objects.create(definition=definition, user=user, team=team, text=text)


def make_person(**fields: Any) -> Person:
    number = next(_numbers)
    values = {"name": f"Erika Muster {number}", "company": "Muster AG", "email": f"erika{number}@example.org"}
    return Person.objects.create(**{**values, **fields})


def make_reason(use: ReasonUse = ReasonUse.RETURN, *, owner: ReasonOwner = ReasonOwner.MARKETING) -> Reason:
    key = f"grund-{next(_numbers)}"
    return Reason.objects.create(
        use=use, owner=owner, key=key, label_de=f"Grund {key}", label_en=f"Reason {key}"
    )


def make_lead(
    *,
    stage: LeadStage = LeadStage.REGISTERED,
    cta: CallToAction | None = None,
    campaign: Campaign | None = None,
    assigned_to: User | None = None,
    received_at: datetime | None = None,
    grade: Grade | None = None,
    quality: Grade = Grade.B,
    value_cents: int = 100_000,
    **fields: Any,
) -> Lead:
    """A lead in this stage with the facts that lead there, one hour apart: handoff, attempt, rating, outcome.

    Without `assigned_to` a lead that was handed over lies in the pool, an accepted one goes to a new rep.
    """
    cta = cta or make_cta(campaign)
    if stage in ACCEPTED_ONCE and assigned_to is None:
        assigned_to = make_user(Role.SALES_REP)
    values = {
        "campaign": campaign or cta.campaign,
        "cta": cta,
        "channel": (campaign or cta.campaign).channel,
        "definition": cta.definition_in_force,
        "assigned_to": assigned_to,
        "grade": grade or (Grade.B if stage in HANDED_OVER_ONCE else ""),
        "kind": LeadKind.REAL,
        "door": Door.HAND,
        **_times(stage, received_at or timezone.now() - timedelta(days=1)),
    }
    person = fields.pop("person", None) or make_person()
    lead = Lead.objects.create(person=person, stage=stage, **{**values, **fields})
    if stage in HANDED_OVER_ONCE:
        _hand_over(lead)
    if stage in CONTACTED_ONCE:
        _give_feedback(lead, quality=quality, value_cents=value_cents)
    return lead


def make_handoff(
    lead: Lead, *, to_user: User | None = None, grade: Grade = Grade.B, **fields: Any
) -> Handoff:
    from_user = (
        fields.pop("from_user", None) or User.objects.filter(role=Role.MARKETER).first() or make_user()
    )
    return Handoff.objects.create(lead=lead, from_user=from_user, to_user=to_user, grade=grade, **fields)


def give_consent(lead: Lead, channel: str = "phone") -> Consent:
    return Consent.objects.create(
        person=lead.person,
        lead=lead,
        channel=channel,
        text_version="v1",
        source="example.com",
        given_at=lead.received_at,
    )


def _times(stage: LeadStage, received: datetime) -> dict[str, Any]:
    company = Company.objects.current() or make_company()
    return {
        "received_at": received,
        "received_on": received.astimezone(company.zone).date(),
        "is_rated": stage in RATED_ONCE,
        "handed_over_at": received + timedelta(hours=1) if stage in HANDED_OVER_ONCE else None,
        "accepted_at": received + timedelta(hours=2) if stage in ACCEPTED_ONCE else None,
    }


def _hand_over(lead: Lead) -> None:
    handoff = make_handoff(lead, to_user=lead.assigned_to, grade=Grade(lead.grade or Grade.B))
    answerer = lead.assigned_to or make_user(Role.SALES_REP)
    if lead.stage in ACCEPTED_ONCE:
        HandoffAnswer.objects.create(handoff=handoff, user=answerer, kind=Answer.ACCEPT)
    elif lead.stage == LeadStage.RETURNED:
        HandoffAnswer.objects.create(handoff=handoff, user=answerer, kind=Answer.RETURN, reason=make_reason())


def _give_feedback(lead: Lead, *, quality: Grade, value_cents: int) -> None:
    assert lead.assigned_to is not None
    contacted = lead.received_at + timedelta(hours=3)
    ContactAttempt.objects.create(
        lead=lead, user=lead.assigned_to, channel="phone", was_reached=True, happened_at=contacted
    )
    standing = LeadStanding(lead=lead, attempt_count=1, contacted_at=contacted)
    if lead.stage in RATED_ONCE:
        _rate(standing, quality=quality)
    if lead.stage in CLOSED:
        _close(standing, value_cents=value_cents if lead.stage == LeadStage.WON else None)
    standing.save(force_insert=True)


def _rate(standing: LeadStanding, *, quality: Grade) -> None:
    lead = standing.lead
    standing.rating = Rating.objects.create(
        lead=lead,
        user=lead.assigned_to,
        potential=Potential.YES,
        quality=quality,
        fit=ExpectationFit.REALISTIC,
        rated_at=lead.received_at + timedelta(hours=4),
    )
    standing.rated_at, standing.quality = standing.rating.rated_at, quality
    standing.potential, standing.fit = Potential.YES, ExpectationFit.REALISTIC


def _close(standing: LeadStanding, *, value_cents: int | None) -> None:
    lead = standing.lead
    standing.outcome = OutcomeKind.WON if lead.stage == LeadStage.WON else OutcomeKind.LOST
    standing.decided_at, standing.value_cents = lead.received_at + timedelta(hours=5), value_cents
    Outcome.objects.create(
        lead=lead,
        user=lead.assigned_to,
        kind=standing.outcome,
        value_cents=value_cents,
        decided_at=standing.decided_at,
    )


def make_follow_up(lead: Lead, user: User, *, days: int = 3, **fields: Any) -> FollowUp:
    """An open follow-up in so many days."""
    day = timezone.localdate() + timedelta(days=days)
    return FollowUp.objects.create(lead=lead, user=user, **{"day": day, **fields})


def make_comment(thing: Thing, user: User, *, text: str = "Wie lief es?") -> Comment:
    """What somebody said about it."""
    return Comment.objects.create(user=user, text=text, **{column_of(thing): thing})


def make_milestone(user: User, *, text: str = "Neue Landingpage", **fields: Any) -> Milestone:
    return Milestone.objects.create(user=user, text=text, **{"day": timezone.localdate(), **fields})


def make_finding(campaign: Campaign | None = None, **fields: Any) -> Finding:
    """Quality of a campaign fell since 5 January: 6 of 60 good, before 160 of 400."""
    monday = date(2026, 3, 2)
    look = Look.objects.get_or_create(monday=fields.pop("monday", monday), defaults={"tested": 20})[0]
    values = {
        "kind": FindingKind.QUALITY,
        "direction": FindingDirection.DOWN,
        "start": date(2025, 2, 3),
        "since": date(2026, 1, 5),
        "end": date(2026, 2, 1),
        "days": 28,
        "count": 6,
        "of": 60,
        "other_count": 160,
        "other_of": 400,
        "low": -0.37,
        "high": -0.19,
        "probability": 1e-6,
    }
    return Finding.objects.create(look=look, campaign=campaign or make_campaign(), **{**values, **fields})


def make_attempt_price(
    user: User, *, since: date, minutes: int = 20, hourly_cents: int = 6_000
) -> AttemptPrice:
    """Twenty minutes at 60 euros an hour, so 20 euros an attempt, unless said otherwise."""
    return AttemptPrice.objects.create(
        user=user, valid_from=since, minutes=minutes, hourly_cents=hourly_cents
    )


def make_view(user: User, *, name: str = "Messen", **fields: Any) -> SavedView:
    """A view of the overview, one's own; there is one of each name."""
    defaults = {"page": "overview", **fields}
    return SavedView.objects.get_or_create(user=user, name=name, defaults=defaults)[0]


def make_another_view(user: User) -> SavedView:
    """One under a name of its own, where the same person keeps several."""
    return make_view(user, name=f"Messen {next(_numbers)}")


def make_link_secret(view: SavedView | None = None, *, user: User | None = None, **said: Any) -> str:
    """A link to a view, for 30 days and without password, as its maker got it."""
    maker = user or make_user(Role.MANAGER)
    return share_view(actor=maker, view=view or make_view(maker), **{"days": 30, **said})


def make_link(view: SavedView | None = None, **said: Any) -> ViewLink:
    make_link_secret(view, **said)
    return ViewLink.objects.latest("id")


def make_misled(
    campaign: Campaign | None = None, rep: User | None = None, text: str = "Gratis-Lieferung"
) -> Promise:
    """A promise of this campaign which the rating of a lead calls misleading; the rating names a need too."""
    promise = make_promise(campaign or make_campaign(), text)
    lead = make_lead(stage=LeadStage.RATED, campaign=promise.campaign, assigned_to=rep)
    rating = lead.ratings.get()
    rating.misleading_promises.add(promise)
    rating.needs.add(Need.objects.active()[0])
    return promise


def make_judgement(
    campaign: Campaign,
    user: User,
    *promises: Promise,
    fit: ExpectationFit = ExpectationFit.TOO_HIGH,
    text: str = "Gratis ist die Lieferung nie.",
) -> CampaignJudgement:
    """What somebody of sales thinks of the ads of this campaign."""
    made = CampaignJudgement.objects.create(campaign=campaign, user=user, fit=fit, text=text)
    made.promises.set(promises)
    return made


def make_dispute(lead: Lead, user: User, *, text: str = "Das kann nicht sein.") -> Dispute:
    """Marketing questions the newest rating of this lead."""
    return Dispute.objects.create(lead=lead, rating=lead.ratings.latest("id"), user=user, text=text)


def make_absence(
    person: User, *, deputy: User | None = None, first: int = 0, last: int = 5, **fields: Any
) -> Absence:
    """From so many days from today on to so many; today is the company's."""
    day = today()
    values = {"first_day": day + timedelta(days=first), "last_day": day + timedelta(days=last)}
    return Absence.objects.create(person=person, deputy=deputy, **{"entered_by": person, **values, **fields})
