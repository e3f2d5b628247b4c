"""What every template keeps to: the content security policy, the words of the styles, no foreign host."""

from __future__ import annotations

import gzip
import re
from pathlib import Path

import pytest
from django.conf import settings
from django.template.loader import get_template

TEMPLATES = Path(settings.BASE_DIR) / "templates"
FORMS = Path(settings.BASE_DIR) / "smarketing" / "jinja2"
STYLES = Path(settings.BASE_DIR) / "static" / "src" / "css"
# Of what is printed, which no browser draws.
PAPER_STYLE = settings.BASE_DIR / "insights" / "paper" / "paper.css"
BUNDLES = Path(settings.BASE_DIR) / "static" / "dist"
NAMES = sorted(str(path.relative_to(TEMPLATES)) for path in TEMPLATES.rglob("*.html"))
# Pages go through the browser and its policy; mails are read elsewhere and bring their looks along.
PAGES = [name for name in NAMES if "mail" not in Path(name).parts]

TEMPLATE_TAG = re.compile(r"\{%.*?%\}|\{\{.*?\}\}|\{#.*?#\}", re.DOTALL)
COMMENT = re.compile(r"\{% comment %\}.*?\{% endcomment %\}", re.DOTALL)
CLASS_ATTRIBUTE = re.compile(r'\sclass="([^"]*)"')
CLASS_IN_CSS = re.compile(r"\.(-?[a-zA-Z_][\w-]*)")
HEAD = re.compile(r"""class\s*=\s*["'](?:[^"']*\s)?head["'\s]""")
LONGEST_LINE = 160
FIRST_VISIT_BYTES = 120 * 1024
ROOM_FOR_THE_PAGE = 20 * 1024


def source(name: str) -> str:
    return COMMENT.sub("", (TEMPLATES / name).read_text(encoding="utf-8"))


def known_classes() -> set[str]:
    return {
        word
        for path in (*STYLES.glob("*.css"), PAPER_STYLE)
        for word in CLASS_IN_CSS.findall(path.read_text(encoding="utf-8"))
    }


def used_classes(text: str) -> set[str]:
    """Classes written out in a template; a word that a template tag completes is left out."""
    with_tags_in_quotes = TEMPLATE_TAG.sub(lambda tag: "\x00" if tag.group().startswith("{{") else " ", text)
    words = {word for value in CLASS_ATTRIBUTE.findall(with_tags_in_quotes) for word in value.split()}
    return {word for word in words if "\x00" not in word}


@pytest.mark.parametrize("name", NAMES)
def test_template_compiles(name: str) -> None:
    get_template(name)


def test_no_line_is_too_long_to_read() -> None:
    too_long = [
        f"{path.relative_to(settings.BASE_DIR)}:{number}"
        for folder in (TEMPLATES, FORMS)
        for path in sorted(folder.rglob("*.html"))
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1)
        if len(line) > LONGEST_LINE
    ]
    assert too_long == []


def test_head_of_a_page_is_drawn_by_page_html_alone() -> None:
    """A page fills its blocks: heading, back, sub, beside."""
    drawing = [name for name in PAGES if HEAD.search(source(name))]
    assert drawing == ["page.html"]


@pytest.mark.parametrize("name", PAGES)
def test_page_has_no_inline_style_or_script(name: str) -> None:
    text = source(name)
    assert not re.search(r"\sstyle\s*=|<style|\son[a-z]+\s*=\s*[\"']", text)
    assert not re.search(r"<script(?![^>]*\ssrc=)", text)


@pytest.mark.parametrize("name", PAGES)
def test_page_asks_no_foreign_host(name: str) -> None:
    assert not re.search(r"(?:src|href|action)\s*=\s*[\"']\s*(?:https?:)?//", source(name))


@pytest.mark.parametrize("name", PAGES)
def test_page_uses_only_words_of_the_vocabulary(name: str) -> None:
    assert used_classes(source(name)) <= known_classes()


@pytest.mark.skipif(not (BUNDLES / "app.css").exists(), reason="the bundles are not built: npm run build")
def test_bundles_leave_room_for_the_page_on_a_first_visit() -> None:
    sizes = [len(gzip.compress(path.read_bytes())) for path in BUNDLES.glob("*.[cj]s*")]
    assert len(sizes) == 3
    assert sum(sizes) <= FIRST_VISIT_BYTES - ROOM_FOR_THE_PAGE


def test_server_error_page_needs_nothing_from_the_request() -> None:
    text = get_template("500.html").render({})
    assert 'href="/"' in text
    assert 'data-theme="auto"' in text
