"""Half a year of leads with all that could part a number from its list, and a plain recount of findings."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from random import Random
from typing import Final
from zoneinfo import ZoneInfo

from accounts.models import User
from campaigns.models import Campaign
from counting import job
from feedback.models import ContactAttempt, ExpectationFit, Outcome, OutcomeKind, Potential, Rating
from feedback.services.standings import rebuild_standings
from findings.addresses import Part
from findings.models import Finding, FindingKind
from leads.models import Grade, Lead, LeadKind, LeadStage, Undo
from tests.factories import make_campaign, make_cta, make_lead, make_promise

BERLIN: Final = ZoneInfo("Europe/Berlin")
MONDAY: Final = date(2026, 3, 30)
MATURITY: Final = 30
WEEKS: Final = 26
Tells = Callable[[Lead, Finding], bool]


def make_history(rep: User, *, leads: int = 220, seed: int = 5) -> list[Campaign]:
    """Three campaigns, the first of which promises two things, one of them for a while only; counted."""
    random = Random(seed)
    campaigns = [make_campaign(name=name) for name in ("Messe", "Suche", "Webinar")]
    made, ended = (datetime(2025, 12, day, 12, tzinfo=BERLIN) for day in (2, 20))
    for campaign in campaigns:
        make_promise(campaign, "Lieferung in 48 Stunden", withdrawn_at=ended)
        make_promise(campaign, "Gratis-Lieferung", promised_at=made)
    ctas = [make_cta(campaign) for campaign in campaigns]
    for _ in range(leads):
        day = MONDAY - timedelta(days=random.randrange(WEEKS * 7))
        clock = time(random.choice([0, 9, 12, 23]), random.choice([0, 59]))
        lead = make_lead(
            cta=random.choice(ctas),
            received_at=datetime.combine(day, clock, tzinfo=BERLIN),
            kind=random.choice([LeadKind.REAL] * 6 + [LeadKind.TEST, LeadKind.SPAM]),
            stage=LeadStage.ACCEPTED,
            assigned_to=rep,
        )
        _reach(random, lead, rep)
        _rate(random, lead, rep)
        _end(random, lead, rep)
    rebuild_standings()
    job.compute()
    return campaigns


def _reach(random: Random, lead: Lead, rep: User) -> None:
    """Around a day after intake to the second, sometimes after a try in vain or one that was taken back."""
    attempts = random.choice([[], [(20, True)], [(24, True)], [(25, True)], [(2, False), (30, True)]])
    for hours, was_reached in attempts:
        ContactAttempt.objects.create(
            lead=lead,
            user=rep,
            channel="phone",
            was_reached=was_reached,
            happened_at=lead.received_at + timedelta(hours=hours),
        )
    if attempts and random.random() < 0.2:
        lead.attempts.update(undone_by=Undo.objects.create(lead=lead, user=rep))


def _rate(random: Random, lead: Lead, rep: User) -> None:
    """Never, once or anew; around four weeks after intake; the first or the last word sometimes undone."""
    ages = random.choice([[], [3], [28], [28], [29], [5, 40], [5, 40], [3, 4], [40, 41]])
    for days in ages:
        _add_rating(random, lead, rep, days=days)
    ratings = list(lead.ratings.order_by("pk"))
    if ratings and random.random() < 0.25:
        taken = random.choice([ratings[0], ratings[-1]])
        undo = Undo.objects.create(lead=lead, user=rep)
        Rating.objects.filter(pk=taken.pk).update(undone_by=undo)


def _add_rating(random: Random, lead: Lead, rep: User, *, days: int) -> None:
    rating = Rating.objects.create(
        lead=lead,
        user=rep,
        potential=Potential.YES,
        quality=random.choice(list(Grade)),
        fit=random.choice([ExpectationFit.TOO_HIGH, ExpectationFit.REALISTIC]),
        rated_at=lead.received_at + timedelta(days=days),
    )
    for promise in lead.campaign.promises.all():
        # Also one that the lead's day did not know: whoever blames it has heard of it.
        if random.random() < 0.3:
            rating.misleading_promises.add(promise)


def _end(random: Random, lead: Lead, rep: User) -> None:
    """Open or lost; won around the maturity age, late, undated, before intake; that again open or undone."""
    days = random.choice([5, MATURITY, MATURITY + 1, 90, -2, None])
    decided_at = None if days is None else lead.received_at + timedelta(days=days)
    end = random.choice(["open", "lost", "won", "won", "won", "again", "undone"])
    if end == "open":
        return
    kind = OutcomeKind.LOST if end == "lost" else OutcomeKind.WON
    outcome = Outcome.objects.create(lead=lead, user=rep, kind=kind, decided_at=decided_at)
    if end == "again":
        Outcome.objects.create(lead=lead, user=rep, kind=OutcomeKind.REOPENED)
    if end == "undone":
        undo = Undo.objects.create(lead=lead, user=rep)
        Outcome.objects.filter(pk=outcome.pk).update(undone_by=undo)


class Recount:
    """All rows as they stand, read once; what was taken back is left out, but for who rated first."""

    def __init__(self) -> None:
        self.leads = list(Lead.objects.filter(kind=LeadKind.REAL))
        self.first_rated: dict[int, datetime] = {}
        for rating in Rating.with_undone.order_by("pk"):
            self.first_rated.setdefault(rating.lead_id, rating.rated_at)
        standing = Rating.with_undone.filter(undone_by=None).prefetch_related("misleading_promises")
        self.ratings = {rating.lead_id: rating for rating in standing.order_by("pk")}
        outcomes = Outcome.with_undone.filter(undone_by=None).order_by("pk")
        self.ends = {outcome.lead_id: outcome for outcome in outcomes}
        reached = ContactAttempt.with_undone.filter(undone_by=None, was_reached=True)
        self.reached = {one.lead_id: one.happened_at for one in reached.order_by("-happened_at")}
        self.tells: dict[FindingKind, tuple[Tells, Tells]] = {
            FindingKind.FEW_DEALS: (self._tells_its_age, self._is_won_in_time),
            FindingKind.CONVERSION: (self._tells_its_age, self._is_won_in_time),
            FindingKind.TOO_MUCH: (self._is_rated_in_time, self._is_too_high),
            FindingKind.QUALITY: (self._is_rated_in_time, self._is_good),
            FindingKind.PROMISE: (self._has_heard, self._is_blamed),
            FindingKind.CONTACT: (self._tells_its_age, self._is_reached_in_time),
        }

    def of(self, finding: Finding, part: Part) -> set[int]:
        """The leads of a number."""
        is_counted, is_before = part.startswith("count"), part.endswith("before")
        start, end = finding.since or finding.start, finding.end
        if is_before and finding.since:
            start, end = finding.start, finding.since - timedelta(days=1)
        is_of, is_hit = self.tells[FindingKind(finding.kind)]
        return {
            lead.pk
            for lead in self.leads
            if start <= lead.received_on <= end
            and _is_meant(finding, lead, is_before=is_before)
            and is_of(lead, finding)
            and (not is_counted or is_hit(lead, finding))
        }

    def _is_rated_in_time(self, lead: Lead, _finding: Finding) -> bool:
        if lead.pk not in self.ratings:
            return False
        return (_day(self.first_rated[lead.pk]) - lead.received_on).days <= 28

    def _is_good(self, lead: Lead, _finding: Finding) -> bool:
        return self.ratings[lead.pk].quality in {"A", "B"}

    def _is_too_high(self, lead: Lead, _finding: Finding) -> bool:
        return self.ratings[lead.pk].fit == "too_high"

    def _is_blamed(self, lead: Lead, finding: Finding) -> bool:
        return lead.pk in self.ratings and finding.promise in self.ratings[lead.pk].misleading_promises.all()

    def _has_heard(self, lead: Lead, finding: Finding) -> bool:
        promise = finding.promise
        assert promise is not None
        is_made = promise.promised_at is None or promise.promised_at <= lead.received_at
        is_kept = promise.withdrawn_at is None or lead.received_at < promise.withdrawn_at
        return lead.pk in self.ratings and ((is_made and is_kept) or self._is_blamed(lead, finding))

    def _deal(self, lead: Lead) -> Outcome | None:
        end = self.ends.get(lead.pk)
        return end if end is not None and end.kind == OutcomeKind.WON else None

    def _tells_its_age(self, lead: Lead, _finding: Finding) -> bool:
        deal = self._deal(lead)
        return deal is None or deal.decided_at is not None

    def _is_won_in_time(self, lead: Lead, finding: Finding) -> bool:
        deal = self._deal(lead)
        if deal is None or deal.decided_at is None:
            return False
        return (_day(deal.decided_at) - lead.received_on).days <= finding.days

    def _is_reached_in_time(self, lead: Lead, _finding: Finding) -> bool:
        reached = self.reached.get(lead.pk)
        return reached is not None and reached - lead.received_at <= timedelta(days=1)


def _is_meant(finding: Finding, lead: Lead, *, is_before: bool) -> bool:
    """Of the company, of the campaign, or of the others."""
    if finding.campaign_id is None:
        return True
    is_others = is_before and finding.since is None
    return (lead.campaign_id == finding.campaign_id) != is_others


def _day(moment: datetime) -> date:
    return moment.astimezone(BERLIN).date()
