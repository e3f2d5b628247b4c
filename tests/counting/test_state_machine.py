"""Whatever happens to leads, in whatever order: the counts equal a recomputation in plain Python."""

from __future__ import annotations

from contextlib import suppress
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from accounts.models import Role, User
from accounts.own_company import today
from campaigns.models import CallToAction, Campaign, Channel, Need, Promise
from counting import job
from counting.models import Mark
from feedback.models import LeadStanding, Rating
from firms.errors import FirmMerged, NoCustomer
from firms.models import Organisation
from firms.services.customers import say_customer
from handoff.models import Handoff, Reason, ReasonUse
from leads.models import Lead, LeadKind, LeadStage, Person, Touch, Undo
from tests.counting.recount import (
    Cell,
    Counts,
    added_up,
    added_up_lags,
    added_up_traits,
    as_it_stood,
    causes_added_up,
    diary,
    kept,
    kept_lag_sums,
    kept_months,
    kept_paths,
    kept_trait_months,
    kept_trait_totals,
    kept_traits,
    noted_counts,
    paths_found,
    recounted,
    totalled_traits,
    traits_found,
)
from tests.counting.recount_benefits import months_after
from tests.factories import (
    make_campaign,
    make_channel,
    make_company,
    make_cta,
    make_person,
    make_promise,
    make_reason,
    make_user,
)
from tests.firms.firms import make_firm

MORNING = datetime(2026, 3, 2, 8, tzinfo=UTC)
# The months of the leads are over by then, so that the diary notes what becomes of them.
LATER = datetime(2026, 6, 1, 8, tzinfo=UTC)
SOME = st.integers(min_value=0, max_value=10**6)
HOURS = st.integers(min_value=0, max_value=24 * 500)
QUALITIES = st.sampled_from("ABCD")
ANSWERS: list[dict[str, str]] = [
    {},
    {"Heizung heute": "Gas", "Baujahr": "1978", "Wohnfläche": "123 m²"},
    {"heizung heute": " gas ", "Heizung heute": "Öl; Gas;Holz", "PLZ": "04109"},
    {"Rückruf": "0341 123456 bitte", "Wohnfläche": "0123", "PLZ": "unbekannt"},
    {"Heizung heute": "Gas;gas;GAS", "Anmerkung": "x" * 61 + "\n7\n8 Jahre", "Wohnfläche": "5000 m²"},
]
PAGES = [
    "",
    "https://Example.com/Pumpe/?utm_source=x",
    "HTTP://example.com/Pumpe#oben",
    "https://example.com/a@b",
]
FITS = st.sampled_from(["realistic", "too_high", "too_low", "other", ""])


