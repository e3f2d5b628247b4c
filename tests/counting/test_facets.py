"""What stands on the lead itself: what is one value, what is never kept by name, and what is forgotten."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

import pytest
from django.utils import timezone

from counting import facets, job, proof
from counting.facets import unpack
from counting.filters import Filters
from counting.models import Facet, FacetKind, FacetValue, Subject
from counting.queries import read_facets, read_traits
from leads.models import Grade, Lead, LeadStage, Touch
from tests.counting.recount import kept_traits, traits_found
from tests.factories import make_cta, make_lead
from tests.figures.zoo import LONG_AGO

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("company")]
GAS = {"Heizung heute": "Gas"}


def answering(*answers: Mapping[str, str], page_url: str = "") -> list[Lead]:
    cta = make_cta()
    leads = [make_lead(cta=cta) for _ in answers]
    for lead, given in zip(leads, answers, strict=True):
        Lead.objects.filter(pk=lead.pk).update(answers=given, page_url=page_url)
    return leads


def values(kind: FacetKind = FacetKind.ANSWER) -> dict[str, int]:
    """Value → how many leads give it; what is not kept by name is "rest"."""
    job.compute()
    found: Counter[str] = Counter()
    of_kind = set(Facet.objects.filter(kind=kind).values_list("pk", flat=True))
    named = {value.pk: value for value in FacetValue.objects.all()}
    for number, count in read_facets(Filters())[Subject.FACET].items():
        told = unpack(number)
        if told.value is None:
            found["rest"] += count * (told.rest_of in of_kind)
        elif named[told.value].facet_id in of_kind:
            found[named[told.value].key] += count
    return {key: count for key, count in found.items() if count}


def test_answers_that_differ_by_case_or_blanks_are_one() -> None:
    answering(GAS, {"heizung heute ": " GAS"}, {"Heizung heute": "Öl"})
    assert values() == {"=gas": 2, "=öl": 1}
    assert Facet.objects.get().text in {"Heizung heute", "heizung heute"}


@pytest.mark.parametrize(
    ("answer", "key"),
    [
        ("0", "#0"),
        ("4", "#2"),
        ("5", "#5"),
        ("123 m²", "#100 m²"),
        ("12 kW", "#10 kw"),
        ("1899", "#1000"),
        ("1978", "#1970"),
        ("2007", "#2000"),
        ("2100", "#2100"),
        ("999999999", "#500000000"),
        ("80 %", "#50 %"),
    ],
)
def test_numbers_count_by_bands_of_their_own_unit(answer: str, key: str) -> None:
    answering({"Wie viel?": answer})
    assert values() == {key: 1}


def test_every_edge_is_the_first_number_of_its_band() -> None:
    answering(*({"Wie viel?": str(edge)} for edge in facets.EDGES))
    assert values() == {f"#{edge}": 1 for edge in facets.EDGES}


@pytest.mark.parametrize(
    "answer",
    [
        "erika@example.com",
        "+49 341 123456",
        "Rückruf unter 0341/123456",
        "Kundennummer 4711471",
        "x" * 61,
        "1000000000",
    ],
)
def test_what_may_be_somebodys_own_is_never_kept_by_name(answer: str) -> None:
    answering({"Frage": answer})
    assert values() == {"rest": 1}
    assert not FacetValue.objects.exists()


def test_postcode_counts_by_its_first_digit_where_it_was_asked_for() -> None:
    answering({"PLZ": "04109"}, {"plz": "10115"}, {"PLZ": "1010"}, {"Zimmer": "10115"})
    assert values() == {"~0": 1, "~1": 2, "#10000": 1}


def test_several_answers_of_one_lead_count_each_once_and_are_told_of() -> None:
    answering({"Was?": "Dach; Fassade\nDach;;"}, {"Was?": "Dach"})
    assert values() == {"=dach": 2, "=fassade": 1}
    assert sum(read_facets(Filters())[Subject.FACET_AGAIN].values()) == 1


def test_page_is_host_and_path_without_what_follows() -> None:
    answering({}, page_url="https://Example.com/Pumpe/?utm_source=x#oben")
    answering({}, page_url="http://example.com/Pumpe")
    answering({}, page_url="https://example.com/von/erika@example.org")
    assert values(FacetKind.PAGE) == {"=example.com/Pumpe": 2, "rest": 1}


def test_source_is_that_of_the_last_touch() -> None:
    (lead,) = answering({})
    for position, source in (("first", "bing"), ("last", "Google")):
        Touch.objects.create(
            lead=lead, position=position, utm_source=source, utm_medium="CPC", happened_at=timezone.now()
        )
    assert values(FacetKind.SOURCE) == {"=google / cpc": 1}


def test_number_says_what_became_of_the_lead() -> None:
    leads = [
        make_lead(stage=LeadStage.WON, received_at=LONG_AGO, quality=Grade.A),
        make_lead(stage=LeadStage.RATED, received_at=LONG_AGO, quality=Grade.D),
        make_lead(),
    ]
    Lead.objects.filter(pk__in=[lead.pk for lead in leads]).update(answers=GAS)
    job.compute()
    told = {unpack(number).became: count for number, count in read_facets(Filters())[Subject.FACET].items()}
    assert told == {1 + 2 + 4 + 8: 1, 1 + 4: 1, 1: 1}


def test_number_that_names_nothing_is_refused() -> None:
    with pytest.raises(ValueError, match="3 names no value"):
        unpack(3)


def test_facets_are_no_news_to_whoever_reads_the_other_traits() -> None:
    answering(GAS)
    job.compute()
    assert not {Subject.FACET, Subject.FACET_AGAIN} & read_traits(Filters()).keys()


@pytest.mark.parametrize(
    "change", [{"answers": {"Heizung heute": "Öl"}}, {"page_url": "https://example.com/a"}]
)
def test_corrected_answer_or_page_moves_its_count(change: dict[str, object]) -> None:
    (lead,) = answering(GAS)
    job.compute()
    Lead.objects.filter(pk=lead.pk).update(**change)
    job.compute()
    assert kept_traits() == traits_found()


def test_question_with_too_many_answers_keeps_no_further_one() -> None:
    most = facets.MOST_VALUES[FacetKind.ANSWER]
    answering(*({"Frage": f"Antwort {place}"} for place in range(most)))
    assert (len(values()), Facet.objects.get().is_full) == (most, False)
    answering({"Frage": "noch eine"}, {"Frage": "Antwort 0"})
    found = values()
    assert (found["rest"], found["=antwort 0"], Facet.objects.get().is_full) == (1, 2, True)
    Lead.objects.filter(answers={"Frage": "Antwort 1"}).delete()
    proof.verify()
    answering({"Frage": "und noch eine"})
    assert values()["rest"] == 2
    assert kept_traits() == traits_found()


def test_question_that_begins_with_too_many_answers_is_full_at_once() -> None:
    most = facets.MOST_VALUES[FacetKind.ANSWER]
    answering(*({"Frage": f"Antwort {place}"} for place in range(most + 2)))
    assert (values()["rest"], Facet.objects.get().is_full) == (2, True)


def test_more_questions_than_are_kept_are_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    answering(
        *({f"Frage {place}": "ja"} for place in range(facets.MOST_FACETS + 1)), page_url="https://example.com"
    )
    job.compute()
    assert Facet.objects.count() == facets.MOST_FACETS
    assert Facet.objects.filter(kind=FacetKind.PAGE).exists()
    assert proof.verify()["cells"] == 0


def test_value_that_no_lead_gives_any_more_is_forgotten_by_night() -> None:
    erika, _otto = answering({"Ansprechpartner": "Erika Muster"}, {"Ansprechpartner": "Otto Beispiel"})
    job.compute()
    erika.delete()
    assert proof.verify()["cells"] == 0
    assert [value.text for value in FacetValue.objects.all()] == ["Otto Beispiel"]
    assert kept_traits() == traits_found()


def test_rebuild_numbers_what_is_new_before_it_counts() -> None:
    leads = answering(GAS, {"Heizung heute": "Öl"})
    job.rebuild()
    assert values() == {"=gas": 1, "=öl": 1}
    assert kept_traits() == traits_found()
    assert len(leads) == 2


def test_answers_that_are_no_list_of_questions_stop_nothing() -> None:
    (lead,) = answering({})
    Lead.objects.filter(pk=lead.pk).update(answers=["Gas"])
    job.compute()
    assert not Facet.objects.exists()
