"""The lines of counting.measures hold together, and the oracle that follows them finds a wrong one."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace

import pytest
from django.db import connection
from django.db.models import Model
from django.utils import translation

from counting import job, statements, storing
from counting.kinds import Aged, CostPer, Count, Figure, Part, Share
from counting.measures import (
    AGED,
    COLUMNS,
    COUNTS,
    LAGS,
    LISTED,
    MEASURES,
    SHARES,
    SHOWN,
    STORED,
    of_kind,
    say_beside,
)
from counting.rules import Rule
from feedback.models import LeadStanding
from leads.models import Lead, LeadStage
from tests.counting.recount import kept, recounted
from tests.factories import make_lead


def names_in(figure: Figure) -> list[str]:
    """The other figures a line builds on."""
    match figure:
        case Count():
            return [figure.recorded] if figure.recorded else []
        case Aged():
            return [figure.of]
        case Part() | Share():
            return [figure.part, figure.whole]
        case _:
            return []


@pytest.mark.parametrize(
    "given",
    [
        [figure.name for figure in MEASURES],
        [figure.key for figure in SHOWN],
        [figure.column for figure in COLUMNS],
        [str(lag.number) for lag in LAGS],
    ],
    ids=["name", "key", "column", "number"],
)
def test_nothing_is_called_like_another_figure(given: list[str]) -> None:
    assert len(set(given)) == len(given)


def test_kind_has_its_figures_in_the_order_of_the_table() -> None:
    assert [figure.name for figure in of_kind(CostPer)] == ["cost_per_lead", "cost_per_deal"]


def test_lines_build_on_counts_that_are_kept() -> None:
    kept_or_told_apart = {*STORED, *(aged.name for aged in AGED)}
    assert {name for figure in MEASURES for name in names_in(figure)} - kept_or_told_apart == set()


def test_count_that_can_be_implied_says_so_in_words() -> None:
    said = {(bool(count.recorded), bool(count.implied), bool(count.implied_title)) for count in COUNTS}
    assert said == {(True, True, True), (False, False, False)}


def test_what_heads_a_column_of_the_page_has_a_heading() -> None:
    assert [figure.name for figure in COLUMNS if not figure.label] == []


# The same word in both languages.
SAME = {"Leads"}


def test_every_text_of_a_line_is_said_in_german() -> None:
    texts = [
        text
        for figure in MEASURES
        for name in ("label", "title", "implied", "implied_title", "after", "before")
        if (text := getattr(figure, name, ""))
    ]
    with translation.override("en"):
        english = [str(text) for text in texts]
    with translation.override("de"):
        unchanged = {str(text) for text, said in zip(texts, english, strict=True) if str(text) == said}
    assert unchanged == SAME


def test_part_of_a_share_opens_its_leads() -> None:
    assert {share.part for share in SHARES.values()} <= LISTED.keys()


@pytest.mark.django_db
@pytest.mark.parametrize(("model", "word"), [(Lead, "leads"), (LeadStanding, "standings")])
def test_trigger_watches_every_column_the_lines_read(model: type[Model], word: str) -> None:
    read = set(re.findall(rf'"{model._meta.db_table}"\."(\w+)"', statements.count_all_cells().sql))
    with connection.cursor() as cursor:
        cursor.execute("SELECT prosrc FROM pg_proc WHERE proname = %s", [f"counting_mark_changed_{word}"])
        watched = set(re.findall(r"\bn\.(\w+)", cursor.fetchone()[0]))
    assert read - {model._meta.pk.column} <= watched


@pytest.fixture
def _fresh_statements() -> Iterator[None]:
    """What is made from the lines is made anew, before and after."""
    made = (statements.count_all_cells, statements.count_some_cells, storing._store_all, storing._store_some)
    for make in made:
        make.cache_clear()
    yield
    for make in made:
        make.cache_clear()


@pytest.mark.django_db
@pytest.mark.usefixtures("_fresh_statements")
@pytest.mark.parametrize("name", [count.name for count in COUNTS if count.name != "leads"])
def test_oracle_finds_a_count_whose_sql_is_wrong(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    wrong = tuple(
        replace(count, rule=Rule(~count.rule.condition, count.rule.holds)) if count.name == name else count
        for count in COUNTS
    )
    make_lead(stage=LeadStage.WON)
    monkeypatch.setattr(statements, "COUNTS", wrong)
    job.compute()
    assert kept() != recounted()


@pytest.mark.django_db
@pytest.mark.usefixtures("_fresh_statements")
@pytest.mark.parametrize("name", [lag.name for lag in LAGS])
def test_oracle_finds_a_lag_whose_sql_is_wrong(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    wrong = tuple(replace(lag, start=lag.end, end=lag.start) if lag.name == name else lag for lag in LAGS)
    make_lead(stage=LeadStage.WON)
    monkeypatch.setattr(statements, "LAGS", wrong)
    job.compute()
    assert kept() != recounted()


class Said(defaultdict[str, int]):
    """Counts of one group, 0 where nothing is said."""

    cost_cents = None
    mature_cost_cents = None


def test_what_is_beside_a_share_is_said_and_what_is_none_is_not() -> None:
    share = next(share for share in SHARES.values() if "won_later" in share.asides)
    with translation.override("en"):
        assert say_beside(share, Said(int, won_later=2)) == {"won_later": "2 later"}