class LivesOfLeads(RuleBasedStateMachine):
    rep: User
    person: Person
    firms: list[Organisation]
    ctas: list[CallToAction]
    campaigns: list[Campaign]
    channels: list[Channel | None]
    needs: list[Need]
    reasons: list[Reason | None]

    def __init__(self) -> None:
        super().__init__()
        # One savepoint per example, rolled back at its end.
        self.atomic = transaction.atomic()
        self.atomic.__enter__()
        self.stood: dict[date, dict[Cell, Counts]] = {}
        self.clock = time_machine.travel(LATER, tick=False)
        self.traveller = self.clock.start()

    def teardown(self) -> None:
        self.clock.stop()
        transaction.set_rollback(True)
        self.atomic.__exit__(None, None, None)

    @initialize()
    def open_the_shop(self) -> None:
        make_company()
        self.rep, self.person = make_user(Role.SALES_REP), make_person()
        self.firms = [make_firm("Eins GmbH"), make_firm("Zwei AG")]
        self.ctas = [make_cta(), make_cta()]
        self.campaigns = [cta.campaign for cta in self.ctas] + [make_campaign()]
        self.reasons = [None, make_reason(ReasonUse.RATING), make_reason(ReasonUse.RATING)]
        self.needs = list(Need.objects.all()[:2])
        self.channels = [None, make_channel("Suche"), make_channel("unknown")]

    def pick(self, number: int) -> Lead | None:
        leads = list(Lead.objects.order_by("id"))
        return leads[number % len(leads)] if leads else None

    def say(self, number: int, **fields: Any) -> None:
        """Write what sales says of a lead, as feedback's services do."""
        if lead := self.pick(number):
            LeadStanding.objects.update_or_create(lead=lead, defaults=fields)

    def change(self, number: int, **fields: Any) -> None:
        if lead := self.pick(number):
            Lead.objects.filter(pk=lead.pk).update(**fields)

    @rule(
        which=SOME,
        days=st.integers(min_value=1, max_value=600),
        kind=st.sampled_from(["since", "ended", "never"]),
    )
    def say_customer(self, which: int, days: int, kind: str) -> None:
        """A firm becomes a customer, ceases to be one, or never was."""
        with suppress(NoCustomer, ValidationError, FirmMerged):
            say_customer(
                actor=self.rep,
                firm=self.pick_firm(which),
                kind=kind,
                day=MORNING.date() + timedelta(days=days - 500),
            )

    @rule(which=SOME)
    def place_the_person(self, which: int) -> None:
        self.person.organisation = self.pick_firm(which).current
        self.person.save(update_fields=["organisation"])

    def pick_firm(self, which: int) -> Organisation:
        return Organisation.objects.get(pk=self.firms[which % 2].pk)

    @rule(
        cta=st.sampled_from([0, 1, None]),
        channel=SOME,
        days=st.sampled_from([0, 1, 31]),
        kind=st.sampled_from(LeadKind),
    )
    def register(self, cta: int | None, channel: int, days: int, kind: LeadKind) -> None:
        way_in = None if cta is None else self.ctas[cta]
        Lead.objects.create(
            person=self.person,
            campaign=way_in.campaign if way_in else self.campaigns[2],
            cta=way_in,
            channel=self.channels[channel % 3],
            definition=way_in.definition_in_force if way_in else None,
            kind=kind,
            door="file",
            received_at=MORNING + timedelta(days=days),
            received_on=date(2026, 3, 2) + timedelta(days=days),
        )

    @rule(number=SOME, source=st.sampled_from(["google", ""]))
    def touch(self, number: int, source: str) -> None:
        """Where somebody came from is added later, or forgotten."""
        if lead := self.pick(number):
            lead.touches.all().delete()
            Touch.objects.create(lead=lead, utm_source=source, happened_at=MORNING)

    @rule(number=SOME, what=SOME)
    def answer(self, number: int, what: int) -> None:
        """A form had asked something, or nothing; a page is told, or none."""
        self.change(number, answers=ANSWERS[what % len(ANSWERS)], page_url=PAGES[what % len(PAGES)])

    @rule(number=SOME, hours=HOURS)
    def hand_over(self, number: int, hours: int) -> None:
        self.change(number, handed_over_at=MORNING + timedelta(hours=hours), stage=LeadStage.HANDED_OVER)

    @rule(number=SOME, hours=HOURS)
    def accept(self, number: int, hours: int) -> None:
        when = MORNING + timedelta(hours=hours)
        self.change(number, accepted_at=when, stage=LeadStage.ACCEPTED, assigned_to=self.rep)

    @rule(number=SOME, hours=HOURS)
    def attempt(self, number: int, hours: int) -> None:
        self.say(number, attempt_count=1, contacted_at=MORNING + timedelta(hours=hours))

    @rule(number=SOME, hours=HOURS, quality=QUALITIES, fit=FITS)
    def rate_or_rate_again(self, number: int, hours: int, quality: str, fit: str) -> None:
        self.say(number, quality=quality, fit=fit, rated_at=MORNING + timedelta(hours=hours))

    @rule(number=SOME, words=SOME, has_note=st.booleans(), is_signed=st.booleans())
    def rate_in_words(self, number: int, words: int, has_note: bool, is_signed: bool) -> None:
        """A rating with a reason, needs, blamed promises and a note, or without some of them."""
        if not (lead := self.pick(number)):
            return
        rating = Rating.objects.create(
            lead=lead,
            user=self.rep if is_signed else None,
            quality="C",
            fit="too_high",
            potential="no",
            reason=self.reasons[words % 3],
            note="Sagt, das Audit war gratis." if has_note else "",
            rated_at=MORNING,
        )
        rating.needs.set(self.needs[: words % 3])
        self.blame(rating, words)
        LeadStanding.objects.update_or_create(
            lead=lead,
            defaults={
                "rating": rating,
                "quality": "C",
                "potential": "no",
                "fit": "too_high",
                "rated_at": MORNING,
            },
        )

    def blame(self, rating: Rating, words: int) -> None:
        promises = Promise.objects.filter(campaign=rating.lead.campaign_id).order_by("pk")
        rating.misleading_promises.set(promises[: words % 2])

    @rule(words=SOME)
    def say_something_else_afterwards(self, words: int) -> None:
        if rating := Rating.objects.order_by("pk").last():
            rating.needs.set(self.needs[: words % 3])
            self.blame(rating, words)

    @rule(campaign=SOME, days=st.sampled_from([None, -1, 0, 1, 31]))
    def promise(self, campaign: int, days: int | None) -> None:
        made_at = None if days is None else MORNING + timedelta(days=days)
        make_promise(self.campaigns[campaign % 3], promised_at=made_at)

    @rule(number=SOME, days=st.sampled_from([None, 0, 1, 32]))
    def withdraw_or_hold_again(self, number: int, days: int | None) -> None:
        gone_at = None if days is None else MORNING + timedelta(days=days)
        if promises := list(Promise.objects.order_by("pk")):
            promise = promises[number % len(promises)]
            Promise.objects.filter(pk=promise.pk).update(withdrawn_at=gone_at)

    @rule(number=SOME)
    def forget_a_promise(self, number: int) -> None:
        if promises := list(Promise.objects.order_by("pk")):
            promises[number % len(promises)].delete()

    @rule(number=SOME, hours=HOURS, value=st.one_of(st.none(), st.integers(0, 10**9)))
    def win(self, number: int, hours: int, value: int | None) -> None:
        self.say(number, outcome="won", decided_at=MORNING + timedelta(hours=hours), value_cents=value)

    @rule(number=SOME, hours=HOURS)
    def lose(self, number: int, hours: int) -> None:
        self.say(number, outcome="lost", decided_at=MORNING + timedelta(hours=hours), value_cents=None)

    @rule(number=SOME, grade=QUALITIES)
    def pass_on_with_a_grade(self, number: int, grade: str) -> None:
        if lead := self.pick(number):
            Handoff.objects.create(lead=lead, from_user=self.rep, grade=grade, created_at=MORNING)

    @rule(number=SOME, hours=HOURS, kind=st.sampled_from(["accept", "question", "reply"]))
    def answer_a_handoff(self, number: int, hours: int, kind: str) -> None:
        handoff = Handoff.objects.filter(lead=self.pick(number)).first()
        if handoff and not handoff.answers.exists():
            when = MORNING + timedelta(hours=hours)
            handoff.answers.create(user=self.rep, kind=kind, text="Wann?", created_at=when)

    @rule(number=SOME, months=st.integers(0, 14), is_customer=st.booleans(), is_of_file=st.booleans())
    def still_buy_or_leave(self, number: int, months: int, is_customer: bool, is_of_file: bool) -> None:
        if lead := self.pick(number):
            day = months_after(date(2026, 3, 2), months)
            user, said_on = (None, day) if is_of_file else (self.rep, today())
            lead.customer_statuses.create(user=user, is_customer=is_customer, day=day, said_on=said_on)

    @rule(number=SOME)
    def take_back_what_was_said_of_the_customer(self, number: int) -> None:
        if lead := self.pick(number):
            undo = Undo.objects.create(lead=lead, user=self.rep)
            lead.customer_statuses.update(undone_by=undo)

    @rule(number=SOME, quality=QUALITIES)
    def take_a_first_rating_back(self, number: int, quality: str) -> None:
        """What was said first stays the first word although it stands no more."""
        if lead := self.pick(number):
            undo = Undo.objects.create(lead=lead, user=self.rep)
            Rating.objects.create(lead=lead, quality=quality, rated_at=MORNING, undone_by=undo)

    @rule(number=SOME)
    def lie_with_nobody(self, number: int) -> None:
        self.change(number, assigned_to=None, stage=LeadStage.REGISTERED)

    @rule(number=SOME)
    def reopen(self, number: int) -> None:
        self.say(number, outcome="", decided_at=None, value_cents=None)

    @rule(number=SOME, campaign=SOME, channel=SOME)
    def move(self, number: int, campaign: int, channel: int) -> None:
        self.change(number, campaign=self.campaigns[campaign % 3], channel=self.channels[channel % 3])

    @rule(number=SOME, kind=st.sampled_from(LeadKind))
    def mark_as_spam_or_real(self, number: int, kind: LeadKind) -> None:
        self.change(number, kind=kind)

    @rule(number=SOME)
    def delete(self, number: int) -> None:
        if lead := self.pick(number):
            lead.delete()

    @rule(outcome=st.sampled_from(["won", "lost"]))
    def import_outcomes(self, outcome: str) -> None:
        silent = Lead.objects.filter(standing=None)
        LeadStanding.objects.bulk_create(LeadStanding(lead=lead, outcome=outcome) for lead in silent)

    @rule()
    def note_something_that_is_not_counted(self) -> None:
        job.compute()
        Lead.objects.update(note="Ruft Dienstag zurück", stage=LeadStage.REGISTERED)
        LeadStanding.objects.update(attempt_count=3)
        assert not Mark.objects.exists()

    @rule()
    def rebuild(self) -> None:
        job.rebuild()

    @rule()
    def sleep(self) -> None:
        """Everybody goes home; how the figures stood is remembered."""
        self.stood[today()] = noted_counts()
        self.traveller.shift(timedelta(days=1))

    @invariant()
    def counts_equal_the_recomputation(self) -> None:
        job.compute()
        assert kept() == recounted()
        assert kept_months() == added_up(kept())
        assert kept_lag_sums() == added_up_lags(kept())
        assert kept_traits() == traits_found()
        assert kept_trait_months() == added_up_traits(kept_traits())
        assert kept_trait_totals() == totalled_traits(kept_traits())
        assert kept_paths() == paths_found()

    @invariant()
    def diary_explains_every_figure_of_the_past(self) -> None:
        job.compute()
        assert diary() == causes_added_up()
        for day, counts in self.stood.items():
            assert as_it_stood(day) == counts


@pytest.mark.uncounted
@pytest.mark.django_db
def test_counts_equal_recomputation_whatever_happens_to_leads() -> None:
    run_state_machine_as_test(
        LivesOfLeads,
        settings=settings(
            max_examples=60, stateful_step_count=30, deadline=None, suppress_health_check=list(HealthCheck)
        ),
    )
