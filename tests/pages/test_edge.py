"""What keeps the edge one: its modules are a closed list, and what it does is done nowhere else."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings

from tests.test_architecture import APPS

ROOT = Path(settings.BASE_DIR)
MODULES = {
    "addresses",
    "answers",
    "api",
    "apps",
    "csv",
    "cursors",
    "fields",
    "filters",
    "forms",
    "model_forms",
    "models",
    "once",
    "once_api",
    "receipts",
    "tasks",
}
ROOMS = [room for room in APPS if room not in {"outbox", "pages", "demo", "run"}]
DONE_AT_THE_EDGE = re.compile(r"urlencode\(|csv\.writer\(|put_errors\(|\bPaginator\(|except .*StaleVersion")


def sources() -> Iterator[Path]:
    for room in ROOMS:
        yield from sorted((ROOT / room).rglob("*.py"))


def test_edge_is_a_closed_list_of_modules() -> None:
    found = {path.stem for path in (ROOT / "pages").glob("*.py")}
    assert found - {"__init__"} == MODULES


def test_what_the_edge_does_is_done_nowhere_else() -> None:
    twins = [str(path.relative_to(ROOT)) for path in sources() if DONE_AT_THE_EDGE.search(path.read_text())]
    assert twins == []


def is_requires(mark: ast.expr) -> bool:
    return isinstance(mark, ast.Call) and ast.unparse(mark.func) == "requires"


def views_behind_requires() -> Iterator[tuple[str, ast.FunctionDef]]:
    for path in sources():
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef) and any(map(is_requires, node.decorator_list)):
                yield f"{path.relative_to(ROOT)}:{node.name}", node


def test_view_behind_requires_takes_the_typed_request() -> None:
    found = {
        name: ast.unparse(node.args.args[0].annotation or ast.Constant(None))
        for name, node in views_behind_requires()
    }
    assert len(found) > 30
    assert {name: typed for name, typed in found.items() if typed != "SignedInRequest"} == {}
