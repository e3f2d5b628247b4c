"""Turns told lives into rows, from persons and leads to ratings and outcomes."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from datetime import datetime
from itertools import chain, starmap
from uuid import UUID

from campaigns.models import Need
from demo.lives import ZONE, Life
from demo.names import make_contact
from demo.plots import Plot
from demo.sentences import NOTES
from demo.stage import Stage, insert
from feedback.models import ContactAttempt, Outcome, OutcomeKind, Rating
from feedback.services import rebuild_standings
from feedback.stages import move_leads
from handoff.models import Answer, Handoff, HandoffAnswer, Reason, ReasonUse
from leads.models import (
    Consent,
    ConsentChannel,
    Door,
    Grade,
    Lead,
    LeadStage,
    Person,
    Touch,
    TouchPosition,
)
from values.names import search_text

SOURCES = {
    "Suche": ("google", "cpc"),
    "Social": ("instagram", "paid_social"),
    "E-Mail": ("newsletter", "email"),
    "Messe": ("messe", "event"),
    "Empfehlung": ("partner", "referral"),
}
QUESTION = "Ist das Objekt im Liefergebiet? Die Postleitzahl fehlt."
REPLY = "Ja, das Haus steht in Brandenburg; die Adresse steht jetzt in der Notiz."


def stage_handed(life: Life) -> LeadStage:
    """How far this life has come until sales says something of it."""
    if life.answer:
        return LeadStage.RETURNED if life.answer is Answer.RETURN else LeadStage.ACCEPTED
    return LeadStage.HANDED_OVER if life.handed_over_at else LeadStage.REGISTERED


def say_source(life: Life) -> str:
    """What the person answers how they heard of the company; by chance of its own, so nothing else moves."""
    rng = random.Random(f"{life.plot.name} {life.received_at.isoformat()}")
    if rng.random() < 0.55:
        return ""
    if rng.random() < 0.6:
        return life.plot.channel
    return rng.choice(("Empfehlung", "Empfehlung", "Suche", "Messe", "von Bekannten", "Radio"))


class LeadRows:
    """Writes the rows of all lives, one table after the other."""

    def __init__(self, *, stage: Stage, rng: random.Random) -> None:
        self.stage, self.rng = stage, rng
        self.needs = list(Need.objects.order_by("position", "id"))
        self.reasons = {use: list(Reason.objects.for_use(use)) for use in ReasonUse}

    def write(self, lives: Sequence[Life], *, person_of: Sequence[int]) -> None:
        persons = self._persons(lives, person_of)
        leads = insert(Lead, [self._lead(life, persons[i]) for life, i in zip(lives, person_of, strict=True)])
        told = list(zip(lives, leads, strict=True))
        insert(Touch, chain.from_iterable(starmap(self._touches, told)))
        insert(Consent, chain.from_iterable(starmap(self._consents, told)))
        self._write_handoffs([(life, lead) for life, lead in told if life.handed_over_at])
        insert(ContactAttempt, chain.from_iterable(starmap(self._attempts, told)))
        self._write_ratings([(life, lead) for life, lead in told if life.verdict])
        insert(Outcome, [self._outcome(life, lead) for life, lead in told if life.end])
        rebuild_standings()
        move_leads([lead.pk for lead in leads])

    def _write_handoffs(self, handed: Sequence[tuple[Life, Lead]]) -> None:
        handoffs = insert(Handoff, starmap(self._handoff, handed))
        answered = zip((life for life, _ in handed), handoffs, strict=True)
        insert(HandoffAnswer, chain.from_iterable(starmap(self._answers, answered)))

    def _persons(self, lives: Sequence[Life], person_of: Sequence[int]) -> list[Person]:
        first_life: dict[int, Life] = {}
        for life, index in zip(lives, person_of, strict=True):
            first_life.setdefault(index, life)
        rows = []
        for index, life in sorted(first_life.items()):
            is_trade = life.plot.value[1] > 60_000
            contact = make_contact(self.rng, number=index, is_trade=is_trade)
            rows.append(
                Person(
                    name=contact.name,
                    company=contact.company,
                    email=contact.email,
                    phone=contact.phone,
                    search_text=search_text(
                        name=contact.name, company=contact.company, email=contact.email, phone=contact.phone
                    ),
                )
            )
        return insert(Person, rows)

    def _rep(self, life: Life) -> int | None:
        """Whose lead it is now: nobody's in the pool, after a return or before the handoff."""
        is_waiting_in_pool = life.to_pool and not life.answer
        if not life.handed_over_at or is_waiting_in_pool or life.answer is Answer.RETURN:
            return None
        return self.stage.reps[life.rep].pk

    def _lead(self, life: Life, person: Person) -> Lead:
        campaign = self.stage.campaigns[life.plot.name]
        cta = self.stage.ctas[life.plot.name, life.cta.name]
        return Lead(
            uuid=UUID(int=self.rng.getrandbits(128), version=4),
            person=person,
            campaign=campaign,
            cta=cta,
            channel=campaign.channel,
            definition=cta.definition_in_force,
            kind=life.kind,
            door=Door.HAND,
            received_at=life.received_at,
            received_on=life.received_at.astimezone(ZONE).date(),
            registered_by=campaign.owner,
            stage=stage_handed(life),
            grade=life.grade or "",
            assigned_to_id=self._rep(life),
            handed_over_at=life.handed_over_at,
            accepted_at=life.answered_at if life.answer is Answer.ACCEPT else None,
            page_url=life.cta.page,
            said_source=say_source(life),
            answers=self._form_answers(life.plot),
            created_at=life.received_at,
        )

    def _form_answers(self, plot: Plot) -> dict[str, str]:
        """What the form asked; about every third person leaves it empty."""
        if self.rng.random() < 0.35:
            return {}
        if plot.value[1] > 60_000:
            return {"Einheiten": str(self.rng.choice((4, 6, 8, 12, 24, 40))), "Baujahr": self._year()}
        heating = self.rng.choice(("Gas", "Öl", "Fernwärme", "Nachtspeicher"))
        return {
            "Heizung heute": heating,
            "Baujahr": self._year(),
            "Wohnfläche": f"{self.rng.randrange(80, 240)} m²",
        }

    def _year(self) -> str:
        return str(self.rng.randrange(1955, 2012))

    def _touches(self, life: Life, lead: Lead) -> Iterator[Touch]:
        source, medium = SOURCES[life.plot.channel]
        positions = (
            (TouchPosition.FIRST, TouchPosition.LAST) if self.rng.random() < 0.3 else (TouchPosition.LAST,)
        )
        for position in positions:
            yield Touch(
                lead=lead,
                position=position,
                utm_source=source,
                utm_medium=medium,
                utm_campaign=life.plot.utm_campaign,
                page_url=life.cta.page,
                happened_at=life.received_at,
            )

    def _consents(self, life: Life, lead: Lead) -> Iterator[Consent]:
        for channel, share in ((ConsentChannel.EMAIL, 0.9), (ConsentChannel.PHONE, 0.75)):
            if self.rng.random() < share:
                yield Consent(
                    person_id=lead.person_id,
                    lead=lead,
                    channel=channel,
                    text_version="Kontakt 2025-03",
                    source=life.cta.placement,
                    given_at=life.received_at,
                )

    def _handoff(self, life: Life, lead: Lead) -> Handoff:
        assert life.handed_over_at and life.grade and lead.campaign.owner
        return Handoff(
            lead=lead,
            from_user=lead.campaign.owner,
            to_user=None if life.to_pool else self.stage.reps[life.rep],
            grade=life.grade,
            created_at=life.handed_over_at,
        )

    def _answers(self, life: Life, handoff: Handoff) -> Iterator[HandoffAnswer]:
        rep, marketer = self.stage.reps[life.rep], handoff.from_user
        if life.asked_at:
            yield HandoffAnswer(
                handoff=handoff, user=rep, kind=Answer.QUESTION, text=QUESTION, created_at=life.asked_at
            )
        if life.answer and life.answered_at:
            if life.asked_at:
                yield HandoffAnswer(
                    handoff=handoff, user=marketer, kind=Answer.REPLY, text=REPLY, created_at=life.answered_at
                )
            is_return = life.answer is Answer.RETURN
            yield HandoffAnswer(
                handoff=handoff,
                user=rep,
                kind=life.answer,
                reason=self.rng.choice(self.reasons[ReasonUse.RETURN]) if is_return else None,
                created_at=life.answered_at,
            )

    def _attempts(self, life: Life, lead: Lead) -> Iterator[ContactAttempt]:
        for attempt in life.attempts:
            yield ContactAttempt(
                lead=lead,
                user=self.stage.reps[life.rep],
                channel=attempt.channel,
                was_reached=attempt.was_reached,
                happened_at=attempt.at,
            )

    def _write_ratings(self, rated: Sequence[tuple[Life, Lead]]) -> None:
        rated = sorted(rated, key=_rated_at)
        ratings = insert(Rating, [self._rating(life, lead) for life, lead in rated])
        misled, heard = Rating.misleading_promises.through, Rating.needs.through
        pairs = [(life, rating) for (life, _), rating in zip(rated, ratings, strict=True)]
        insert(
            misled,
            [
                misled(
                    rating_id=rating.pk,
                    promise_id=self.stage.promises[life.plot.name][life.verdict.misled].pk,
                )
                for life, rating in pairs
                if life.verdict and life.verdict.misled is not None
            ],
        )
        insert(
            heard,
            [
                heard(rating_id=rating.pk, need_id=self.needs[life.verdict.need % len(self.needs)].pk)
                for life, rating in pairs
                if life.verdict and life.verdict.need is not None
            ],
        )

    def _rating(self, life: Life, lead: Lead) -> Rating:
        verdict = life.verdict
        assert verdict
        is_weak = verdict.quality in (Grade.C, Grade.D)
        return Rating(
            lead=lead,
            user=self.stage.reps[life.rep],
            potential=verdict.potential,
            quality=verdict.quality,
            fit=verdict.fit,
            reason=self.rng.choice(self.reasons[ReasonUse.RATING])
            if is_weak and self.rng.random() < 0.5
            else None,
            note=self.rng.choice(NOTES[verdict.fit]) if self.rng.random() < 0.3 else "",
            rated_at=verdict.at,
        )

    def _outcome(self, life: Life, lead: Lead) -> Outcome:
        end = life.end
        assert end
        is_lost = end.kind is OutcomeKind.LOST
        return Outcome(
            lead=lead,
            user=self.stage.reps[life.rep],
            kind=end.kind,
            value_cents=end.value_cents,
            reason=self.rng.choice(self.reasons[ReasonUse.LOST]) if is_lost else None,
            decided_at=end.at,
        )


def _rated_at(pair: tuple[Life, Lead]) -> datetime:
    verdict = pair[0].verdict
    assert verdict
    return verdict.at
