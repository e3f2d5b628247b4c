"""Why: what ratings speak of, recounted rating by rating, as pages show it and lists open it."""

from __future__ import annotations

from datetime import timedelta
from random import Random
from typing import Any

import pytest
from django.utils import timezone

from accounts.models import User
from campaigns.models import CallToAction, Need, Promise
from counting import job
from counting.filters import Filters
from feedback.models import LeadStanding, Rating
from figures.why import why
from handoff.models import Reason, ReasonOwner, ReasonUse
from leads.models import Lead, LeadStage
from tests.factories import client_for, make_campaign, make_cta, make_lead, make_promise
from tests.figures.test_true import choose_filters, meant

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("company")]


def make_words(random: Random) -> list[CallToAction]:
    """Rated leads of all ages with reasons, needs and blamed promises that came and went."""
    ctas = [make_cta(make_campaign()) for _ in range(2)]
    for cta in ctas:
        for days in (None, 300, 100):
            made_at = None if days is None else timezone.now() - timedelta(days=days)
            gone_at = random.choice([None, timezone.now() - timedelta(days=50)])
            make_promise(cta.campaign, f"Versprechen {days}", promised_at=made_at, withdrawn_at=gone_at)
    reasons, needs = list(Reason.objects.filter(use=ReasonUse.RATING)), list(Need.objects.all())
    for _ in range(25):
        received = timezone.now() - timedelta(days=random.choice([3, 60, 120, 310, 500]))
        stage = random.choice([LeadStage.RATED, LeadStage.RATED, LeadStage.CONTACTED])
        lead = make_lead(cta=random.choice(ctas), stage=stage, received_at=received)
        for rating in lead.ratings.all():
            Rating.objects.filter(pk=rating.pk).update(reason=random.choice([None, *reasons]))
            rating.needs.set(random.sample(needs, random.randrange(3)))
            heard = list(Promise.objects.filter(campaign=lead.campaign_id).in_force_at(received))
            rating.misleading_promises.set(heard[: random.randrange(2)])
    LeadStanding.objects.update(attempt_count=2)
    job.compute()
    return ctas


def count_again(leads: list[Lead]) -> dict[str, dict[Any, Any]]:
    """The same lists in plain Python, from the newest ratings of these leads."""
    rated = [lead for lead in leads if getattr(lead, "standing", None) and lead.standing.rating]
    said = [(lead, lead.ratings.order_by("-pk")[0]) for lead in rated]
    promises = {}
    for promise in Promise.objects.all():
        heard = [
            rating
            for lead, rating in said
            if lead.campaign_id == promise.campaign_id and promise.was_in_force_at(lead.received_at)
        ]
        if heard:
            blamed = [rating for rating in heard if promise in rating.misleading_promises.all()]
            promises[promise.pk] = (len(blamed), len(heard))
    reasons = [rating.reason_id for _, rating in said if rating.reason_id]
    needs = [need.pk for _, rating in said for need in rating.needs.all()]
    return {
        "promises": promises,
        "reasons": {pk: reasons.count(pk) for pk in reasons},
        "needs": {pk: needs.count(pk) for pk in needs},
    }


@pytest.mark.parametrize("seed", range(4))
def test_why_is_a_recount_of_the_newest_ratings(seed: int) -> None:
    random = Random(seed)
    ctas = make_words(random)
    for filters in [Filters(), *(choose_filters(random, ctas) for _ in range(6))]:
        found = why(filters)
        assert {
            "promises": {one.id: (one.misled.count, one.misled.of) for one in found.promises},
            "reasons": {row.reason.pk: row.count for row in found.reasons},
            "needs": {row.need.pk: row.count for row in found.needs},
        } == count_again(meant(filters)), filters


def make_rated(cta: CallToAction, *, rep: User | None = None, note: str = "", **said: Any) -> Lead:
    lead = make_lead(cta=cta, stage=LeadStage.RATED, assigned_to=rep)
    lead.ratings.update(note=note, **said)
    return lead


def reason_of(owner: ReasonOwner) -> Reason:
    return Reason.objects.filter(use=ReasonUse.RATING, owner=owner)[0]


def page_of(user: User, path: str = "/overview/?period=all") -> str:
    return " ".join(client_for(user).get(path).content.decode().split())


def test_each_team_sees_its_own_share_of_the_reasons_first(mara: User, sven: User) -> None:
    cta = make_cta()
    for owner in (ReasonOwner.MARKETING, ReasonOwner.SALES):
        make_rated(cta, reason=reason_of(owner))
    job.compute()
    marketing, sales = (str(reason_of(owner)) for owner in (ReasonOwner.MARKETING, ReasonOwner.SALES))
    for user, first, second in ((mara, marketing, sales), (sven, sales, marketing)):
        page = page_of(user)
        assert 0 < page.index(first) < page.index(second)


