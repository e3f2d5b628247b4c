"""What import contracts cannot see: an upper app's route, table, model, task or template named as a string.

The order of the apps is the one of the layers contract. What stands in no app (`components`, error pages) is
the wiring's, and so are the names without a namespace: any app may lead to an address of the whole house.
"""

from __future__ import annotations

import ast
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings

from accounts.permissions import Action
from smarketing.urls import house

ROOT: Path = settings.BASE_DIR
CONTRACTS = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
# From the top: whoever stands before an app is above it.
ORDER: list[str] = CONTRACTS[0]["layers"]
WIRING = "smarketing"
# Served by the wiring, and a route that the documentation names.
OPEN_NAMESPACES = {"api"}
# allauth's own routes.
OPEN_NAMES = re.compile(r"(account|mfa|usersessions)_\w+$")

URL_TAG = re.compile(r"{%\s*url\s+['\"]([\w:-]+)['\"]")
TEMPLATE_TAG = re.compile(r"{%\s*(?:include|extends)\s+['\"]([\w/.-]+)['\"]")
LOAD_TAG = re.compile(r"{%\s*load\s+([^%]+?)\s*%}")
ROUTE = re.compile(r"([a-z]\w*):[a-z_][\w-]*")
DOTTED = re.compile(r"([a-z]\w*)\.\w[\w.]*")
TEMPLATE = re.compile(r"([a-z]\w*)/[\w/-]+\.(?:html|txt)")
# The permission table's own words for what can be done.
ACTIONS = {action.value for action in Action}
ROUTE_CALLS = {"redirect", "reverse", "reverse_lazy", "resolve_url"}


def find_tables() -> dict[str, str]:
    """Each table and the app it belongs to."""
    models = apps.get_models(include_auto_created=True)
    return {model._meta.db_table: model._meta.app_label for model in models}


def find_libraries() -> dict[str, str]:
    """Each library of template tags and its app."""
    return {path.stem: path.parts[-3] for app in ORDER for path in (ROOT / app).glob("templatetags/*.py")}


HOUSE = {str(route.name) for route in house}
TABLES, LIBRARIES = find_tables(), find_libraries()


def is_above(other: str, app: str) -> bool:
    return other in ORDER and ORDER.index(other) < ORDER.index(app)


def check_route(name: str, app: str) -> bool:
    """Whether this app may name this route."""
    namespace, _, plain = name.rpartition(":")
    if not namespace:
        return plain in HOUSE or bool(OPEN_NAMES.match(plain))
    return namespace in OPEN_NAMESPACES or not is_above(namespace, app)


def names_in_string(text: str, app: str) -> Iterator[str]:
    """What of an upper app a string names, as a whole or, for tables, anywhere in it."""
    if text in ACTIONS:
        return
    for pattern in (DOTTED, TEMPLATE):
        if (found := pattern.fullmatch(text)) and is_above(found[1], app):
            yield text
    if ROUTE.fullmatch(text) and text.split(":")[0] in ORDER and not check_route(text, app):
        yield text
    for word in re.findall(r"\w+", text):
        if is_above(TABLES.get(word, ""), app):
            yield word


def names_in_python(source: str, app: str) -> Iterator[str]:
    for node in ast.walk(ast.parse(source)):
        if text := text_of(node):
            yield from names_in_string(text, app)
        elif isinstance(node, ast.Call) and node.args:
            yield from names_in_call(node, text_of(node.args[0]), app)
        elif isinstance(node, ast.Tuple) and len(node.elts) == 2:
            yield from names_in_pair(text_of(node.elts[0]), text_of(node.elts[1]), app)


def text_of(node: ast.AST) -> str:
    """The text of a string in the code; nothing for anything else."""
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else ""


def names_in_call(call: ast.Call, first: str, app: str) -> Iterator[str]:
    called = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
    if called in ROUTE_CALLS and re.fullmatch(r"\w+", first) and not check_route(first, app):
        yield first
    if called == "get_model" and is_above(first, app):
        yield first


def names_in_pair(label: str, migration: str, app: str) -> Iterator[str]:
    """A migration that waits for an upper app's: ("feedback", "0001_…")."""
    if re.match(r"\d{4}_|__first__", migration) and is_above(label, app):
        yield f"{label}.{migration}"


def names_in_template(source: str, app: str) -> Iterator[str]:
    yield from (name for name in URL_TAG.findall(source) if not check_route(name, app))
    yield from (name for name in TEMPLATE_TAG.findall(source) if is_above(name.split("/")[0], app))
    loaded = [word for words in LOAD_TAG.findall(source) for word in words.split()]
    yield from (word for word in loaded if is_above(LIBRARIES.get(word, ""), app))


def offenders(app: str) -> list[str]:
    found = [(path, names_in_python) for path in sorted((ROOT / app).rglob("*.py"))]
    found += [(path, names_in_template) for path in sorted((ROOT / "templates" / app).rglob("*.*"))]
    return [
        f"{path.relative_to(ROOT)}: {name}"
        for path, names in found
        for name in names(path.read_text(encoding="utf-8"), app)
    ]


def wiring_templates() -> list[Path]:
    """Pages and parts that belong to no app."""
    found = sorted((ROOT / "templates").rglob("*.html"))
    return [path for path in found if path.relative_to(ROOT / "templates").parts[0] not in ORDER]


def test_no_app_names_what_stands_above_it() -> None:
    below = ORDER[ORDER.index(WIRING) + 1 :]
    assert [offender for app in below for offender in offenders(app)] == []


def test_nothing_names_a_route_without_a_namespace_that_the_house_does_not_have() -> None:
    found = {
        f"{path.relative_to(ROOT)}: {name}"
        for path in wiring_templates()
        for name in URL_TAG.findall(path.read_text(encoding="utf-8"))
        if ":" not in name and not check_route(name, WIRING)
    }
    assert found == set()


@pytest.mark.parametrize(
    "source",
    [
        'redirect("desk:accept", 7)',
        'reverse("accept")',
        'SQL = "UPDATE feedback_leadstanding SET quality = %s"',
        'models.ForeignKey("feedback.Rating")',
        'apps.get_model("feedback", "Rating")',
        'dependencies = [("feedback", "0001_attempts")]',
        'post(topic="counting.compute_conversion")',
        'render(request, "desk/lead.html")',
    ],
)
def test_a_name_of_an_upper_app_is_found_in_code(source: str) -> None:
    assert list(names_in_python(source, "leads"))


@pytest.mark.parametrize(
    "source",
    [
        "{% url 'feedback:rate' lead.pk %}",
        '{% url "accept" lead.pk %}',
        '{% include "feedback/promises.html" with full=True %}',
        "{% load i18n insights_format %}",
    ],
)
def test_a_name_of_an_upper_app_is_found_in_a_template(source: str) -> None:
    assert list(names_in_template(source, "leads"))


@pytest.mark.parametrize(
    "source", ['reverse("lead", 7)', 'reverse("campaigns:cta_edit", 7)', 'SQL = "SELECT * FROM leads_lead"']
)
def test_names_of_the_house_of_lower_apps_and_of_ones_own_are_free(source: str) -> None:
    assert list(names_in_python(source, "leads")) == []
