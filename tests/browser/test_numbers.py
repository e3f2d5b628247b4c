"""What the joint page and its sheets show is what the rows say: read off the screen, in both languages.

The right figures are counted here, lead by lead; the three roles take turns at the sheets.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction

import pytest
from playwright.sync_api import Locator

from accounts.models import Language, User
from tests.browser.conftest import Open
from tests.browser.history import (
    BEFORE,
    COSTS_CENTS,
    KINDS,
    SINCE,
    Told,
    count,
    is_rounded,
    is_share,
    number,
    numbers,
    read_rows,
    tell_history,
)
from tests.browser.windows import Window

MATURITY = 90
LETTERS = "ABCD"


@pytest.fixture
def rows(lists: None, mara: User, lena: User, gero: User) -> list[Told]:
    """The leads of the history, once it is counted."""
    tell_history()
    return read_rows()


@pytest.fixture(params=Language.values)
def windows(request: pytest.FixtureRequest, open_as: Open, rows: list[Told]) -> dict[str, Window]:
    """One for each role that reads the page, all in the same language."""
    language = request.param
    User.objects.update(language=language)
    people = {name: User.objects.get(email=f"{name}@example.com") for name in ("mara", "lena", "gero")}
    return {name: Window(open_as(person), language) for name, person in people.items()}


def open_sheet(window: Window, sheet: str = "", **more: str) -> Window:
    query = "&".join(f"{name}={value}" for name, value in {"period": "all", **more}.items())
    window.page.goto(f"/overview/{sheet}?{query}")
    return window


def line_of(place: Locator, name: str) -> Locator:
    """The line of a table that begins with this name."""
    head = place.page.locator("th[scope=row]").get_by_text(name, exact=True)
    return place.locator("tbody tr").filter(has=head)


def cell(window: Window, line: Locator, head: str, *, context: str = "") -> list[Fraction]:
    """The numbers of a cell, by the head of its column."""
    label = window.say(head, context=context)
    return numbers(line.locator(f'td[data-label="{label}"]').inner_text(), window.language)


def leads_listed(window: Window, link: Locator) -> int:
    """How many leads stand behind a figure, page by page."""
    window.page.goto(link.get_attribute("href") or "")
    listed = window.page.locator("main table tbody tr").count()
    while (onward := window.page.locator("main a[rel=next]")).count():
        onward.first.click()
        listed += window.page.locator("main table tbody tr").count()
    return listed


def of(rows: Sequence[Told], campaign: str) -> list[Told]:
    return [row for row in rows if row.campaign == campaign]


def old(rows: Sequence[Told]) -> list[Told]:
    return [row for row in rows if row.is_old]


def test_funnel_shows_counts_and_shares_to_every_role(windows: dict[str, Window], rows: list[Told]) -> None:
    seen = {name: funnel_of(open_sheet(window)) for name, window in windows.items()}
    assert seen["mara"] == seen["lena"] == seen["gero"]

    window = windows["mara"]
    steps = [[numbers(text, window.language) for text in step] for step in seen["mara"]]
    names = ("is_accepted", "is_contacted", "is_rated_good", "is_won")
    assert [value[0][0] for value in steps] == [len(rows), *(count(rows, name) for name in names)]
    rated, mature = count(rows, "is_rated"), old(rows)
    for step, name in zip(steps[1:3], names, strict=False):
        share, total = step[1]
        assert is_share(share, count(rows, name), len(rows)) and total == len(rows)
    (good_share, of_rated) = next(found for found in steps[3][1:] if found[1:] == [rated])
    assert is_share(good_share, count(rows, "is_rated_good"), rated) and of_rated == rated
    *in_time, share = steps[4][1]
    assert in_time == [count(mature, "is_won"), len(mature), MATURITY]
    assert is_share(share, count(mature, "is_won"), len(mature))

    accepted = window.page.locator(".funnel .step").nth(1).locator("a.value")
    assert leads_listed(window, accepted) == count(rows, "is_accepted")


def funnel_of(window: Window) -> list[list[str]]:
    """Of each step its figure and the lines below it."""
    steps = window.page.locator(".funnel .step").all()
    return [[step.locator("a.value").inner_text(), *step.locator(".say").all_inner_texts()] for step in steps]


def test_table_of_campaigns_is_a_recount_and_adds_up_to_the_funnel(
    windows: dict[str, Window], rows: list[Told]
) -> None:
    window = open_sheet(windows["lena"])
    table = window.page.locator("section[aria-labelledby=table-title] table")
    parts = []
    for name, cents in COSTS_CENTS.items():
        line, leads = line_of(table, name), of(rows, name)
        good, rated, mature = count(leads, "is_rated_good"), count(leads, "is_rated"), old(leads)
        assert cell(window, line, "Leads") == [len(leads)]
        assert cell(window, line, "Rated")[0] == rated
        share, *counts = cell(window, line, "Rated good")[:3]
        assert is_share(share, good, rated) and counts == [good, rated]
        share, *counts = cell(window, line, "Lead to deal")[:3]
        assert is_share(share, count(mature, "is_won"), len(mature))
        assert counts == [count(mature, "is_won"), len(mature)]
        each = Fraction(sum(cents), 100 * len(leads))
        assert is_rounded(cell(window, line, "Cost per lead")[0], each, places=2)
        brought = Fraction(sum(row.cents for row in leads), 100)
        assert is_rounded(cell(window, line, "Revenue")[0], brought, places=0)
        parts.append(cell(window, line, "Leads")[0])
    whole = window.page.locator(".funnel .step a.value").first.inner_text()
    assert table.locator("tbody tr").count() == len(parts)
    assert sum(parts) == number(whole, window.language)

    link = line_of(table, "Messe").locator(f'td[data-label="{window.say("Rated good")}"] a')
    assert leads_listed(window, link) == count(of(rows, "Messe"), "is_rated_good")


def test_sheet_of_money_shows_prices_and_waste(windows: dict[str, Window], rows: list[Told]) -> None:
    window = open_sheet(windows["gero"], "money/")
    prices = window.page.locator("section[aria-labelledby=prices-title] table")
    so_far, mature = (cost_of(COSTS_CENTS.values(), days=days) for days in (3, 2))
    for name, unit in (("Lead", "id"), ("Accepted lead", "is_accepted"), ("Good lead", "is_good")):
        line = line_of(prices, window.say(name))
        assert_price(cell(window, line, "All leads so far"), so_far, count(rows, unit))
        assert_price(cell(window, line, "Old enough to judge"), mature, count(old(rows), unit))
    deal = line_of(prices, window.say("Deal in time"))
    assert_price(cell(window, deal, "Old enough to judge")[:2], mature, count(old(rows), "is_won"))

    lowest, highest = Fraction(), Fraction()
    for name, cents in COSTS_CENTS.items():
        leads = old(of(rows, name))
        bad, unknown = count(leads, "is_judged") - count(leads, "is_good"), not_judged(leads)
        bar = window.page.locator(".bars.waste li").filter(has_text=name)
        parts = numbers(bar.locator("small").first.inner_text(), window.language)
        assert parts == [bad, unknown, count(leads, "is_good")] and sum(parts) == len(leads)
        each = cost_of([cents], days=2) / len(leads)
        low, high = numbers(bar.locator("span.n").inner_text(), window.language)[:2]
        assert is_rounded(low, each * bad, places=0) and is_rounded(high, each * (bad + unknown), places=0)
        lowest, highest = lowest + each * bad, highest + each * (bad + unknown)
    waste = window.page.locator(".stats .step").last.locator(".value").inner_text()
    low, high = numbers(waste, window.language)
    assert is_rounded(low, lowest, places=0) and is_rounded(high, highest, places=0)


def cost_of(costs: Iterable[Sequence[int]], *, days: int) -> Fraction:
    """In euros, of the first so many days of each campaign."""
    return Fraction(sum(sum(cents[:days]) for cents in costs), 100)


def not_judged(leads: Sequence[Told]) -> int:
    return len(leads) - count(leads, "is_judged")


def assert_price(shown: list[Fraction], cost: Fraction, units: int) -> None:
    """The price of one, and below it how many there are."""
    price, of_so_many = shown
    assert of_so_many == units
    assert is_rounded(price, cost / units, places=2)


def test_cohort_of_a_month_shows_its_leads_and_deals(windows: dict[str, Window], rows: list[Told]) -> None:
    window = open_sheet(windows["mara"], "time/")
    month = next(row.month for row in rows if row.day == BEFORE)
    leads = [row for row in rows if row.month == month]
    line = window.page.locator("table.cohorts").first.locator("tbody tr").first
    assert number(line.locator("th a").inner_text(), window.language) == len(leads)
    cells = line.locator("td.n").all()
    assert cells
    for each in cells:
        share = number(each.locator("b").inner_text(), window.language)
        counts = numbers(each.locator("a").inner_text(), window.language)
        assert counts == [count(leads, "is_won"), len(leads)]
        assert is_share(share, count(leads, "is_won"), len(leads))


def test_sheet_of_alignment_shows_matrix_and_share(windows: dict[str, Window], rows: list[Told]) -> None:
    window = open_sheet(windows["lena"], "alignment/")
    matrix = window.page.locator("section[aria-labelledby=matrix-title] table.heat")
    pairs = [row for row in rows if row.is_rated]
    shown = [
        [number(text, window.language) for text in line.locator("td").all_inner_texts()]
        for line in matrix.locator("tbody tr").all()
    ]
    assert shown == [
        [sum((pair.grade, pair.letter) == (grade, letter) for pair in pairs) for letter in LETTERS]
        for grade in LETTERS
    ]
    ways = window.page.locator("section[aria-labelledby=matrix-title] table.stay tbody tr")
    lying = [
        sum(pair.grade == pair.letter for pair in pairs),
        sum(pair.grade < pair.letter for pair in pairs),
        sum(pair.grade > pair.letter for pair in pairs),
    ]
    told = [
        [number(text, window.language) for text in way.locator("td").all_inner_texts()] for way in ways.all()
    ]
    assert [way[0] for way in told] == lying and sum(lying) == len(pairs)
    assert all(is_share(share, part, len(pairs)) for (_, share), part in zip(told, lying, strict=True))

    assert leads_listed(window, ways.nth(1).locator("a")) == lying[1]


def test_breakdown_by_campaign_is_a_recount_and_adds_up(windows: dict[str, Window], rows: list[Told]) -> None:
    window = open_sheet(windows["gero"], "breakdown/", by="campaign")
    table = window.page.locator("section[aria-labelledby=parts-title] table")
    parts = []
    for name in KINDS:
        line, leads = line_of(table, name), of(rows, name)
        good, rated, mature = count(leads, "is_rated_good"), count(leads, "is_rated"), old(leads)
        share, *counts = cell(window, line, "Rated good")[:3]
        assert is_share(share, good, rated) and counts == [good, rated]
        share, *counts = cell(window, line, "Lead to deal")[:3]
        assert is_share(share, count(mature, "is_won"), len(mature))
        assert counts == [count(mature, "is_won"), len(mature)]
        parts.append(cell(window, line, "Leads")[0])
    whole = line_of(table, window.say("All leads"))
    assert parts == [len(of(rows, name)) for name in KINDS]
    assert [sum(parts)] == cell(window, whole, "Leads") == [len(rows)]


def test_benefit_shows_both_sides_of_the_introduction(windows: dict[str, Window], rows: list[Told]) -> None:
    window = open_sheet(windows["mara"], "helped/")
    line = line_of(window.page.locator("main"), window.say("Quality of leads")).first
    for head, context, day in (("Before", "time", BEFORE), ("Now", "", SINCE)):
        leads = [row for row in rows if row.day == day]
        good, rated = count(leads, "is_rated_good"), count(leads, "is_rated")
        share, *counts = cell(window, line, head, context=context)[:3]
        assert counts == [good, rated] and is_share(share, good, rated)