def test_need_that_no_campaign_speaks_to_is_said(mara: User) -> None:
    cta, (named, unheard) = make_cta(), Need.objects.all()[:2]
    cta.campaign.needs.add(named)
    lead = make_rated(cta)
    lead.ratings.get().needs.set([named, unheard])
    job.compute()
    found = {row.need: [name for _, name in row.campaigns] for row in why(Filters()).needs}
    assert found == {named: [cta.campaign.name], unheard: []}
    assert f"Eines dieser Bedürfnisse spricht keine Kampagne an: {unheard.label_de}." in page_of(mara)


@pytest.mark.parametrize(("others", "is_said"), [(0, True), (1, True), (2, False)])
def test_one_person_s_word_is_said_when_it_is_more_than_half(
    others: int, is_said: bool, mara: User, sven: User, sina: User
) -> None:
    cta = make_cta()
    for rep in [sven, sven, *[sina] * others]:
        lead = make_rated(cta, rep=rep)
        lead.ratings.update(user=rep)
    job.compute()
    page = page_of(mara)
    assert ("Mehr als die Hälfte der Bewertungen kommt von einer Person" in page) is is_said
    assert f"Bewertet: {2 + others} von {2 + others} kontaktierten Leads." in page


def test_notes_are_read_by_whoever_may_see_the_lead(mara: User, sven: User, sina: User) -> None:
    cta = make_cta()
    make_rated(cta, rep=sven, note="Dachte, es kostet nichts.")
    make_rated(cta, rep=sina, note="Will Raten.")
    job.compute()
    for path in ("/overview/?period=all", "/overview/notes/?period=all"):
        seen = {user: page_of(user, path) for user in (mara, sven)}
        assert ("kostet nichts" in seen[mara], "Will Raten" in seen[mara]) == (True, True)
        assert ("kostet nichts" in seen[sven], "Will Raten" in seen[sven]) == (True, False)


def test_newest_note_stands_first_and_pages_lead_on(mara: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("insights.views.leads.NOTES_SIZE", 2)
    cta = make_cta()
    for number in range(3):
        make_rated(cta, note=f"Satz {number}")
    job.compute()
    client = client_for(mara)
    first = client.get("/overview/notes/?period=all")
    second = client.get("/overview/notes/" + first.context["older_url"])
    assert [note.text for note in first.context["notes"]] == ["Satz 2", "Satz 1"]
    assert [note.text for note in second.context["notes"]] == ["Satz 0"]


def test_figure_opens_the_ratings_behind_it_with_reason_and_note(mara: User) -> None:
    cta, reason = make_cta(), reason_of(ReasonOwner.MARKETING)
    promise = make_promise(cta.campaign)
    blaming, other = make_rated(cta, reason=reason, note="Dachte, gratis."), make_rated(cta)
    blaming.ratings.get().misleading_promises.add(promise)
    job.compute()
    client, path = client_for(mara), "/overview/leads/?period=all&stage=rated_recorded"
    for query, expected in (
        ("", {blaming, other}),
        (f"&promise={promise.pk}", {blaming}),
        (f"&reason={reason.pk}", {blaming}),
        ("&note=yes", {blaming}),
        ("&quality=D", set()),
    ):
        lines = client.get(path + query).context["lines"]
        assert {line.lead for line in lines} == expected, query
    page = page_of(mara, f"{path}&promise={promise.pk}")
    assert all(word in page for word in (str(reason), "Dachte, gratis.", promise.text, "1 von 2 Leads"))


def test_rating_filter_that_is_not_understood_is_named(mara: User) -> None:
    response = client_for(mara).get("/overview/leads/?period=all&stage=rated_recorded&reason=nie")
    assert (response.status_code, list(response.context["ratings"].errors)) == (400, ["reason"])


def test_words_about_a_lead_stay_hidden_from_a_rep_who_may_not_see_it(sven: User, sina: User) -> None:
    make_rated(make_cta(), rep=sina, note="Nur für Sina.")
    job.compute()
    page = page_of(sven, "/overview/leads/?period=all&stage=rated_recorded")
    assert "Nur für Sina." not in page


@pytest.mark.parametrize("route", ["campaigns", "ctas"])
def test_campaign_and_call_to_action_say_what_came_of_them_and_why(mara: User, route: str) -> None:
    cta = make_cta()
    make_promise(cta.campaign, "Umsetzung ohne Anzahlung")
    make_rated(cta, note="Von einer Anzahlung hat ihm niemand etwas gesagt.")
    job.compute()
    page = page_of(mara, f"/{route}/{cta.campaign_id if route == 'campaigns' else cta.pk}/")
    assert all(word in page for word in ("1 von 1", "Umsetzung ohne Anzahlung", "niemand etwas gesagt"))


def test_list_of_campaigns_carries_leads_and_both_verdicts(mara: User) -> None:
    cta = make_cta()
    make_rated(cta)
    make_campaign(name="Ohne Leads")
    job.compute()
    lines = client_for(mara).get("/campaigns/").context["lines"]
    outcomes = {campaign.name: outcome and outcome.leads for campaign, outcome in lines}
    assert outcomes == {cta.campaign.name: "1", "Ohne Leads": None}
    page = page_of(mara, "/campaigns/")
    assert "Marketing: kein Ziel gesetzt" in page and "Vertrieb: zu wenige Fälle" in page
