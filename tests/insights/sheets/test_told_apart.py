"""Leads told apart by what stands on themselves: sums, names, and what nobody is shown by name."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from random import Random
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import User
from accounts.own_company import own_company, today
from counting import cache, job
from counting.facets import MOST_VALUES
from counting.filters import Filters
from counting.models import Facet, FacetKind
from figures.breakdown import Part
from figures.facets import FEWEST, MOST_NAMED, OTHER, find_offered
from figures.told_apart import ToldApart, find_ways, name_of_facet, tell_apart
from insights.pages.told_apart import name_part
from leads.models import Grade, Lead, LeadStage
from tests.api import api_for
from tests.counting.facets import facets_of
from tests.factories import client_for, make_cta
from tests.figures.zoo import LONG_AGO, fill_the_zoo
from tests.insights.sheets.answers import fill_with_answers, give_answers, way_of

pytestmark = pytest.mark.django_db
PAGE = "/overview/breakdown/"


@pytest.fixture
def manager(gero: User) -> Client:
    return client_for(gero)


def told(question: str, campaign: int | None = None) -> ToldApart:
    job.compute()
    found = tell_apart(way_of(question), Filters(campaign_id=campaign), today())
    assert found is not None
    return found


def counts(question: str) -> dict[str, int]:
    found = told(question)
    return {name_part(found, part): part.leads for part in found.parts}


def test_answer_that_few_gave_is_never_named() -> None:
    give_answers(
        *[{"Ansprechpartner": "Zentrale"}] * FEWEST, *[{"Ansprechpartner": "Erika"}] * (FEWEST - 1), {}
    )
    assert counts("Ansprechpartner") == {"Zentrale": 5, "andere Antworten": 4, "nicht beantwortet": 1}


def test_name_of_an_answer_does_not_come_and_go_with_a_filter() -> None:
    leads = give_answers(*[{"Heizung": "Gas"}] * FEWEST)
    cta = make_cta()
    Lead.objects.filter(pk=leads[0].pk).update(cta=cta, campaign=cta.campaign)
    found = told("Heizung", cta.campaign_id)
    assert [(name_part(found, part), part.leads) for part in found.parts] == [("Gas", 1)]


def test_question_asked_in_free_words_says_only_who_answered() -> None:
    most = MOST_VALUES[FacetKind.ANSWER]
    give_answers(
        *({"Was führt Sie zu uns?": f"Grund {place}"} for place in range(most + 1)),
        *[{"Was führt Sie zu uns?": "Grund 0"}] * 6,
        {},
    )
    assert counts("Was führt Sie zu uns?") == {
        "in eigenen Worten beantwortet": most + 7,
        "nicht beantwortet": 1,
    }


def test_bands_stand_in_their_order_and_say_their_limits() -> None:
    give_answers(*({"Baujahr": year} for year in ("2003", "1978", "1978", "0", "1850", "1", "1250000 €")))
    assert list(counts("Baujahr")) == [
        "0",
        "1",
        "1.000–1.899",
        "1970–1979",
        "2000–2009",
        "1.000.000–1.999.999 €",
    ]


def test_last_band_is_open() -> None:
    give_answers(*[{"Umsatz": "999999999"}] * FEWEST)
    assert list(counts("Umsatz")) == ["500.000.000 oder mehr"]


def test_postcodes_stand_by_their_first_digit() -> None:
    give_answers(*({"PLZ": code} for code in ("80331", "04109", "04229", "10115", "unbekannt")))
    assert counts("PLZ") == {
        "0… (erste Ziffer)": 2,
        "1… (erste Ziffer)": 1,
        "8… (erste Ziffer)": 1,
        "andere Antworten": 1,
    }


def test_no_more_pages_are_named_than_a_reader_takes_in() -> None:
    for place in range(MOST_NAMED + 2):
        for lead in give_answers({}, {}):
            Lead.objects.filter(pk=lead.pk).update(page_url=f"https://example.com/{place:02}")
    job.compute()
    found = tell_apart("page", Filters(), today())
    assert found is not None
    assert len(found.parts) == MOST_NAMED + 1
    assert (found.parts[-1].key, found.parts[-1].leads) == (OTHER, 4)


def test_question_that_hardly_anybody_answered_is_not_offered() -> None:
    give_answers(*[{"Heizung": "Gas"}] * FEWEST, *[{"q_4711": "x"}] * (FEWEST - 1))
    job.compute()
    assert [facet.text for facet in find_offered()] == ["Heizung"]
    assert Facet.objects.count() == 2


def test_parts_of_a_single_choice_add_up_to_all_leads() -> None:
    fill_the_zoo()
    fill_with_answers()
    for by in find_ways(sees_reps=True):
        found = tell_apart(by, Filters(), today())
        assert found is not None
        if found.of_facet is None or not found.of_facet.gives_several:
            assert sum(part.leads for part in found.parts) == found.total.leads, by
            assert _add(found, lambda part: part.good.of) == found.total.good_share.of
            assert _add(found, lambda part: part.mature.of) == found.total.mature.of
            assert _add(found, lambda part: part.mature.count) == found.total.mature.count


def _add(found: ToldApart, of: Callable[[Part], int]) -> int:
    return sum(map(of, found.parts))


def test_several_answers_of_a_lead_are_said_and_counted_each(manager: Client) -> None:
    give_answers(*[{"Was?": "Dach; Fassade"}] * 6, *[{"Was?": "Dach"}] * 5, {"Was?": "Keller;Garten"}, {})
    found = told("Was?")
    assert [(part.name, part.leads) for part in found.parts] == [("Dach", 11), ("Fassade", 6), ("", 1)]
    assert found.of_facet is not None
    assert (found.of_facet.gives_several, found.of_facet.others_said) == (7, 2)
    page = manager.get(PAGE, {"by": way_of("Was?")}).content.decode()
    assert "die Zeilen ergeben zusammen mehr als alle Leads" in page
    assert "Andere Antworten wurden 2-mal gegeben." in page


def test_lead_too_young_to_judge_is_in_no_rate() -> None:
    give_answers(*[{"Heizung": "Gas"}] * FEWEST, received_at=timezone.now())
    (part,) = told("Heizung").parts
    assert (part.leads, part.mature.of) == (5, 0)


def test_line_differs_only_beyond_chance() -> None:
    give_answers(*[{"Heizung": "Gas"}] * 40, stage=LeadStage.WON, received_at=LONG_AGO)
    give_answers(*[{"Heizung": "Öl"}] * 40, stage=LeadStage.LOST, received_at=LONG_AGO)
    give_answers(*[{"Heizung": "Holz"}] * 6, stage=LeadStage.LOST, received_at=LONG_AGO)
    found = told("Heizung")
    assert dict(zip([part.name for part in found.parts], found.leans, strict=True)) == {
        "Gas": "up",
        "Öl": "down",
        "Holz": "level",
    }


def test_kinds_and_reps_are_held_against_nobody(manager: Client) -> None:
    fill_the_zoo()
    for by in ("kind", "rep", "campaign", "cta"):
        drawn = manager.get(PAGE, {"period": "all", "by": by}).context["drawn"]
        assert "▲" not in drawn.html
        assert "Noch nicht sicher" not in drawn.html


def test_kinds_are_never_added_up(manager: Client) -> None:
    fill_the_zoo()
    assert "Alle Leads" not in manager.get(PAGE, {"period": "all"}).context["drawn"].html
    assert "Alle Leads" in manager.get(PAGE, {"period": "all", "by": "channel"}).context["drawn"].html


def test_way_nobody_offers_is_named(manager: Client) -> None:
    fill_the_zoo()
    answer = manager.get(PAGE, {"period": "all", "by": "answer-4711"})
    assert answer.status_code == 400
    assert "answer-4711" in answer.content.decode()


def test_question_and_answer_are_escaped(manager: Client) -> None:
    give_answers(*[{"<b>Heizung": "<script>Gas"}] * FEWEST)
    job.compute()
    page = manager.get(PAGE, {"by": way_of("<b>Heizung")}).content.decode()
    assert "&lt;script&gt;Gas" in page
    assert "<script>Gas" not in page
    assert "<b>Heizung" not in page


def test_leads_behind_a_value_that_is_not_known_are_refused(manager: Client) -> None:
    give_answers(*[{"Heizung": "Gas"}] * FEWEST)
    job.compute()
    for wrong in ("4711-1", "x", "²-1", f"{Facet.objects.get().pk}-4711"):
        assert manager.get("/overview/leads/", {"facet": wrong}).status_code == 400


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_figures_equal_a_plain_recomputation(seed: int) -> None:
    fill_the_zoo()
    draw = Random(seed)
    leads = list(Lead.objects.order_by("pk"))
    for lead in leads:
        answers = draw.choice(
            [
                {},
                {"Heizung": draw.choice(["Gas", "Öl", "Gas;Öl", "Holz"])},
                {"Baujahr": str(draw.randrange(1950, 1990))},
            ]
        )
        Lead.objects.filter(pk=lead.pk).update(
            answers=answers, page_url=draw.choice(["", "https://example.com/a"])
        )
    job.compute()
    for facet in find_offered():
        found = tell_apart(name_of_facet(facet), Filters(), today())
        assert found is not None
        named = {part.key: part for part in found.parts if part.key not in {OTHER, None}}
        assert {key: _say(part) for key, part in named.items()} == _recount(facet.id, facet.named)


def _say(part: Part) -> tuple[int, ...]:
    return part.leads, part.good.count, part.good.of, part.mature.count, part.mature.of


def _recount(facet: int, named: Mapping[int, object]) -> dict[str | None, tuple[int, ...]]:
    sums: dict[str | None, Counter[str]] = {}
    for lead in Lead.objects.counted().select_related("standing"):
        for of, value in facets_of(lead):
            if of.pk == facet and value and value.pk in named:
                sums.setdefault(str(value.pk), Counter()).update(_count(lead))
    names = ("leads", "good", "rated", "won", "telling")
    return {key: tuple(one[name] for name in names) for key, one in sums.items()}


def _count(lead: Lead) -> dict[str, int]:
    said = getattr(lead, "standing", None)
    is_old = (today() - lead.received_on).days >= own_company().maturity_days
    is_won = said is not None and said.outcome == "won"
    age = (said.decided_at.date() - lead.received_on).days if said and said.decided_at else None
    return {
        "leads": 1,
        "good": bool(said and said.rated_at and said.quality in "AB"),
        "rated": bool(said and said.rated_at),
        "won": is_old and is_won and age is not None and age <= own_company().maturity_days,
        "telling": is_old and (not is_won or age is not None),
    }


@pytest.mark.parametrize("values", [1, 20])
def test_page_asks_as_often_for_one_value_as_for_many(
    manager: Client, values: int, django_assert_num_queries: Any
) -> None:
    give_answers(*({"Heizung": f"Art {place % values}"} for place in range(FEWEST * values)))
    job.compute()
    by = way_of("Heizung")
    manager.get(PAGE, {"period": "all"})
    cache.clear()
    with django_assert_num_queries(19):
        manager.get(PAGE, {"by": by, "period": "all"})


def test_programs_read_the_same(gero: User) -> None:
    give_answers(*[{"Heizung": "Gas"}] * 6, {}, stage=LeadStage.WON, received_at=LONG_AGO, quality=Grade.A)
    job.compute()
    by = way_of("Heizung")
    found = api_for(gero).get("/api/v1/conversion/breakdown/", {"by": by}).json()
    assert {"by": by, "name": "Heizung"} in found["ways"]
    assert [(row["name"], row["leads"], row["mature"]["count"], row["lean"]) for row in found["rows"]] == [
        ("Gas", 6, 6, "level"),
        ("nicht beantwortet", 1, 1, "level"),
    ]
    assert (found["total"], found["gives_several"], found["others_said"]) == (7, 0, 0)


def test_programs_hear_what_they_may_ask_for(gero: User) -> None:
    answer = api_for(gero).get("/api/v1/conversion/breakdown/", {"by": "rep"})
    assert answer.status_code == 400
    assert "kind, campaign, cta, channel" in str(answer.json())
