"""What leaves the house leads nowhere and names nobody, whatever was drawn."""

from __future__ import annotations

import pytest

from insights.pages.figures_only import only_figures

pytestmark = pytest.mark.usefixtures("english")


@pytest.mark.parametrize(
    ("inside", "outside"),
    [
        ('<a class="n" href="/leads/1/">12 &lt; 13</a>', '<span class="n">12 &lt; 13</span>'),
        ('<p>7 <a data-inside href="/x/">Why?</a></p>', "<p>7 </p>"),
        ('<a class="btn quiet" href="/x/">View <b>12</b></a>!', "!"),
        ('<form action="/x/"><input name="a"><p>b</p></form><b>1</b>', "<b>1</b>"),
        ("<nav><ul><li>Tabs</li></ul></nav>2", "2"),
        ('<td data-label="Leads" data-url="/x/" onclick="x()">3</td>', '<td data-label="Leads">3</td>'),
        ('<svg viewBox="0 0 1 1"><a href="/x/"><circle r="1"/></a></svg>', None),
        ('<script src="/x.js"></script><script>alert(1)</script>4', "4"),
        ("<!-- /x/ --><br>5", "<br>5"),
        (
            "<details open><summary>More</summary>6</details>",
            "<details open><summary>More</summary>6</details>",
        ),
    ],
)
def test_what_leads_somewhere_is_taken_out(inside: str, outside: str | None) -> None:
    said = only_figures(inside, ())
    assert said == (outside or '<svg viewbox="0 0 1 1"><g><circle r="1"/></g></svg>')


def test_data_of_a_picture_loses_its_addresses_and_cannot_end_its_script() -> None:
    data = (
        '{"points": [{"x": 1, "url": "/leads/"}], "urls": ["/a/"], "label": "\\u003C/script\\u003E \\u0026"}'
    )
    said = only_figures(f'<script id="d" type="application/json">{data}</script>', ())
    expected = '{"points": [{"x": 1}], "label": "\\u003C/script\\u003E \\u0026"}'
    assert said == f'<script id="d" type="application/json">{expected}</script>'


def test_names_of_people_are_said_nowhere() -> None:
    html = (
        '<p title="Sven O&#x27;Vertrieb">of Sven O&#x27;Vertrieb: 3, sven@example.com</p>'
        '<script type="application/json">{"note": "SVEN O\\u0027VERTRIEB"}</script>'
    )
    said = only_figures(html, ("Sven", "Sven O'Vertrieb", "sven@example.com", ""))
    assert "ven" not in said.replace("shown", "")
    assert said.count("(name not shown)") == 4


def test_word_that_holds_a_name_stays() -> None:
    assert only_figures("<p>Svenja, Fair</p>", ("Sven",)) == "<p>Svenja, Fair</p>"
