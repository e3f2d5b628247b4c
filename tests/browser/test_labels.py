"""Names beside the dots of the browser's picture: the places of the picture on paper, clashing nowhere."""

from __future__ import annotations

from base64 import b64encode
from pathlib import Path
from typing import Any

from django.conf import settings
from playwright.sync_api import Page

from insights.paper.labels import Box, Place, Segment, place_names, place_words
from tests.insights.paper.crowds import AREA, CROWDS, LINE, find_clashes, make_crowd, make_ranges

WIDE = (60.0, 50.0, 190.0, 155.0)
PLACE = """async ([source, crowds, area, line, wide]) => {
  const { placeNames, placeWords } = await import(`data:text/javascript;base64,${source}`);
  return crowds.map(({ spots, ranges, dots }) => {
    const found = placeWords(wide, { taken: dots, area, line, gap: 1.5 });
    const words = found.filter(Boolean);
    const measure = (number) => 5 * String(number).length;
    return { found, places: placeNames(spots, { ranges, words, area, line, measure }) };
  });
}"""


def test_browser_places_names_as_the_paper_does(page: Page) -> None:
    source = Path(settings.BASE_DIR, "static/src/js/charts/labels.js").read_bytes()
    crowds = [make_crowd(seed) for seed in range(CROWDS)]
    given = [
        {
            "spots": [{"x": spot.x, "y": spot.y, "reach": spot.reach, "wide": spot.wide} for spot in spots],
            "ranges": [box._asdict() for box in make_ranges(spots)],
            "dots": [spot.box._asdict() for spot in spots],
        }
        for spots in crowds
    ]
    answers = page.evaluate(PLACE, [b64encode(source).decode(), given, AREA._asdict(), LINE, WIDE])
    for spots, answer in zip(crowds, answers, strict=True):
        words = place_words(WIDE, taken=[spot.box for spot in spots], area=AREA, line=LINE, gap=1.5)
        stand = [box for box in words if box]
        places = place_names(
            spots,
            ranges=make_ranges(spots),
            words=stand,
            area=AREA,
            line=LINE,
            measure=lambda number: 5.0 * len(str(number)),
        )
        assert [_read_box(box) for box in answer["found"]] == words
        read = [_read_place(place) for place in answer["places"]]
        assert read == places
        assert find_clashes(spots, read, stand) == []


def _read_box(box: dict[str, float] | None) -> Box | None:
    return Box(**box) if box else None


def _read_place(place: dict[str, Any] | None) -> Place | None:
    if place is None:
        return None
    leader = Segment(**place["leader"]) if place["leader"] else None
    return Place(box=Box(**place["box"]), leader=leader, number=place["number"])
